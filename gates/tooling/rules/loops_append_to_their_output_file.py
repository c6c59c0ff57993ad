"""What a loop writes into one file, all of its rounds write there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.path import in_releases
from facts.shell.script import Script
from facts.shell.syntax import Call, Loop, Statement
from facts.shell.walking import walk, words
from gates.tooling.rule_context import Context

_ASIDE = re.compile(r"^(?:/dev/|&)|tmp|temp|log\b|\.log$|\.out$|\.err$|GITHUB_", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: make dist
      - run: for f in dist/*.tar.gz; do sha256sum "$f" {0} SUMS; done
      - run: gh release create "$GITHUB_REF_NAME" dist/*.tar.gz SUMS --generate-notes
"""

RULE = Rule(
    id="loops-append-to-their-output-file",
    title="A loop in a release script that collects lines in a file appends them.",
    why="With `>` every iteration overwrites the file: the list of checksums has one line, and nothing fails.",
    fix="write `>>`, or redirect the output of the whole loop",
    reference="bash: redirections",
    bad={".github/workflows/release.yml": _JOBS.format(">")},
    good={".github/workflows/release.yml": _JOBS.format(">>")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each command of a loop that begins the same file in every round, which nothing in the loop reads."""
    seen: set[Location] = set()
    for _, job in in_releases(context.graph):
        for step in job.steps:
            for script in context.graph.scripts_of(step):
                for line, name, target in _begun_again(script):
                    where = script.at(line)
                    if where not in seen:
                        seen.add(where)
                        got = f"every iteration of the loop over {name} overwrites {target} (job {job.id})"
                        yield Finding(RULE.id, where.path, where.line, got, "appended lines", RULE.fix)


def _begun_again(script: Script) -> Iterator[tuple[int, str, str]]:
    for statement, _ in script.spots:
        node = statement.node
        if (
            not isinstance(node, Loop)
            or node.kind != "for"
            or (len(node.words) == 1 and node.words[0].plain and not re.search(r"[*?\[{]", node.words[0].text))
        ):
            continue
        inside = [each for each, _ in walk(node.body)]
        assigned = {node.name} | {assign.name for each in inside if isinstance(each.node, Call) for assign in each.node.assigns}
        if any(isinstance(each.node, Call) and each.node.name in ("cd", "pushd", "break", "exit", "return") for each in inside):
            continue
        for each in inside:
            for redirect in each.redirects:
                target = redirect.target
                constant = not set(target.names) & assigned and "$(" not in target.text and not _ASIDE.search(target.text)
                if (
                    redirect.op == ">"
                    and redirect.descriptor in ("", "1")
                    and constant
                    and _of_this_round(each, node.name)
                    and not _is_read(inside, each, target.text)
                ):
                    yield each.line, node.name, target.text


def _of_this_round(statement: Statement, name: str) -> bool:
    """Whether what is written depends on the round."""
    return any(name in word.names for word in words(statement))


def _is_read(inside: list[Statement], writer: Statement, target: str) -> bool:
    """Whether another command of the round takes the file: then it holds one round's text on purpose."""
    others = [word.text for each in inside if each is not writer for word in words(each)]
    return any(target in text for text in others)
