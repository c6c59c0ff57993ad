"""A credential is given to a client in the variable that this client reads, and a probe accepts a rightly scoped token.

A variable that nobody reads makes a probe that fails with every token; an identity endpoint refuses scoped tokens
that may publish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Assign
from facts.shell.walking import words
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_steps
from facts.workflows.secrets import secret_names
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context, found_at

_CREDENTIAL = re.compile(r"(?i)(token|password|passwd|api_?key|secret)$")
_NPM = re.compile(r"(?i)NODE_AUTH_TOKEN|npm_config_(//.*:_authToken|userconfig|_auth|otp)")
_READS = {
    "npm": _NPM,
    "pnpm": _NPM,
    "cargo": re.compile(r"CARGO_REGISTRY_TOKEN|CARGO_REGISTRIES_\w+_TOKEN"),
    "twine": re.compile(r"TWINE_\w+"),
    "uv": re.compile(r"UV_PUBLISH_\w+|UV_INDEX_\w+"),
    "maturin": re.compile(r"MATURIN_\w+"),
    "poetry": re.compile(r"POETRY_\w+"),
    "flit": re.compile(r"FLIT_\w+"),
    "hatch": re.compile(r"HATCH_\w+"),
}
_VERBS = {"publish", "upload", "whoami", "login"}
_WRITTEN = re.compile(r"_auth(?:Token)?[=\s]+[\"']?\$\{?(\w+)")
RULE = Rule(
    id="credentials-use-the-right-variable",
    title="A credential is set in an environment variable that the client reads.",
    why="The client ignores any other variable, so authentication always fails.",
    fix="set the variable that the client reads",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {TOKEN: "${{ secrets.NPM }}"}
        run: |
          NPM_CONFIG_TOKEN="$TOKEN" npm whoami
          npm publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {NODE_AUTH_TOKEN: "${{ secrets.NPM }}"}
        run: |
          npm whoami
          npm publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each credential that does not arrive."""
    found = [line for stop, step in release_steps(context.graph) for line in _in_step(context.graph, stop, step)]
    return list(dict.fromkeys(found))


def _in_step(machinery: Machinery, stop: Stop, step: WorkflowStep) -> Iterator[Finding]:
    names = secret_names(stop.workflow, stop.job, step) & set(step.env)
    scripts = machinery.scripts_of(step)
    used = {name for script in scripts for s, _ in script.spots for word in words(s) for name in word.names}
    for script in scripts:
        for call, statement, _ in script.calls():
            command = invocation(call)
            reads = _READS.get(command.tool)
            if reads is None or not _VERBS & set(command.arguments[:2]):
                continue
            at = script.at(statement.line)
            inline = [assign.name for assign in call.assigns if _is_credential(assign)]
            yield from (_unread(at, command.tool, name) for name in inline if not reads.fullmatch(name))
            unused = sorted(name for name in names - used if _CREDENTIAL.search(name))
            if _proves_itself(stop, command) or (command.tool in ("npm", "pnpm", "yarn") and _writes_a_token(script, names)):
                continue
            if unused and not any(reads.fullmatch(name) for name in (*names, *inline)) and not _configured(machinery, unused):
                yield from (_unread(at, command.tool, name) for name in unused)


def _writes_a_token(script: Script, names: frozenset[str]) -> bool:
    """Whether the script puts one of the secrets into the client's own file: `echo "//host/:_authToken=$TOKEN" >> ~/.npmrc`."""
    return bool(names & set(_WRITTEN.findall(script.text)))


def _proves_itself(stop: Stop, command: Invocation) -> bool:
    """Whether the job may prove who it is instead: trusted publishing reads no credential."""
    granted = stop.job.permissions if stop.job.permissions is not None else stop.workflow.permissions
    return (
        command.tool in ("npm", "pnpm", "uv")
        and granted is not None
        and (granted.text("id-token") == "write" or granted.text("*") == "write-all")
    )


def _unread(at: Location, tool: str, name: str) -> Finding:
    known = {"npm": "NODE_AUTH_TOKEN with setup-node's registry-url", "pnpm": "NODE_AUTH_TOKEN"}
    right = known.get(tool) or _READS[tool].pattern.split("|")[0].replace(r"\w+", "...")
    return found_at(RULE, at, f"{tool} does not read {name}, so it works with no credential at all", f"give it {right}")


def _is_credential(assign: Assign) -> bool:
    return bool(_CREDENTIAL.search(assign.name)) and assign.value is not None and not assign.value.plain


def _configured(machinery: Machinery, names: list[str]) -> bool:
    found = machinery.root.glob("**/.npmrc") if machinery.root.is_dir() else ()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in found if "node_modules" not in path.parts]
    return any(name in text for name in names for text in texts)
