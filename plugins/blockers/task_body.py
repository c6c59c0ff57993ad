"""The text of a task, in the runbook's five sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from plugins.blockers import rerun
from plugins.blockers.blocker import Blocker, Record, one_line
from plugins.blockers.occasion import Occasion
from plugins.blockers.trackers.protocol import TaskDraft
from profiles.release import release_options

# What stands below this line is never touched: notes of whoever works on the task.
MARK = "<!-- the release suite renews what is above this line, and nothing below it -->"
_DETAILED = 20  # checks whose message is spelled out
_MESSAGE = 700
_EXCERPT_LINES, _EXCERPT = 12, 1500
_BEFORE_CRITERIA = "\n\n## Acceptance Criteria"
_NAMED = re.compile(r"^- `([^`]+)` (?:failed|error|not_run):", re.MULTILINE)

CRITERIA = (
    "The root cause is identified and fixed; a failed check may instead be waived in the project's reviewed waiver file.",
    "{what} passes again, with evidence for the commit being released.",
    "Release notes and docs are updated where behaviour or policy changed.",
)
CONSULT = (
    "If the fix changes public CLI, API or binding behavior or the release scope, stop and ask the maintainer.",
    "Canceling this task waives nothing.",
)


def epic(target: str) -> str:
    """Return the text of the epic."""
    return sections(
        goal=[f"- Track what blocks {target}, and hold the release until it is resolved."],
        background=["- Release verification is fail-closed: what failed or could not be checked becomes a task here."],
        criteria=["- Every task of this epic is done, or canceled with its reason."],
        gates=[f"- `pytest {' '.join(release_options(target, '<base>'))} -m pre_release` is clear."],
        consult=["- If a blocker changes the release scope, stop and ask the maintainer."],
    )


def task(blocker: Blocker, occasion: Occasion, seal: str, earlier: Sequence[str] = ()) -> str:
    """Return the text of a blocker's task; `earlier` are closed tasks of the same trouble."""
    text = sections(
        goal=[f"- Resolve the release blocker: {blocker.word}, {blocker.kind}: {blocker.short}"],
        background=list(_background(blocker, occasion, seal, earlier)),
        criteria=[f"- {line.format(what='Every check above')}" for line in CRITERIA],
        gates=[f"- `{command}`" for command in rerun.commands(blocker, occasion)],
        consult=[f"- {line}" for line in CONSULT],
    )
    return occasion.redact(f"{text}\n{MARK}\n")


def sections(
    *,
    goal: Sequence[str],
    background: Sequence[str],
    criteria: Sequence[str],
    gates: Sequence[str],
    consult: Sequence[str],
) -> str:
    """Return the five sections as Markdown."""
    parts = {
        "Goal": goal,
        "Background / Rationale": background,
        "Acceptance Criteria": criteria,
        "Automated Validation Gates": gates,
        "Consult Me": consult,
    }
    return "\n\n".join("\n".join([f"## {name}", *lines]) for name, lines in parts.items()) + "\n"


def joined(renewed: str, existing: str) -> str:
    """Return the renewed text with what others wrote: below the mark, or all of it where there is no mark."""
    above, mark, below = existing.partition(MARK)
    kept = below if mark else above
    return f"{renewed}{_kept(kept)}"


def merged(renewed: str, existing: str, known: Mapping[str, str]) -> str:
    """Return the renewed text with the checks that only the existing one lists: each keeps its state until it is known."""
    listed = set(named(renewed))
    others = [(check, lines) for check, lines in _listed(existing) if check not in listed and known.get(check) != "passed"]
    lines = [line for _, found in others for line in found]
    head, mark, rest = renewed.partition(_BEFORE_CRITERIA)
    added = f"{head.rstrip()}\n\n### Found elsewhere ({len(others)})\n" + "\n".join(lines) + f"\n\n{mark.lstrip()}{rest}"
    return joined(added if others else renewed, existing)


def lists(text: str, checks: Sequence[str]) -> bool:
    """Whether a text lists each of these checks."""
    return set(checks) <= set(named(text))


def _listed(text: str) -> Iterator[tuple[str, list[str]]]:
    above = text.partition(MARK)[0]
    for found in _NAMED.finditer(above):
        block = above[found.start() :].splitlines()
        more = list(takewhile(lambda line: line.startswith("    "), block[1:]))
        yield found.group(1), [block[0], *more]


def appended(existing: str, draft: TaskDraft) -> str:
    """Return a text with another finding of the same trouble at its end."""
    return f"{existing.rstrip()}\n\n{_lowered(draft)}\n"


def says(existing: str, draft: TaskDraft) -> bool:
    """Whether a text holds this finding already."""
    return draft.body.strip() in existing or _lowered(draft) in existing


def _lowered(draft: TaskDraft) -> str:
    # Its headings step down, so that the task keeps one section of each name.
    lower = re.sub(r"^#", "###", draft.body.strip(), flags=re.MULTILINE)
    return f"### Filed manually: {draft.title}\n{lower}"


def named(text: str) -> list[str]:
    """Return the ids of the checks that the suite's part of a text names."""
    above, mark, _ = text.partition(MARK)
    return _NAMED.findall(above) if mark else []


def _kept(text: str) -> str:
    return f"\n{text.strip()}\n" if text.strip() else ""


def _background(blocker: Blocker, occasion: Occasion, seal: str, earlier: Sequence[str]) -> Iterator[str]:
    release = occasion.release
    yield f"- Release target: {release['target']} (base {release['base']}), {release['mode']}"
    yield f"- Gate: {blocker.word}"
    yield f"- Kind: {blocker.kind}"
    yield f"- Commit: {release['commit']}"
    yield f"- Evidence: {occasion.evidence}, run {occasion.nonce}, seal {seal}"
    yield f"- Found by: {release['agent']} (unassigned)"
    if earlier:
        yield f"- Filed before and closed: {', '.join(earlier)}; it fails again"
    if occasion.github_run and any(record["stage"] in ("provenance", "delivery") for record in blocker.records):
        yield from occasion.github_run.lines
    yield from _checks(blocker)
    yield from _excerpt(blocker, occasion)


def _checks(blocker: Blocker) -> Iterator[str]:
    yield f"\n### Failing checks ({len(blocker.records)})"
    for number, record in enumerate(blocker.records):
        yield f"- `{record['id']}` {record['outcome']}: {one_line(record.get('requirement') or '', 150)}"
        if number < _DETAILED:
            yield f"    message: {one_line(record.get('message') or 'none', _MESSAGE)}"
            yield from (f"    command: {line}" for line in _commands(record))


def _commands(record: Record) -> list[str]:
    return [one_line(f"{' '.join(entry['argv'])} -> {entry['status']}", 300) for entry in record["commands"][-3:]]


def _excerpt(blocker: Blocker, occasion: Occasion) -> Iterator[str]:
    lines = _log_lines(blocker, occasion)
    if lines:
        yield "\n### Log excerpt"
        yield from (f"    {line[:200]}" for line in lines)


def _log_lines(blocker: Blocker, occasion: Occasion) -> list[str]:
    # The end of the failed run's log, else of the first log that a failing command left.
    if occasion.github_run and occasion.github_run.log_excerpt:
        return occasion.github_run.log_excerpt.splitlines()[-_EXCERPT_LINES:]
    entries = [entry for record in blocker.records for entry in record["commands"] if entry["status"] != 0]
    texts = (occasion.log(entry.get("log")) for entry in entries)
    text = next((text for text in texts if text.strip()), "")
    return text[-_EXCERPT:].splitlines()[-_EXCERPT_LINES:]
