"""The terminal's first line and its last screen: every finding, what was not run, where the files are, what to do, the verdict."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.terminal import spelled
from plugins.report.next_step import is_walk, next_step
from plugins.report.report_model import Story, Trouble, fold, seconds, short, wall
from plugins.verdict.reader import EXIT
from profiles.release import UNSTATED

_SLOW = 5
_ROOM = 8  # lines for what does not apply, in a terminal of 24
_COLORS = {"regression": "31", "environment": "33", "incomplete": "33", "dim": "2", "clear": "32", "blocked": "31"}


@dataclass(frozen=True)
class Terminal:
    """What the last screen is written to: lines are shortened and colored for a terminal only, a pipe gets them whole."""

    width: int | None = None  # None: no terminal, so nothing is cut
    colors: bool = False
    quiet: bool = False  # findings and the verdict only

    @classmethod
    def here(cls, quiet: bool) -> "Terminal":
        """Look at standard output."""
        if not sys.stdout.isatty():
            return cls(None, False, quiet)
        colors = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return cls(max(60, min(shutil.get_terminal_size().columns, 160)), colors, quiet)

    def paint(self, text: str, kind: str) -> str:
        """Spell out what a text must not do to a terminal; color it, where there are colors."""
        text = spelled(text)
        return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if self.colors and kind in _COLORS else text

    def brief(self, line: str) -> str:
        """Shorten a line that explains; a finding is never shortened."""
        return line if self.width is None or len(line) <= self.width else line[: self.width - 1].rstrip() + "…"


def first_line(document: Mapping[str, Any]) -> str:
    """Return the line that says what is being verified."""
    release, run = document["release"], document["runs"][-1] if document["runs"] else None
    mode = release["mode"] + (" by default" if release.get("mode_defaulted") else "")
    asked = f", {len(run['selection']['checks'])} checks" if run else ""
    commit = f" at {release['commit'][:12]}" if release["commit"] else ""
    return f"{release['project']}: {release['target']} (base {release['base']}){commit}, {mode}, {who(release)}{asked}"


def who(release: Mapping[str, Any]) -> str:
    """Return who ran it, as a clause."""
    return "agent: not given" if release["agent"] == UNSTATED else f"agent {release['agent']}"


def last_screen(document: Mapping[str, Any], run: Mapping[str, Any], terminal: Terminal, path: Path | None = None) -> str:
    """Return what stands on the terminal when a run has ended; its last line is the verdict."""
    story = Story(document)
    above = [line for trouble in story.troubles for line in _trouble(trouble, terminal)] + _previews(story, terminal)
    verdict = terminal.paint(verdict_line(story, run), story.state)
    if terminal.quiet:
        return "\n".join([*above, verdict])
    explained = [*_not_run(story), *_waived(story), *_exempt(story, run, terminal), *_time(story, run)]
    below = [*map(terminal.brief, explained), *_files(story, path), *_next(story, run)]
    return "\n".join([*above, *([""] if above else []), *map(spelled, below), verdict])


def verdict_line(story: Story, run: Mapping[str, Any]) -> str:
    """Return the sentence that everything else hangs on."""
    return f"{story.state}: {story.name}: {figures(story, run)}"


def figures(story: Story, run: Mapping[str, Any]) -> str:
    """Return how much of what the run selected passed, its exit status, and where the reader will answer otherwise."""
    asked = run["selection"]["checks"]
    passed = sum(record["outcome"] == "passed" for record in story.records if record["id"] in asked)
    counted = f"{passed} of {len(asked)} selected checks passed, {counts(story)}exit status {run['exit_status']}"
    reader = EXIT[story.state]
    if run["exit_status"] in EXIT.values() and run["exit_status"] != reader and not is_walk(run):
        counted += f"; plugins.reader returns {reader}, because it counts the whole stage ({', '.join(story.touched)})"
    return counted


def counts(story: Story) -> str:
    """Return how many findings block, as a clause that may be empty."""
    number = len(story.findings)
    return f"{number} finding{'s' if number > 1 else ''}, " if number else ""


def _trouble(trouble: Trouble, terminal: Terminal) -> Iterator[str]:
    """Yield a heading and every finding below it, one a line."""
    task = f", {trouble.task}" if trouble.task else ""
    yield terminal.paint(f"{trouble.word} ({trouble.heading}{task})", trouble.kind)
    for folded in trouble.folded:
        yield spelled(f"  {_one_line(str(folded))}")


def _previews(story: Story, terminal: Terminal) -> list[str]:
    """Return what preview checks found, below a heading that says why the exit status does not show it."""
    found = [f"  {_one_line(str(folded))}" for folded in fold(one.finding for one in story.previews)]
    return [terminal.paint("preview (does not block)", "dim"), *map(spelled, found)] if found else []


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _not_run(story: Story) -> list[str]:
    return [f"not run: {'; '.join(story.gaps)}"] if story.gaps else []


def _exempt(story: Story, run: Mapping[str, Any], terminal: Terminal) -> list[str]:
    """Return what does not apply, on one line for each reason; in a terminal, where that is too much, on one line.

    A run of some checks, chosen with -k, says so only of what belongs to the same gates and channels.
    """
    exempt = story.exempt
    if run["selection"].get("keyword"):
        chosen = {check.partition("::")[0] for check in run["selection"]["checks"]}
        words = {module.rpartition("/test_")[2] for module in chosen}
        kept = {why: [each for each in what if each.partition("::")[0] in chosen | words] for why, what in exempt.items()}
        exempt = {why: what for why, what in kept.items() if what}
    names = [", ".join(dict.fromkeys(map(short, what))) for what in exempt.values()]
    if terminal.width is not None and len(names) > _ROOM:
        return [f"does not apply, for {len(names)} reasons in the report: {', '.join(names)}"]
    return [f"does not apply: {name}: {reason}" for name, reason in zip(names, exempt, strict=True)]


def _waived(story: Story) -> list[str]:
    return [
        f"waived until {record['waiver']['expires']}: {short(record['id'])}: {record['waiver']['reason']}"
        for record in story.waived
    ]


def _time(story: Story, run: Mapping[str, Any]) -> list[str]:
    slow = [record for record in story.slowest(run)[:_SLOW] if record["duration"] >= 1.0]
    shown = ", ".join(f"{story.where(record['id'])} {short(record['id'])} ({seconds(record['duration'])})" for record in slow)
    return [f"time: {seconds(wall(run))}" + (f"; slowest: {shown}" if shown else "")]


def _files(story: Story, path: Path | None) -> list[str]:
    name = path or Path(f"evidence-{story.release['target']}.json")
    return [f"evidence: {name} (reports: {name.stem}.md, {name.stem}.html)", f"evidence sha256: {story.document['seal']}"]


def _next(story: Story, run: Mapping[str, Any]) -> list[str]:
    sentence, *commands = next_step(story, run)
    return [f"next: {sentence}", *(f"  {command}" for command in commands)]
