"""A command that looks for tests finds some."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.path import on_the_way
from facts.runs.ran import Ran
from facts.shell.invocations import Invocation
from gates.tooling.cmake_tests import missing_option
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.own_files import written_commands
from gates.tooling.rule_context import Context

_TEST = re.compile(r"\bTestCase\b|^[^\S\n]*def test_", re.MULTILINE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: python -m unittest discover -s tests{0}
      - run: python -m build && twine upload dist/*
"""
_TREE = {"pyproject.toml": "[project]\n", "tests/check_finch.py": "class Finch(unittest.TestCase): ...\n"}

RULE = Rule(
    id="tests-are-found",
    title="A test command of a release finds the tests of the project.",
    why="A runner that finds no test succeeds on many versions of Python: the release is then not tested at all.",
    fix="pass the directory and the pattern of the test files, or name the files test*.py",
    reference="Python: unittest, test discovery",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_TREE},
    good={".github/workflows/release.yml": _JOBS.format(" -p 'check_*.py'"), **_TREE},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each discovery of tests that no file of the project can be found by."""
    tree = committed(context.graph)
    seen: set[str] = set()
    told: list[Finding] = []
    for _, job in on_the_way(context.graph):
        own = [step for step in job.steps if step.action == "actions/checkout"]
        if not own or any(step.input("repository") or step.input("path") for step in own):
            continue
        for lacking in _without_option(tree, [placed.ran for placed in commands(job)], job.id):
            if lacking not in told:
                told.append(lacking)
                yield lacking
        for each in written_commands(job):
            found = _looked_for(each.ran.command)
            if found is None or str(each.ran.at) in seen or "$" in f"{each.ran.folder}{found[0]}{found[1]}":
                continue
            seen.add(str(each.ran.at))
            folder = posixpath.normpath(posixpath.join(each.ran.folder, found[0]))
            if not _matches(tree, "" if folder == "." else folder, found[1]) and (other := _other_tests(tree)):
                got = f"unittest looks for {found[1]} in {folder}, and finds nothing there; there are tests in {other} (job {job.id})"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, "files with tests", RULE.fix)


def _without_option(tree: CommittedTree, ran: list[Ran], job: str) -> Iterator[Finding]:
    """Yield a `ctest` of a project whose tests an option adds that nothing in the job switches on."""
    for each in ran:
        if each.command.tool == "ctest" and not each.command.flag("--no-tests") and "--no-tests" not in each.text:
            if name := missing_option(tree.text("CMakeLists.txt"), ran):
                got = f"ctest finds no test, because {name} is off (job {job})"
                yield Finding(
                    RULE.id,
                    each.file,
                    each.line,
                    got,
                    f"-D{name}=ON",
                    f"configure with -D{name}=ON, and run ctest with --no-tests=error",
                )
            return


def _looked_for(command: Invocation) -> tuple[str, str] | None:
    """Return the folder and the pattern of a discovery; None where the command names its tests."""
    if command.tool != "unittest" or command.arguments[:1] not in ((), ("discover",)) or command.flag("-h", "--help"):
        return None
    words = [
        word for word in command.arguments[1:] if word not in (command.value("-s"), command.value("-p"), command.value("-t"))
    ]
    start = command.value("-s", "--start-directory") or (words[0] if words else ".")
    return start, command.value("-p", "--pattern") or (words[1] if len(words) > 1 else "test*.py")


def _matches(tree: CommittedTree, folder: str, pattern: str) -> bool:
    inside = (path for path in tree.files if not folder or path.startswith(f"{folder}/"))
    return any(fnmatchcase(posixpath.basename(path), pattern) for path in inside)


def _other_tests(tree: CommittedTree) -> str:
    """Return a file of the project that has tests; where there is none, there is nothing to be found."""
    return next((path for path in sorted(tree.files) if path.endswith(".py") and _TEST.search(tree.text(path))), "")
