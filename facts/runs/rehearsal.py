"""Run those steps of a job that only read and write text, in a folder of ours, as they would run for the tag of the release.

What is not only text is not run, and nothing is claimed of what it would have made. That a step is only text is read from its
words, which can be mistaken: it runs in isolation (`core/isolated.py`), and where there is none nothing is run.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from core import isolated
from core.errors import Unavailable
from core.tools import find_tool
from facts.runs.changed_texts import changed_by, mentions
from facts.runs.given_variables import unknown_variables
from facts.runs.pure_text import OF_TEMP, TEXT_TOOLS, is_pure, leads_elsewhere
from facts.runs.steps import environment
from facts.runs.worlds import World
from facts.workflows.release_graph import Machinery
from facts.workflows.values import Value
from facts.workflows.workflow import Job, Workflow, WorkflowStep

STUBS = frozenset({"gh"})
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_TEXTS = (
    ".md",
    ".markdown",
    ".txt",
    ".rst",
    ".adoc",
    ".toml",
    ".json",
    ".sh",
    ".bash",
    ".py",
    ".awk",
    ".sed",
    ".cfg",
    ".yml",
    ".yaml",
    "",
)
_PROSE = (".md", ".markdown", ".txt", ".rst", ".adoc")
_PROGRAMS = (".py", ".sh", ".bash", ".awk", ".sed")
_MOST = 1_000_000
_DEEPEST = 4
_MOST_FILES = 3000
_NOT_ENTERED = frozenset({".git", "node_modules", ".venv", "venv", ".tox", "target"})
_GH = """\
#!/bin/sh
case "$1 $2" in
  "release create"|"release edit") ;;
  "release upload"|"release delete"|"release delete-asset"|"auth status") exit 0;;
  "release view") case "$3" in ""|-*) : > "$STATE/unknown";; esac; exit 1;;
  *) : > "$STATE/unknown"; exit 0;;
esac
shift 2
given=no
while [ $# -gt 0 ]; do
  case "$1" in
    --notes-file|-F) given=yes; if [ "$2" = - ]; then cat; else cat -- "$2" || exit 1; fi >> "$STATE/notes"; shift;;
    --notes-file=*) given=yes; cat -- "${1#--notes-file=}" >> "$STATE/notes" || exit 1;;
    --notes|-n) given=yes; printf '%s' "$2" >> "$STATE/notes"; shift;;
    --notes=*) given=yes; printf '%s' "${1#--notes=}" >> "$STATE/notes";;
    --generate-notes|--notes-from-tag) printf 'generated' >> "$STATE/notes";;
  esac
  shift
done
[ $given = no ] || : > "$STATE/given"
"""


@dataclass(frozen=True)
class Rehearsed:
    """One step that was run: its status, what notes it gave a release (None: none), and what files then lay there."""

    step: WorkflowStep
    status: int
    notes: str | None


@dataclass
class Rehearsal:
    """A job as far as it could be run; `texts` are the files that its steps wrote, `outputs` what they handed on."""

    steps: list[Rehearsed] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)

    def ran(self, step: WorkflowStep) -> bool:
        """Whether a step was run to a good end."""
        return any(each.step is step and each.status == 0 for each in self.steps)


def rehearsed(machinery: Machinery, workflow: Workflow, job: Job, known: Mapping[str, Value]) -> Rehearsal:
    """Run the text steps of a job in a copy of the checkout's texts; `known` are values of contexts.

    A step that is not run may have written what a later one reads: a step that names such a file is not run either.
    """
    found = Rehearsal()
    pure = [step for step in job.steps if step.run is not None and is_pure(machinery, step, STUBS)]
    if not pure or find_tool("bash") is None or not isolated.is_possible():
        return found
    with TemporaryDirectory() as name:
        room = Path(name).resolve()
        work, state = room / "work", room / "temp"
        if not _copied(machinery.root, work, " ".join(_said(machinery, step) for step in pure)):
            return found
        _tools(room / "bin")
        state.mkdir()
        before = {path: path.read_bytes() for path in _files(work)}
        changed: frozenset[str] = frozenset()
        for step in job.steps:
            values = {**known, **found.outputs, "runner.temp": str(state)}
            kept = step in pure and not mentions(_said(machinery, step), changed) and _is_whole(machinery, step, work)
            try:
                one = _run(machinery, workflow, job, step, values, room) if kept else None
            except _NotTrue:
                return found
            if one is None:
                changed |= changed_by(machinery, workflow, job, step)
                continue
            found.steps.append(one)
            if one.status != 0:
                return found  # what follows is not reached, or it does not fail so on a runner
            found.outputs.update(_outputs(step, state / "output"))
        for path in (*_files(work), *_files(state)):
            if before.get(path) != path.read_bytes():
                inside = path.relative_to(work if path.is_relative_to(work) else room).as_posix()
                if not mentions(inside, changed):
                    found.texts[inside] = path.read_text(encoding="utf-8", errors="replace")
    return found


class _NotTrue(Exception):
    """A step was begun and did not end as it would on a runner: nothing behind it can be judged."""


def _said(machinery: Machinery, step: WorkflowStep) -> str:
    """Return all texts that a step runs."""
    return " ".join((step.run.text if step.run else "", *(script.text for script in machinery.scripts_of(step))))


def _is_whole(machinery: Machinery, step: WorkflowStep, work: Path) -> bool:
    """Whether each file of the checkout that a step names was copied."""
    named = set(re.findall(r"(?<![\w./-])[\w./-]*\w", _said(machinery, step)))
    return all((work / each).is_file() for each in named if not each.startswith("/") and (machinery.root / each).is_file())


def _run(
    machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, known: Mapping[str, Value], room: Path
) -> Rehearsed | None:
    world = World(known)
    text = _filled(step.run.text if step.run else "", world)
    if text is None or world.holds(step.condition.text if step.condition else "") is not True:
        return None
    said = f"{text} {_said(machinery, step)}"
    given = {name: value for name, value in environment(workflow, job, step, world).items() if re.search(rf"\b{name}\b", said)}
    missing = any(value is None for name, value in given.items() if name not in ("GH_TOKEN", "GITHUB_TOKEN"))
    outside = any(leads_elsewhere(value) for value in given.values() if value is not None)
    if missing or outside or any(name.startswith("LD_") or name in ("PATH", "BASH_ENV", "ENV") for name in given):
        return None
    state = room / "temp"
    for each in ("notes", "given", "output", "unknown"):
        (state / each).unlink(missing_ok=True)
    script = room / "step.sh"
    script.write_text(OF_TEMP.sub(f"{state}/", text), encoding="utf-8")
    strict = ("-eo", "pipefail") if step.shell.startswith("bash") else ("-e",)
    folder = room / "work" / step.working_directory
    tag = str(known.get("github.ref_name", ""))
    env = {
        **_variables(state / "env"), **{name: value for name, value in given.items() if value is not None},
        "PATH": str(room / "bin"), "HOME": str(state), "RUNNER_TEMP": str(state), "STATE": str(state), "TMPDIR": str(state), "GITHUB_REF_NAME": tag,
        "GITHUB_REF": f"refs/tags/{tag}", "GITHUB_REF_TYPE": "tag", "GITHUB_REPOSITORY": "acme/project", "GITHUB_SHA": "0" * 40, "GITHUB_OUTPUT": str(state / "output"),
        "GITHUB_ENV": str(state / "env"), "GITHUB_STEP_SUMMARY": str(state / "summary"), "GITHUB_WORKSPACE": str(room / "work"), "CI": "true",
    }  # fmt: skip
    if unknown_variables(said, {*env, *given}):
        return None
    try:
        done = isolated.isolated(
            # What it prints is not looked at: without an end, it would fill the memory.
            ("sh", "-c", 'exec "$@" > /dev/null 2>&1', "sh", "bash", "--noprofile", "--norc", *strict, str(script)),
            room,
            folder if folder.is_dir() and "$" not in step.working_directory else room / "work",
            env,
        )
    except Unavailable as error:
        raise _NotTrue from error
    if (state / "unknown").is_file():
        raise _NotTrue  # what GitHub answers is not known
    notes = (state / "notes").read_text("utf-8", "replace") if (state / "notes").is_file() else ""
    return Rehearsed(step, done.status, notes if (state / "given").is_file() else None)


def _filled(text: str, world: World) -> str | None:
    pieces = _EXPRESSION.split(text)
    said = [world.text(piece.strip()) if at % 2 else piece for at, piece in enumerate(pieces)]
    return None if None in said else "".join(piece or "" for piece in said)


def _outputs(step: WorkflowStep, path: Path) -> dict[str, Value]:
    return {f"steps.{step.id}.outputs.{name}": value for name, value in _variables(path).items()} if step.id else {}


def _variables(path: Path) -> dict[str, str]:
    """Return what a file of the runner's sets: `NAME=value`, or `NAME<<END` with lines."""
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    long = re.compile(r"^([\w-]+)<<(\S+)\n(.*?)^\2$", re.DOTALL | re.MULTILINE)
    found = {each[1]: each[3].rstrip("\n") for each in long.finditer(text)}
    return found | dict(re.findall(r"^([\w-]+)=(.*)$", long.sub("", text), re.MULTILINE))


def _copied(root: Path, work: Path, said: str) -> bool:
    """Copy the texts of the checkout: prose, those at its top, and those below whose names occur in what is run.

    False where there are so many that they are not copied.
    """
    work.mkdir()
    all_texts = [path for path in _below(root) if _is_text(root, path)]
    programs = "".join(path.read_text("utf-8", "replace") for path in all_texts if path.name in said and path.suffix in _PROGRAMS)
    wanted = [
        path for path in all_texts if path.suffix in _PROSE or path.parent == root or path.name in said or path.name in programs
    ]
    for path in wanted if len(wanted) <= _MOST_FILES else ():
        label = path.relative_to(root)
        if not label.parts[0].startswith(".") or label.parts[0] == ".github" or path.suffix in _PROSE:
            (work / label).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, work / label)
    return len(wanted) <= _MOST_FILES


def _below(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        names[:] = [] if depth >= _DEEPEST else sorted(set(names) - _NOT_ENTERED)
        yield from (Path(folder, name) for name in sorted(files))


def _is_text(root: Path, path: Path) -> bool:
    """Whether a file is a small text, or a link to one of this checkout."""
    kept = path.suffix in _TEXTS and path.is_file() and path.stat().st_size < _MOST
    return kept and (not path.is_symlink() or path.resolve().is_relative_to(root.resolve()))


def _tools(folder: Path) -> None:
    folder.mkdir()
    for name in TEXT_TOOLS | {"bash", "sh", "env"}:
        found = str(Path(sys.executable).resolve()) if name.startswith("python") else find_tool(name)
        if found is not None:
            (folder / name).symlink_to(found)
    (folder / "gh").write_text(_GH, encoding="utf-8")
    (folder / "gh").chmod(0o755)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
