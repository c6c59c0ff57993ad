"""A probe of a credential accepts what the registry answers to a rightly scoped token.

The crate registry answers 403 on /api/v1/me for a token that can publish and nothing else; only 401 says that it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.refusals import ending, ends
from facts.shell.script import Script
from facts.shell.syntax import Call, Comparison, If, Statement, Test
from facts.shell.variables import assignments
from facts.workflows.release_path import release_scripts
from gates.tooling.rule_context import Context, found_at

# Address of the probe, and what else than 200 it answers for a token that can publish.
_SCOPED = {"/api/v1/me": "403"}
RULE = Rule(
    id="credential-tests-accept-scoped-tokens",
    title="A test of a credential accepts a correctly scoped token.",
    why="A token that may only publish gets HTTP 403 from an identity endpoint, and the test fails.",
    fix="treat only HTTP 401 as a failure",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          status="$(curl -s -o /dev/null -w '%{http_code}' https://registry.example/api/v1/me)"
          if [[ "$status" != "200" ]]; then exit 1; fi
          cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          status="$(curl -s -o /dev/null -w '%{http_code}' https://registry.example/api/v1/me)"
          if [[ "$status" == "401" ]]; then exit 1; fi
          cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each probe that a good token fails."""
    return [line for script in release_scripts(context.graph) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    functions = ending(script)
    for variable, address in _probes(script).items():
        for statement, _ in script.spots:
            if isinstance(statement.node, If):
                first = statement.node.branches[0]
                if _asks_for_200(first.condition, variable) and ends(first.body, functions):
                    yield (
                        found_at(
                            RULE,
                            script.at(statement.line),
                            (
                                f"every answer of {address} but 200 is fatal, but it returns {_SCOPED[address]} to a "
                                "token that may publish"
                            ),
                            "treat only HTTP 401 as a failure",
                        )
                    )


def _probes(script: Script) -> dict[str, str]:
    found: dict[str, str] = {}
    for assign in assignments(script):
        calls = [s.node for s in (assign.value.inner if assign.value else ()) if isinstance(s.node, Call)]
        text = " ".join(word for call in calls for word in call.texts)
        address = next((known for known in _SCOPED if known in text), "")
        if address and "http_code" in text:
            found[assign.name] = address
    return found


def _asks_for_200(condition: tuple[Statement, ...], variable: str) -> bool:
    tests = [s.node for s in condition if isinstance(s.node, Test)]
    single = [s.node.texts for s in condition if isinstance(s.node, Call) and s.node.name in ("[", "test")]
    return any(_not_200(item, variable) for test in tests for item in test.comparisons) or any(
        "200" in texts and any(op in texts for op in ("!=", "-ne")) and any(variable in text for text in texts)
        for texts in single
    )


def _not_200(item: Comparison, variable: str) -> bool:
    left = item.left.text if item.left else ""
    return item.op in ("!=", "-ne") and item.right.text == "200" and variable in left
