"""Wheels that meet in one folder have names of their own, and names that PyPI takes.

A pure wheel has one name on every runner: jobs of several rows overwrite each other's file when the artifacts are
merged. A wheel with native code from a plain Linux runner is `linux_x86_64`, which PyPI rejects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.path import on_the_way
from facts.shell.invocations import Invocation
from facts.workflows.artifacts import Upload, uploads
from facts.workflows.job_handover import job_downloads
from facts.workflows.matrix import Row
from facts.workflows.matrix_rows import TargetsFile, rows, runs_in
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import build_workflows, release_path
from facts.workflows.wheel_tags import is_pure
from facts.workflows.workflow import Job, Workflow
from gates.tooling.rule_context import Context, found_at

_BUILDS = re.compile(r"-m build(?!\S)|\bpip3? wheel(?!\S)|setup\.py bdist_wheel|\buv build(?!\S)|\bpyproject-build(?!\S)")
_REPAIRS = ("auditwheel", "cibuildwheel", "manylinux", "musllinux", "maturin", "zig")
RULE = Rule(
    id="wheel-names-are-unique-and-valid",
    title="Wheels from different runners have unique names that PyPI accepts.",
    why="Otherwise one wheel overwrites another one, or PyPI rejects the upload.",
    fix="tag wheels by platform, and build Linux wheels in manylinux",
    bad={
        "setup.py": """\
from setuptools import setup
setup()
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {os: [ubuntu-latest, macos-latest]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: python -m build
      - uses: actions/upload-artifact@v4
        with: {name: "wheels-${{ matrix.os }}", path: dist/*.whl}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {pattern: wheels-*, path: dist, merge-multiple: true}
      - uses: pypa/gh-action-pypi-publish@release/v1
""",
    },
    good={
        "setup.py": """\
from setuptools import setup
setup()
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {os: [ubuntu-latest]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: python -m build
      - uses: actions/upload-artifact@v4
        with: {name: "wheels-${{ matrix.os }}", path: dist/*.whl}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {pattern: wheels-*, path: dist, merge-multiple: true}
      - uses: pypa/gh-action-pypi-publish@release/v1
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each upload of wheels that collide or that PyPI refuses."""
    found: list[Finding] = []
    for stop in release_path(context.graph):
        for upload in uploads(stop.job):
            for path in upload.paths:
                if path.endswith(".whl") and _reaches_index(context.graph, stop.workflow, upload):
                    found.extend(_of(context.graph, stop.job, upload, path, context.table.targets))
    lines = {(each.path, each.line) for each in found}
    found += [each for each in _unrepaired(context.graph) if (each.path, each.line) not in lines]
    return list(dict.fromkeys(found))


def _unrepaired(machinery: Machinery) -> Iterator[Finding]:
    """Yield each command that builds a wheel with native code on plain Linux, in a job whose files come to PyPI."""
    for run, job in on_the_way(machinery):
        to_index = any(each.what == "PyPI" for other in run.jobs for each in other.irreversible)
        handed = [path for each in job.effects if each.kind == "upload" for path in each.paths]
        own = any(each.what == "PyPI" for each in job.irreversible)
        if not to_index or not (own or any(_may_hold_wheels(path) for path in handed)) or _repaired(machinery, job.job):
            continue
        known = [row for row in rows(job.job, machinery.root, None)] or [Row()]
        if not any(_is_linux(job.job, row) for row in known) or "container" in job.job.body.entries:
            continue
        placed = list(commands(job))
        drops = any(each.ran.command.tool == "rm" and ".whl" in each.ran.text for each in placed)
        for each in placed:
            if (
                not drops
                and _builds_wheel(each.ran.command, each.ran.text)
                and is_pure(machinery.root / each.ran.folder) is False
            ):
                got = f"job {job.id} builds a wheel with native code, which is tagged linux_x86_64 there and which PyPI rejects"
                fix = "build it in manylinux (cibuildwheel, auditwheel repair), or upload the source distribution only"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, "a manylinux or musllinux wheel", fix)


def _may_hold_wheels(path: str) -> bool:
    return path.endswith((".whl", "/", "/*", "/**")) or "." not in path.rpartition("/")[2]


def _builds_wheel(command: Invocation, text: str) -> bool:
    if command.flag("--sdist", "-s") and not command.flag("--wheel", "-w"):
        return False
    return _BUILDS.search(text) is not None


def _reaches_index(machinery: Machinery, workflow: Workflow, upload: Upload) -> bool:
    for publisher in machinery.workflows:
        places = {item.place for item in publications(machinery, publisher)}
        if "PyPI" in places and publisher.file == workflow.file:
            return any(d.takes(upload) for job in publisher.jobs.values() for d in job_downloads(machinery, job))
        if "PyPI" in places and workflow in build_workflows(machinery, publisher):
            return True
    return False


def _of(machinery: Machinery, job: Job, upload: Upload, path: str, targets: TargetsFile | None) -> Iterator[Finding]:
    folder = machinery.root / Path(path).parent.parent
    pure = is_pure(folder)
    known = [row for row in rows(job, machinery.root, targets) if runs_in(upload.step.condition, row)]
    if pure and len(known) > 1:
        yield (
            found_at(
                RULE,
                upload.step.at,
                (
                    f"the wheels of {len(known)} matrix jobs have the same name, because "
                    f"{_shown(folder, machinery.root)} has no platform tag (py3-none-any), and one "
                    "overwrites the other"
                ),
                "tag them by platform, or build the wheel once",
            )
        )
    linux = [row for row in known if _is_linux(job, row)]
    if pure is False and linux and not _repaired(machinery, job):
        yield (
            found_at(
                RULE,
                upload.step.at,
                (f"the wheel of {', '.join(_label(job, row) for row in linux)} is tagged linux_x86_64, which PyPI rejects"),
                "build it in manylinux (cibuildwheel, auditwheel repair) or do not upload it",
            )
        )


def _shown(folder: Path, root: Path) -> str:
    return (folder / "setup.py").relative_to(root).as_posix() if (folder / "setup.py").is_file() else "pyproject.toml"


def _label(job: Job, row: Row) -> str:
    name = job.runs_on[0] if job.runs_on else ""
    return row.get(name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix."), name)


def _is_linux(job: Job, row: Row) -> bool:
    return _label(job, row).startswith("ubuntu")


def _repaired(machinery: Machinery, job: Job) -> bool:
    words = [step.uses for step in job.steps] + [job.body.text("container"), job.body.mapping("container").text("image")]
    for step in job.steps:
        words.extend(word for _, _, command in machinery.commands_of(step) for word in (command.tool, *command.arguments))
    return any(tool in word for tool in _REPAIRS for word in words)
