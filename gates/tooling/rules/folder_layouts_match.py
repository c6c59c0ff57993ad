"""A folder that is handed to a script has the layout that is read from it.

cargo puts everything side by side into `target/<triple>/release`; who reads `lib/` and `bin/` below it finds nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Test
from facts.shell.variables import resolved
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_steps
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context, found_at

_CARGO = re.compile(r"(^|/)target/(.+/)?(release|debug)/?$", re.DOTALL)
_THERE = frozenset({"-d", "-e", "-f"})
_SDK = frozenset({"lib", "bin", "include"})
RULE = Rule(
    id="folder-layouts-match",
    title="A directory that is passed to a script has the layout that the script expects.",
    why="cargo puts everything into one directory; a script that reads lib/ and bin/ below it finds nothing.",
    fix="stage the layout first and pass the staged directory",
    bad={
        "setup.py": """\
import os
from pathlib import Path
sdk = Path(os.environ["SDK_DIR"])
files = [sdk / "lib" / "x.so"]
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {SDK_DIR: "${{ github.workspace }}/target/release"}
        run: python setup.py bdist_wheel && twine upload dist/*
""",
    },
    good={
        "setup.py": """\
import os
from pathlib import Path
sdk = Path(os.environ["SDK_DIR"])
files = [sdk / "lib" / "x.so"]
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {SDK_DIR: "${{ github.workspace }}/staged"}
        run: python setup.py bdist_wheel && twine upload dist/*
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each folder whose layout is another."""
    readers = dict(_readers(context.graph.root))
    return [
        line
        for _, step in release_steps(context.graph)
        for name, value in step.env.items()
        if _CARGO.search(value)
        for line in _of(context.graph, step, name, readers)
    ]


def _of(machinery: Machinery, step: WorkflowStep, name: str, readers: dict[Path, dict[str, set[str]]]) -> Iterator[Finding]:
    scripts = machinery.scripts_of(step)
    looking = {function for script in scripts for function in _looking(script)}
    if any(_adapts(machinery, script, name, looking) for script in scripts):
        return
    for path, variables in readers.items():
        wanted = variables.get(name)
        if wanted and _goes_there(machinery.root, scripts, path):
            folders = " and ".join(f"{name}/{folder}" for folder in sorted(wanted))
            yield (
                found_at(
                    RULE,
                    step.at,
                    (
                        f"{name} is cargo's own output directory, but {path.relative_to(machinery.root)} reads "
                        f"{folders} from it, which cargo does not create"
                    ),
                    "stage that layout first and pass the staged directory",
                )
            )


def _goes_there(root: Path, scripts: tuple[Script, ...], path: Path) -> bool:
    folder = path.parent.relative_to(root).as_posix()
    texts = [word.text for script in scripts for call, _, _ in script.calls() for word in call.words]
    return path.name in texts if folder == "." else any(folder in text for text in texts)


def _looking(script: Script) -> set[str]:
    """Return the functions that look whether files or folders are there."""
    tests = [(s.node, place.function) for s, place in script.spots if isinstance(s.node, Test)]
    return {function for test, function in tests if any(item.op in _THERE for item in test.comparisons)} - {""}


def _adapts(machinery: Machinery, script: Script, name: str, looking: set[str]) -> bool:
    """Return whether the script looks at the layout, or gives the folder to a script or function that may."""
    own = re.compile(rf"\$\{{?{name}\b")
    for statement, _ in script.spots:
        node = statement.node
        if isinstance(node, Test):
            looked = [resolved(item.right.text, script) for item in node.comparisons if item.op in _THERE]
        elif isinstance(node, Call) and node.name in ("[", "test") and _THERE & set(node.texts):
            looked = [resolved(text, script) for text in node.texts]
        elif isinstance(node, Call) and node.words and _takes_on(machinery, script, node, looking):
            looked = [resolved(text, script) + "/" for text in node.texts[1:]]
        else:
            continue
        if any(own.search(text) and "/" in text for text in looked):
            return True
    return False


def _takes_on(machinery: Machinery, script: Script, node: Call, looking: set[str]) -> bool:
    moves = invocation(node).tool in ("cp", "ln", "mv", "install", "rsync")
    return moves or node.name in looking or bool(machinery.script_named(node, script))


def _readers(root: Path) -> Iterator[tuple[Path, dict[str, set[str]]]]:
    for path in sorted(root.glob("**/setup.py")):
        if not {"node_modules", ".venv", "target", "vendor"} & set(path.parts):
            yield path, _read_below(ast.parse(path.read_text(encoding="utf-8")))


def _read_below(tree: ast.Module) -> dict[str, set[str]]:
    """Return, for each environment variable, the folders that the code reads below it."""
    names: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = _variable(node.value, names)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and isinstance(node.right, ast.Constant):
            variable = _variable(node.left, names)
            if variable and node.right.value in _SDK:
                found.setdefault(variable, set()).add(str(node.right.value))
    return found


def _variable(value: ast.expr, names: dict[str, str]) -> str:
    """Return the environment variable that an expression stands for, itself or as a path."""
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and names.get(node.id):
            return names[node.id]
        text = ast.unparse(node) if isinstance(node, ast.Call | ast.Subscript) else ""
        if match := re.match(r"os\.(?:environ(?:\.get)?|getenv)[\[(]'(\w+)'", text):
            return match.group(1)
    return ""
