"""Commands of a Python package that start another command of it, which is installed under another name."""

import ast
import configparser
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Module, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="own-command-missing",
    title="A command of a Python package that its code starts by name is installed under that name.",
    why="Imports and --version work; the program that the code starts exists nowhere on the users' machines.",
    fix="correct the name of the entry point, or the name that the code starts",
    bad={
        "demo/__init__.py": 'import subprocess\n\n\ndef main():\n    subprocess.run(["demo-worker"])\n',
        "demo-1.0.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\ndemo_worker = demo:main\n",
    },
    good={
        "demo/__init__.py": 'import subprocess\n\n\ndef main():\n    subprocess.run(["demo-worker"])\n',
        "demo-1.0.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\ndemo-worker = demo:main\n",
    },
    given={"kind": "wheel"},
)
_STARTS = re.compile(
    r"(?:^|\.)(?:run|call|check_call|check_output|Popen|which|execvp|execlp|spawnvp|system|create_subprocess_exec|getoutput)$"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what code starts with the names of the commands, spelled in one way."""
    names = set(_commands(subject)) if subject.kind == "wheel" else set()
    by_plain = {_plain(name): name for name in names}
    for module in modules_of(subject).judged if names else ():
        for line, started in _started(module):
            meant = by_plain.get(_plain(started))
            if meant is not None and started not in names:
                got = f"{module.path}:{line} starts {started}, which is not installed"
                yield subject.finding(RULE.id, got, f"{meant}, as the entry point is called", RULE.fix)


def _commands(subject: Subject) -> Iterator[str]:
    for path, inside in subject.files.items():
        if path.endswith(".dist-info/entry_points.txt"):
            parser = configparser.RawConfigParser(delimiters=("=",), strict=False, interpolation=None)
            parser.optionxform = str  # type: ignore[assignment,method-assign]
            try:
                parser.read_string(subject.text(path))
            except configparser.Error:
                return
            for group in ("console_scripts", "gui_scripts"):
                yield from parser[group] if parser.has_section(group) else ()
        elif ".data/scripts/" in inside:
            yield path.rpartition("/")[2]


def _started(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the program of each command that is written out."""
    for node in ast.walk(module.tree) if module.tree else ():
        if isinstance(node, ast.Call) and node.args and _STARTS.search(ast.unparse(node.func)):
            first = node.args[0]
            words = first.elts[:1] if isinstance(first, ast.List | ast.Tuple) else [first]
            for each in words:
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.strip():
                    yield node.lineno, each.value.split()[0]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
