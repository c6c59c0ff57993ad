"""Every task and program of a checkout that a release could start, as shell texts under keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from posixpath import normpath

from facts.tasks import makefile, node_program, node_scripts, powershell, python_program, python_tasks, rust_program, task_files
from facts.tasks.task import Task
from facts.workflows.source import Source

_MENTIONED = re.compile(r"(?<![\w-])([\w-]+\.(?:py|mjs|cjs|js|ts|mts|ps1))\b|-m\s+([A-Za-z_][\w.]*)")
_PROGRAMS: Mapping[str, Callable[[str], Task | None]] = {
    ".py": python_program.program, ".mjs": node_program.program, ".cjs": node_program.program, ".js": node_program.program,
    ".ts": node_program.program, ".mts": node_program.program, ".ps1": powershell.script,
}  # fmt: skip
_MOST = 400_000  # characters of a program that is read
_XTASK = re.compile(r"(^|/)xtask/src/.*\.rs$")


def task_sources(root: Path, files: Iterable[str]) -> Iterator[Source]:
    """Yield what every task file of the checkout declares; `files` are paths inside it."""
    for label in files:
        name, folder = label.rsplit("/", 1)[-1], label.rpartition("/")[0]
        if (reader := _reader(name, label)) is not None:
            text = _text(root / label)
            for kind, task in reader(text):
                where = f"{folder}:" if kind in ("make", "npm") else ""
                yield source(f"{kind}:{where}{task.name}", label, task)


def program_sources(root: Path, files: Iterable[str], known: Mapping[str, Source]) -> Iterator[Source]:
    """Yield the programs that the known texts name, and those that these name in turn."""
    by_name: dict[str, list[str]] = {}
    for label in files:
        if label.endswith(tuple(_PROGRAMS)):
            by_name.setdefault(label.rsplit("/", 1)[-1], []).append(label)
    done: set[str] = set()
    waiting = [found.text for found in known.values()]
    while waiting:
        text = waiting.pop()
        for label in _named(text, by_name):
            if label not in done:
                done.add(label)
                read = _text(root / label)
                reader = _PROGRAMS[label[label.rindex(".") :]]
                if reader is node_program.program:
                    reader = partial(reader, rejecting=_rejecting(root, label, read))
                task = reader(read) if len(read) < _MOST else None
                if task is not None and task.body.strip():
                    yield source(label, label, task)
                    waiting.append(task.body)


def _rejecting(root: Path, label: str, text: str) -> frozenset[str]:
    """Return the functions that a Node program takes from a file beside it and that hand failures on."""
    found = set()
    for name, module in node_program.imported(text).items():
        path = normpath(f"{label.rpartition('/')[0]}/{module}".lstrip("/"))
        there = next((one for one in (path, f"{path}.js", f"{path}.mjs", f"{path}.ts") if (root / one).is_file()), "")
        if there and not there.startswith("..") and node_program.hands_failures_on(_text(root / there), name):
            found.add(name)
    return frozenset(found)


def source(key: str, label: str, task: Task) -> Source:
    """Return the shell text of a task."""
    folder = label.rpartition("/")[0] if key.startswith(("make:", "npm:")) else ""
    return Source(key, label, task.line, task.body, task.errexit, task.pipefail, certain=False, folder=folder)


def _named(text: str, by_name: Mapping[str, list[str]]) -> Iterator[str]:
    for name, module in _MENTIONED.findall(text):
        if name:
            yield from by_name.get(name, [])
        else:
            tail = module.replace(".", "/")
            candidates = (*by_name.get(f"{tail.rsplit('/', 1)[-1]}.py", []), *by_name.get("__main__.py", []))
            yield from (each for each in candidates if each.endswith((f"{tail}.py", f"{tail}/__main__.py")))


def _reader(name: str, label: str) -> Callable[[str], Iterator[tuple[str, Task]]] | None:
    if name in makefile.NAMES or name.endswith(".mk"):
        return lambda text: (("make", task) for task in makefile.tasks(text))
    if name == "package.json":
        return lambda text: (("npm", task) for task in node_scripts.tasks(text))
    if name == "pyproject.toml":
        return lambda text: iter(python_tasks.pyproject_tasks(text))
    if name == "noxfile.py":
        return lambda text: (("nox", task) for task in python_program.functions(text, ("nox.session", "session")))
    if name == "tasks.py" or (label.startswith("tasks/") and name.endswith(".py")):
        return lambda text: (("invoke", task) for task in python_program.functions(text, ("task", "invoke.task")))
    if label in (".cargo/config.toml", ".cargo/config"):
        return lambda text: (("cargo", task) for task in _aliases(text))
    if _XTASK.search(label):
        return lambda text: (("xtask", task) for task in [rust_program.program(text)])
    for kind, names, read in _TASK_FILES:
        if name in names:
            return lambda text, kind=kind, read=read: ((kind, task) for task in read(text))  # type: ignore[misc]
    return None


_TASK_FILES: tuple[tuple[str, tuple[str, ...], Callable[[str], Iterable[Task]]], ...] = (
    ("tox", ("tox.ini",), python_tasks.tox_tasks),
    ("gotask", task_files.GO_TASK, task_files.go_tasks),
    ("mise", task_files.MISE, task_files.mise_tasks),
    ("rake", task_files.RAKE, task_files.rake_tasks),
)


def _aliases(text: str) -> Iterator[Task]:
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r"\s*\"?([\w-]+)\"?\s*=\s*(?:\"([^\"]*)\"|\[([^\]]*)\])", line)
        if found and "[alias]" in text.split(line, 1)[0].rsplit("\n[", 1)[-1] + text.split(line, 1)[0][:9]:
            words = found[2] if found[2] is not None else " ".join(re.findall(r'"([^"]*)"', found[3]))
            yield Task(found[1], number, f"cargo {words}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
