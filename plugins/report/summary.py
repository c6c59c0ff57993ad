"""The Markdown summary: one page that a person reads before deciding, and that CI shows as its job summary."""

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Any

from plugins.report.channel_matrix import ChannelMatrix, MatrixCell, matrices
from plugins.report.next_step import next_step
from plugins.report.report_model import Folded, Story, Trouble, fold, seconds, short, wall
from plugins.report.screen import figures, who
from plugins.report.status_rows import StatusSubject, subjects

_SIGN = {"clear": "✅", "blocked": "⛔", "incomplete": "⚠️", "preview": "🔎", "does not apply": "➖"}
_TRACE = 72  # characters of how a file is traced


def render(document: Mapping[str, Any]) -> str:
    """Return the summary of an evidence document that has at least one run."""
    story, run = Story(document), document["runs"][-1]
    parts = [_head(story, run), _context(story, run), _next(story, run), _gates(story), _blockers(story), _missing(story)]
    parts += [_users(matrix) for matrix in matrices(story)]
    parts += [_waivers(story), _previews(story), _mechanics(story), _exempt(story), _time(story, run), _foot(story)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(story: Story, run: Mapping[str, Any]) -> str:
    return f"# {_SIGN[story.state]} {_plain(story.state)}: {_plain(story.name)}\n\n{_plain(figures(story, run))}."


def _context(story: Story, run: Mapping[str, Any]) -> str:
    release, stages = story.release, story.document["verdict"]["stages"]
    rows = [
        ("release", f"{release['target']} (base {release['base']}), {release['mode']}, {who(release)}"),
        ("project", f"{release['project']}, profile {release['profile']}"),
        ("commit", f"{release['commit'] or 'unknown'}{_branch(release)}"),
        ("run", f"{run['started']}, {seconds(wall(run))}, on {run['host'].get('name')} ({run['host'].get('os')})"),
        (
            "selected",
            f"{len(run['selection']['checks'])} checks by -m {run['selection']['expression'] or '(none)'!r}"
            + (f" -k {run['selection']['keyword']!r}" if run["selection"]["keyword"] else ""),
        ),
        ("stages", ", ".join(f"{stage} {_SIGN[stages[stage]]} {stages[stage]}" for stage in story.touched) or "none"),
    ]
    return _table(("context", ""), rows)


def _branch(release: Mapping[str, Any]) -> str:
    if not release.get("branch"):
        return ""
    places = [f"{release[word]} {word}" for word in ("ahead", "behind") if release.get(word)]
    changed = ", with local changes" if release["dirty"] else ""
    return f" on {release['branch']}" + (f" ({', '.join(places)})" if places else "") + changed


def _next(story: Story, run: Mapping[str, Any]) -> str:
    sentence, *commands = next_step(story, run)
    return f"**Next:** {_plain(sentence)}" + "".join(f"\n\n    {command}" for command in commands)


def _gates(story: Story) -> str:
    rows = [
        (f"{_SIGN[each.state]} {each.state}", each.label, _counts(each), each.examined or "", seconds(each.seconds))
        for each in subjects(story)
        if each.state != "does not apply"
    ]
    return "## Gates and channels\n\n" + _table(("state", "gate or channel", "passed", "examined", "time"), rows) if rows else ""


def _counts(each: StatusSubject) -> str:
    return f"{each.passed} of {each.planned}" if each.planned else each.note


def _blockers(story: Story) -> str:
    parts = [_trouble(trouble) for trouble in story.troubles]
    return "\n\n".join([f"## Findings: {len(story.findings)}", *parts]) if parts else ""


def _trouble(trouble: Trouble) -> str:
    task = f", task {_plain(trouble.task)}" if trouble.task else ""
    return "\n".join([f"### {_plain(trouble.word)}: {trouble.heading}{task}", "", *map(_finding, trouble.folded)])


def _finding(folded: Folded) -> str:
    found, places = folded.finding, f"`{', '.join(folded.places)}` " if folded.places else ""
    fix = f" **Fix:** {_plain(found.fix)}" if found.fix else ""
    times = f" ({folded.count} times)" if folded.count > 1 else ""
    return f"- {places.replace('|', ' ')}**{_plain(found.rule)}**: {_plain(found.problem)}{times}.{fix}"


def _missing(story: Story) -> str:
    return "## Not run\n\n" + _list(story.gaps) if story.gaps else ""


def _users(matrix: ChannelMatrix) -> str:
    rows = [(channel, *map(_cell, cells)) for channel, cells in matrix.rows]
    return f"## Published artifacts by platform: {matrix.stage}\n\n" + _table(("channel", *matrix.platforms), rows)


def _cell(cell: MatrixCell) -> str:
    told = [" ".join(filter(None, (file.name, file.digest, f"({shorten(file.traced, _TRACE)})"))) for file in cell.files]
    return "; ".join(told) or cell.otherwise


def _waivers(story: Story) -> str:
    rows = [
        (short(record["id"]), record["waiver"]["reason"], record["waiver"]["approved_by"], record["waiver"]["expires"])
        for record in story.waived
    ]
    return "## Waivers\n\n" + _table(("check", "reason", "approved by", "expires"), rows) if rows else ""


def _previews(story: Story) -> str:
    return (
        "## Preview, blocks nothing\n\n" + "\n".join(map(_finding, fold(one.finding for one in story.previews)))
        if story.previews
        else ""
    )


def _mechanics(story: Story) -> str:
    point, resumes = story.document["checkpoint"], story.document["resumes"]
    if not point and not resumes:
        return ""
    labels = {"mechanics": "completed up to", "next": "next check"}
    said = [f"{labels.get(key, key)}: {value}" for key, value in (point or {}).items() if value is not None]
    return "## Release steps\n\n" + _list([*said, *(f"resumed: {', '.join(map(str, each.values()))}" for each in resumes)])


def _exempt(story: Story) -> str:
    rows = [(", ".join(dict.fromkeys(map(short, what))), reason) for reason, what in story.exempt.items()]
    return "## Does not apply\n\n" + _table(("what", "why"), rows) if rows else ""


def _time(story: Story, run: Mapping[str, Any]) -> str:
    rows = [(seconds(record["duration"]), story.where(record["id"]), short(record["id"])) for record in story.slowest(run)[:5]]
    return "## Where the time went\n\n" + _table(("time", "gate", "check"), rows) if rows else ""


def _foot(story: Story) -> str:
    return f"Seal `{story.document['seal']}`"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(line)}" for line in lines)


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(_plain(cell) for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: Any) -> str:
    """Spell a text so that Markdown shows it as it is, on one line."""
    line = " ".join(str(text).split()).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "|`*_[]#~":
        line = line.replace(sign, f"\\{sign}")
    return line
