"""A release is made public when all its files are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import runs
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: gh release create v1 --draft --notes x
      - run: {0}
      - run: {1}
"""
_FILES, _PUBLIC = "gh release upload v1 dist/* --clobber", "gh release edit v1 --draft=false"

RULE = Rule(
    id="release-is-public-last",
    title="A release becomes public only after its last file is attached.",
    why="Otherwise users and updaters see a release without its files, and an immutable release accepts none afterwards.",
    fix="create a draft, attach every file, then publish the draft",
    reference="GitHub: immutable releases",
    bad={".github/workflows/release.yml": _JOBS.format(_PUBLIC, _FILES)},
    good={".github/workflows/release.yml": _JOBS.format(_FILES, _PUBLIC)},
)


_IMMUTABLE = re.compile(r"\breleases?\b[^.\n]{0,60}(\n[^.\n]{0,60})?\bimmutable\b|\bimmutable releases?\b", re.IGNORECASE)
# A sentence that says no, or speaks of a registry.
_OF_OTHERS = re.compile(r"\bnot?\b|n't\b|\bnever\b|disabl|\b(crates?|npm|pypi|docker|images?|registr\w+)\b", re.IGNORECASE)
_VALUED = frozenset(
    {
        "--title",
        "-t",
        "--notes",
        "-n",
        "--notes-file",
        "-F",
        "--target",
        "--notes-start-tag",
        "--discussion-category",
        "--repo",
        "-R",
    }
)


def _makes_public(effect: Effect, fixed: bool) -> bool:
    """Whether users see the release from here on: it is made public, or made without a draft and without a file."""
    if effect.dry or effect.kind == "finalize":
        return effect.kind == "finalize" and not effect.dry
    if effect.kind != "release" or effect.command is None or not effect.command.runs("gh", "release", "create"):
        return False
    hidden = effect.command.flag("--prerelease", "-p") or effect.command.value("--latest") == "false"
    if hidden and not fixed:
        return False  # it is not what users and updaters get by default, until it is edited
    words = [word.text for word in effect.command.words][2:]
    given = [
        word for word, before in zip(words, ["", *words], strict=False) if not word.startswith("-") and before not in _VALUED
    ]
    return len(given) <= 1  # the tag


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload to a release that is public by then.

    Where releases can still be changed, a release that one job makes and fills in one go is let be: seconds lie between.
    """
    fixed = context.table.immutable_releases or _says_immutable(context.graph.root)
    for run in runs(context.graph):
        for job in run.jobs:
            before = [each for other in run.before(job) for each in other.effects]
            for at, late in enumerate(job.effects):
                if late.kind != "assets" or late.dry:
                    continue
                own = next(
                    (each for each in job.effects[:at] if each.kind == "finalize" or (fixed and _makes_public(each, fixed))), None
                )
                public = next((each for each in before if _makes_public(each, fixed)), None) or own
                if public is not None and _makes_public(public, fixed) and _repository(public) == _repository(late):
                    got = f"{late.what} is public from {public.at} on, before this upload"
                    fix = "create a draft, and publish it after this step"
                    yield Finding(RULE.id, late.file, late.line, got, "all files attached before publication", fix)


def _says_immutable(root: Path) -> bool:
    """Whether the project says of itself that its releases cannot be changed."""
    files = [path for pattern in ("*.md", "docs/*.md", ".github/*.md") for path in sorted(root.glob(pattern))[:40]]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()]
    return any(not _OF_OTHERS.search(_sentence(text, found)) for text in texts for found in _IMMUTABLE.finditer(text))


def _sentence(text: str, found: re.Match[str]) -> str:
    start = max(text.rfind(". ", 0, found.start()), text.rfind("\n\n", 0, found.start()), 0)
    return re.split(r"\.\s|\n\n", text[start + 1 : found.end() + 200].lstrip())[0]


def _repository(effect: Effect) -> str:
    return (effect.command.value("--repo", "-R") or "") if effect.command is not None else ""
