"""`mktemp` makes its file in a folder that is there.

On the maintainer's machine `.scratch/` exists from last time; on a runner nobody made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call
from facts.shell.variables import resolved
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_ALWAYS_THERE = (
    "/tmp",  # noqa: S108 - what scripts write; nothing is made there
    "/var/tmp",  # noqa: S108
    "$TMPDIR",
    "${TMPDIR",
    "$RUNNER_TEMP",
    "${RUNNER_TEMP",
    "$HOME",
    "~",
    "$(...)",
)
RULE = Rule(
    id="mktemp-directories-exist",
    title="Every mktemp creates its file in a directory that exists on a fresh runner.",
    why="The directory exists only where the script has run before.",
    fix="create the directory with `mkdir -p` first",
    bad={
        ".gitignore": """\
.scratch/
""",
        "smoke.sh": """\
set -e
work="$(mktemp -d "$PWD/.scratch/smoke.XXXX")"
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh && cargo publish
""",
    },
    good={
        ".gitignore": """\
.scratch/
""",
        "smoke.sh": """\
set -e
mkdir -p "$PWD/.scratch"
work="$(mktemp -d "$PWD/.scratch/smoke.XXXX")"
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh && cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each mktemp whose folder need not be there."""
    ignored = _ignored(context.graph.root)
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script, context.graph.root, ignored)]


def _in_script(script: Script, root: Path, ignored: frozenset[str]) -> Iterator[Finding]:
    made: list[str] = []
    for call, statement, _ in script.calls():
        if call.name in ("mkdir", "install"):
            made.extend(resolved(word.text, script).rstrip("/") for word in call.words[1:])
        elif invocation(call).tool == "mktemp":
            folder = _folder(call, script)
            if folder and not _exists(folder, root, ignored) and not _made(folder, made):
                yield (
                    found_at(
                        RULE,
                        script.at(statement.line),
                        (f"mktemp in {folder}, which is not created and not in the repository: it fails on a fresh runner"),
                        f'put `mkdir -p "{folder}"` before it',
                    )
                )


def _folder(call: Call, script: Script) -> str:
    command = invocation(call)
    given = command.value("-p", "--tmpdir")
    texts = [given + "/x"] if given else [text for text in command.arguments if "XXX" in text]
    text = resolved(texts[0], script) if texts else ""
    return text.rsplit("/", 1)[0] if "/" in text and not text.startswith(_ALWAYS_THERE) else ""


def _made(folder: str, made: list[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for path in made)


def _exists(folder: str, root: Path, ignored: frozenset[str]) -> bool:
    # What follows the expansion is told; a folder that is nothing but an expansion is not ours to judge.
    parts = [part for part in folder.split("/") if part and not part.startswith(("$", "{")) and part not in (".", "..")]
    plain = [part for part in parts if "$" not in part]
    return not plain or (not (set(plain) & ignored) and (root / "/".join(plain)).is_dir())


def _ignored(root: Path) -> frozenset[str]:
    path = root / ".gitignore"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#"))
