"""The notes of a release are there, and say something about the version."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.runs.steps import ran
from gates.tooling.checkout_paths import below
from gates.tooling.release_notes import NotedJob
from gates.tooling.rule_context import Context

_HEADING = re.compile(r"(?:^|[/^\s\"'(=])(\^?#{1,4}[ \\][^$/|*+?()\n]{0,200}?)(?=\$|\" ?[a-z]+ ?\")")
_VERSION = re.compile(r"^#{1,4}\s.*\d+\.\d+")
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          awk -v start="## [${GITHUB_REF_NAME#v}]" 'index($0, start) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md > notes.md
      - run: gh release create "$GITHUB_REF_NAME" --notes-file notes.md
"""

RULE = Rule(
    id="notes-are-not-empty",
    title="The release notes for this tag exist and are not empty, even if they are extracted from the changelog.",
    why="A heading that does not exist matches nothing, nothing fails, and the release goes out without notes.",
    fix="search for the heading in the form that the changelog uses, and fail the job when the section is empty",
    bad={".github/workflows/release.yml": _JOBS, "CHANGELOG.md": "# Changelog\n\n## v1.2.3 (2025-01-01)\n\n- A change\n"},
    good={".github/workflows/release.yml": _JOBS, "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2025-01-01\n\n- A change\n"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each release without notes: by running what only handles text, and by comparing headings where that cannot be."""
    seen: set[Location] = set()
    for run, job in on_the_way(context.graph):
        noted = NotedJob(context.graph, run, job, context.tag, context.rehearses)
        wrong = (
            noted.empty,
            "text about the version",
            "look for the section in the form that the changelog has, and fail without one",
        )
        absent = (noted.absent, "an existing file", "check out or create the file before the release")
        lost = (noted.overwritten, "a file of its own for each", "write to a different file")
        for question, expected, fix in (wrong, absent, lost):
            for effect, got in question() if noted.notes or noted.tag else ():
                if effect.at not in seen:
                    seen.add(effect.at)
                    yield Finding("notes-are-not-empty", effect.file, effect.line, got, expected, fix)
        yield from _headings(context, noted, seen)


def _headings(context: Context, noted: NotedJob, seen: set[Location]) -> Iterator[Finding]:
    """Yield each command that cuts the changelog at a heading which it does not have."""
    job = noted.job
    for step in job.steps:
        for each in ran(context.graph, job.workflow, job.job, step):
            if each.command.tool not in ("awk", "gawk", "sed", "grep", "perl") or each.at in seen:
                continue
            file = next(
                (
                    word
                    for word in each.command.arguments
                    if re.search(r"(changelog|changes|history|news|release)[\w.-]*\.(md|markdown|txt)$", word, re.I)
                ),
                "",
            )
            path = below(context.graph.root, posixpath.join(each.folder, file)) if file else None
            if path is None or not path.is_file() or noted.rehearsal.ran(step):
                continue
            headings = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if _VERSION.match(line)]
            wanted = [_plain(found) for found in _HEADING.findall(each.text)]
            wanted = [found for found in wanted if found.strip("# ")]
            if headings and (said := _computed(each.text, headings, context.tag or "v1")):
                wanted = [said]
            if headings and wanted and not any(line.startswith(found) for found in wanted for line in headings):
                seen.add(each.at)
                got = (
                    f"the notes are extracted from `{wanted[0]}...`, but the headings of {file} read `{headings[0].strip()[:40]}`"
                )
                expected = "a heading that the changelog has"
                yield Finding(RULE.id, each.file, each.line, got, expected, "search for headings in the changelog's own form")


def _computed(text: str, headings: list[str], tag: str) -> str:
    """Return a heading that ends in a computed version and that no section has, in any form that the version may take."""
    found = re.search(r"(\^?)(#{1,4}) (\\*\[)?(v?)\$(?:\{\{\s*([\w.]+)[^}]*\}\}|\{?(\w+)(#+v)?\}?)", text)
    if found is None:
        return ""
    whole = (found[5] or found[6]) in ("GITHUB_REF_NAME", "github.ref_name") and not found[7]
    version = (r"v\d" if tag.startswith("v") else r"\d") if whole else r"\d" if found[7] else r"v?\d"
    said = re.escape(f"{found[2]} {'[' if found[3] else ''}{found[4]}") + version
    matches = re.match if found[1] else re.search
    sign = found[4] or ("v" if version.startswith("v") and whole else "")
    shown = f"{found[2]} {'[' if found[3] else ''}{sign}1.2.3"
    return "" if any(matches(said, line) for line in headings) else shown


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).lstrip("^")
