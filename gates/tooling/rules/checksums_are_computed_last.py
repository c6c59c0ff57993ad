"""A checksum is taken of the file that users get, after the last change to it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.runs.written_files import COMPRESSORS, packed, written
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_SUMS = frozenset({"sha256sum", "sha512sum", "sha1sum", "shasum", "md5sum", "b2sum", "b3sum"})
# These change the files that they are given; a signature of its own file is none of them.
_CHANGES = frozenset(
    {"strip", "upx", "codesign", "signtool", "install_name_tool", "patchelf", "jarsigner", "apksigner", "rcodesign", "llvm-strip"}
)
_SIGNS_IN_PLACE = re.compile(r"(?:^|[-/])(?:code-?)?sign(?:ing|er)?(?:$|[-/])|trusted-signing|codesign", re.IGNORECASE)
_SIGNS_APART = re.compile(r"cosign|sigstore|attest|gpg|minisign|slsa|sign-blob|signature", re.IGNORECASE)
_PLACES = re.compile(r"path|file|folder|dir", re.IGNORECASE)
_SETS_UP = re.compile(r"install|setup|import|login", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: macos-15
    steps:
      - run: make demo
      - run: {0}
      - run: {1}
      - run: gh release create "$GITHUB_REF_NAME" demo demo.sha256
"""
_SUM, _SIGN = "shasum -a 256 demo > demo.sha256", "codesign --sign me demo"

RULE = Rule(
    id="checksums-are-computed-last",
    title="Checksums are computed after the last change to the files, such as signing or stripping.",
    why="A checksum of the file before it was signed never matches the file that users download.",
    fix="compute the checksums after the files are final",
    bad={".github/workflows/release.yml": _JOBS.format(_SUM, _SIGN)},
    good={".github/workflows/release.yml": _JOBS.format(_SIGN, _SUM)},
)


@dataclass(frozen=True, slots=True)
class _Sum:
    file: str
    at: Location


def findings(context: Context) -> Iterator[Finding]:
    """Yield each change to a file of which a checksum was taken before."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        taken: list[_Sum] = []
        changes: list[tuple[str, int, str, str]] = []
        for step in job.steps:
            _follow(context, job, step, taken, changes)
        for file, line, path, by in changes:
            if (file, line) not in seen:
                seen.add((file, line))
                got = f"{path} is changed by {by}, after its checksum was computed"
                yield Finding(RULE.id, file, line, got, "a checksum of the final file", RULE.fix)


def _follow(
    context: Context, job: JobRun, step: WorkflowStep, taken: list[_Sum], changes: list[tuple[str, int, str, str]]
) -> None:
    """Add the checksums that a step takes, and what it changes after; a file whose checksum is taken once more is final again."""
    signs = _SIGNS_IN_PLACE.search(step.action) and not _SIGNS_APART.search(step.action) and not _SETS_UP.search(step.action)
    for known in taken[-1:] if signs and _may_be_given(step, taken[-1:]) else ():
        changes.append((step.file, step.line, known.file, step.action))
    for each in ran(context.graph, job.workflow, job.job, step):
        changes.extend(_changed(each, taken))
        if each.command.tool in _SUMS and not each.command.flag("-c", "--check") and _is_kept(step, each):
            again = [_Sum(path, each.at) for path in _inside(each, each.command.arguments) if path not in ("256", "512", "1")]
            taken.extend(again)
            changes[:] = [late for late in changes if not any(_same(late[2], one.file) for one in again)]
        elif each.command.tool not in _CHANGES:
            made = set(_written(each))
            taken[:] = [known for known in taken if known.file not in made]


def _changed(each: Ran, taken: list[_Sum]) -> Iterator[tuple[str, int, str, str]]:
    """Yield what a command changes, or packs once more, of the files whose checksums were taken."""
    packs = packed(each.command) or each.command.tool in COMPRESSORS
    for known in taken:
        if known.at != each.at:
            again = packs and known.file in written(each) and not re.search(r"[$*?]", known.file)
            if again or any(_same(path, known.file) for path in _written(each)):
                yield each.file, each.line, known.file, each.command.tool


def _may_be_given(step: WorkflowStep, taken: list[_Sum]) -> bool:
    """Whether an action may sign one of these files: it names no path, a computed one, or one that holds the file."""
    named = [step.input(name) for name in step.with_.entries if _PLACES.search(name) and step.input(name)]
    texts = [posixpath.normpath(text) for text in named]
    return not texts or any(
        "$" in text or "*" in text or text == "." or f"{known.file}/".startswith(f"{text}/") for text in texts for known in taken
    )


def _is_kept(step: WorkflowStep, each: Ran) -> bool:
    """Whether a checksum goes to a file, and not only to the log, into a variable or an output."""
    if any("GITHUB_" not in target and target != "/dev/null" for target in each.writes):
        return True
    text = step.run.text if step.run is not None and step.file == each.file else ""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if re.search(rf"\b{each.command.tool}\b", line)]
    return not text or any(re.search(rf"\b{each.command.tool}\b.*[|>]|^\s*[{{(]", line) and "$(" not in line for line in lines)


def _written(each: Ran) -> tuple[str, ...]:
    """Return the files that a command changes or puts another in the place of."""
    words = each.command.arguments
    if each.command.tool in _CHANGES:
        looks = any(re.match(r"-(d|v|-verify|-display|-print)", flag) for flag in each.command.flags)
        aside = each.command.tool in ("strip", "llvm-strip", "patchelf", "upx") and each.command.flag("-o", "--output")
        verifies = looks or aside or words[:1] in (("verify",), ("verification",))
        return () if verifies else _inside(each, words)
    return _inside(each, words[-1:]) if each.command.tool in ("mv", "cp") and len(words) == 2 else ()


def _inside(each: Ran, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(posixpath.normpath(posixpath.join(each.folder, word)) for word in words)


def _same(one: str, other: str) -> bool:
    """Whether two paths, of which one may be a pattern, mean one file; what is computed means nothing."""
    if "$" in one or "$" in other:
        return one == other
    return one == other or ("*" in other and fnmatchcase(one, other)) or ("*" in one and fnmatchcase(other, one))
