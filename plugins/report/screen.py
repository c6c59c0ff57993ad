"""The terminal's first line and its last screen: what stands in the way, where the time went, what to do, the verdict."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.report.next_step import next_step
from plugins.report.report_model import Story, Trouble, seconds, short, wall
from plugins.verdict.reader import EXIT

_SCREEN, _ROOM = 24, 7  # lines of a terminal, and how many of them blockers have at least
_SLOW, _SLOW_BESIDE_BLOCKERS = 5, 2


def first_line(document: Mapping[str, Any]) -> str:
    """Return the line that says what is being verified."""
    release, run = document["release"], document["runs"][-1] if document["runs"] else None
    mode = release["mode"] + (" by default" if release.get("mode_defaulted") else "")
    asked = f", {len(run['selection']['checks'])} checks" if run else ""
    commit = f" at {release['commit'][:12]}" if release["commit"] else ""
    return f"{release['project']}: {release['target']} over {release['base']}{commit}, {mode}, agent {release['agent']}{asked}"


def last_screen(document: Mapping[str, Any], run: Mapping[str, Any], width: int, path: Path | None = None) -> str:
    """Return what stands on the terminal when a run has ended; its last line is the verdict."""
    story, width = Story(document), max(60, min(width, 132))
    gaps = _gaps(story, width)
    below = [*_time(story, run, width), *_files(story, width, path), *_next(story, run), verdict_line(story, run)]
    left = _SCREEN - _height([*gaps, *below], width)
    exempt = _exempt(story, width, room=max(2, left - (_ROOM if story.troubles else 0)))
    above = _blockers(story.troubles, width, room=max(_ROOM, left - len(exempt)))
    return "\n".join([*above, *gaps, *exempt, *below])


def _height(lines: list[str], width: int) -> int:
    """How many lines the terminal makes of some lines."""
    return sum(1 + max(0, len(line) - 1) // width for line in lines)


def verdict_line(story: Story, run: Mapping[str, Any]) -> str:
    """Return the sentence that everything else hangs on."""
    return f"{story.state}: {story.name}: {figures(story, run)}"


def figures(story: Story, run: Mapping[str, Any]) -> str:
    """Return how much of what the run selected passed, its exit status, and where the reader will answer otherwise."""
    asked = run["selection"]["checks"]
    passed = sum(record["outcome"] == "passed" for record in story.records if record["id"] in asked)
    said = f"{passed} of {len(asked)} selected checks passed, exit status {run['exit_status']}"
    reader = EXIT[story.state]
    if run["exit_status"] in EXIT.values() and run["exit_status"] != reader:
        said += f"; the reader of the evidence says {reader}, for it counts the whole stage ({', '.join(story.touched)})"
    return said


def _blockers(troubles: list[Trouble], width: int, room: int) -> list[str]:
    lines = [line for trouble in troubles for line in _trouble(trouble, width)]
    counted = f"blockers: {len(troubles)}"
    if not troubles:
        return []
    if len(lines) + 1 <= room:
        return [counted, *lines]
    shown = max(1, (room - 2) // 2)
    brief = [line for trouble in troubles[:shown] for line in _trouble(trouble, width, brief=True)]
    rest = [trouble.word for trouble in troubles[shown:]]
    return [counted, *brief, *([_cut(f"  and {len(rest)} more: {', '.join(dict.fromkeys(rest))}", width)] if rest else [])]


def _trouble(trouble: Trouble, width: int, brief: bool = False) -> list[str]:
    """Return why something is blocked and what to do about it; brief, of its first finding only."""
    first, more = trouble.findings[0], sum(1 + finding.more for finding in trouble.findings) - 1
    kind = ", ".join(filter(None, (trouble.kind, trouble.task)))
    head = f"  {trouble.word} ({kind})" + (f", first of {more + 1}" if more else "")
    why = _cut(f"{head}: {first.why}", width) if brief else textwrap.shorten(f"{head.strip()}: {first.why}", 2 * width - 10)
    lines = [why] if brief else textwrap.wrap(why, width, initial_indent="  ", subsequent_indent="    ")
    return [*lines, _cut(f"    do: {first.advice or 'look at the evidence: ' + short(first.check)}", width)]


def _gaps(story: Story, width: int) -> list[str]:
    return [line for gap in story.gaps for line in _wrapped(f"not proven: {gap}", width)]


def _exempt(story: Story, width: int, room: int) -> list[str]:
    """Return what does not apply, grouped by its reason, so that nobody can overlook it and it fits."""
    names = [", ".join(dict.fromkeys(map(short, what))) for what in story.exempt.values()]
    said = [f"does not apply: {name}: {reason}" for name, reason in zip(names, story.exempt, strict=True)]
    whole = [line for each in said for line in _wrapped(each, width)]
    if len(whole) <= room:
        return whole
    shown = len(said) if len(said) <= room else room - 1
    rest = [f"does not apply, for reasons in the summary: {', '.join(names[shown:])}"] if names[shown:] else []
    return [_cut(each, width) for each in (*said[:shown], *rest)]


def _time(story: Story, run: Mapping[str, Any], width: int) -> list[str]:
    shown = _SLOW_BESIDE_BLOCKERS if story.troubles else _SLOW
    slow = [record for record in story.slowest(run)[:shown] if record["duration"] >= 0.05]
    lines = [f"  {seconds(record['duration']):>9}  {story.where(record['id'])}: {short(record['id'])}" for record in slow]
    return [f"time: {seconds(wall(run))}" + (", most of it in" if lines else ""), *(_cut(line, width) for line in lines)]


def _files(story: Story, width: int, path: Path | None) -> list[str]:
    name = path or Path(f"evidence-{story.release['target']}.json")
    said = f"evidence: {name}, to be read in {name.stem}.md and {name.stem}.html beside it"
    return [*_wrapped(said, width), f"seal: {story.document['seal']}"]


def _next(story: Story, run: Mapping[str, Any]) -> list[str]:
    sentence, *commands = next_step(story, run)
    return [f"next: {sentence}", *(f"  {command}" for command in commands)]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"
