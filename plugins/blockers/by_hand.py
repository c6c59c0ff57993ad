"""`python -m plugins.blockers`: file one blocker by hand, with what the runbook's two scripts took."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.credentials import home
from core.errors import Fault, Refused
from core.redaction import Redactor
from plugins.blockers import task_body
from plugins.blockers.failed_run import facts_of
from plugins.blockers.filing_lock import lock_path, locked
from plugins.blockers.manual_report import ManualFinding
from plugins.blockers.task_store import Store, epic_title
from plugins.blockers.tracker_filing import epic
from plugins.blockers.trackers.chosen import tracker_of
from plugins.blockers.trackers.no_tracker import Nothing
from plugins.blockers.trackers.protocol import TaskDraft
from profiles.release import Tag
from profiles.schema.profile import Profile, load

_ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str]) -> int:
    """File, or say what would be filed; 0 done, 2 bad options, 4 bad input, 101 could not be carried out."""
    options = _parser().parse_args(argv)
    try:
        _say(_filed(options))
    except Refused as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 4
    except Fault as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 101
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m plugins.blockers", description=__doc__)
    add = parser.add_argument
    add("--release-target", required=True, metavar="vX.Y.Z", help="the release that is blocked")
    add("--check", required=True, help="the gate or channel: its name, title or number")
    add("--title", required=True, help="a few words for the task's title")
    add("--summary", required=True, help="what was found")
    add("--kind", default="regression", choices=("regression", "environment", "incomplete"))
    add("--agent", default="", metavar="MODEL@HOST", help="who found it; the task stays unassigned")
    add("--run-id", default="", metavar="N", help="a failed run of the profile's GitHub repository")
    add("--run-url", default="", metavar="URL", help="its URL")
    add("--failing-command", default="", metavar="COMMAND")
    add("--log-snippet-file", type=Path, metavar="FILE", help="its first lines go into the task")
    add("--project", type=Path, default=Path(), metavar="DIR", help="the checkout with the tracker")
    add("--profile", default="", metavar="NAME|FILE", help="as for pytest; release-profile.toml in the project by itself")
    add("--dry-run", action="store_true", help="print what would be filed, and file nothing")
    return parser


def _filed(options: argparse.Namespace) -> list[str]:
    project = options.project.resolve()
    profile = _profile(options.profile, project)
    redact = Redactor.from_environment(os.environ, profile.project.secrets, home(), project).text
    finding = ManualFinding.of(options, _target(options.release_target), facts_of(options, profile, project))
    draft = TaskDraft(redact(finding.title), redact(finding.text))
    tracker = tracker_of(profile, project)
    if isinstance(tracker, Nothing):
        raise Refused(got=f"no tracker ({tracker.reason})", expected="a tracker", advice="configure one under [tracker]")
    if options.dry_run:
        return _would(Store(tracker, finding.target), finding, draft)
    with locked(lock_path(project)):
        return _file(Store(tracker, finding.target), finding, draft)


def _would(store: Store, finding: ManualFinding, draft: TaskDraft) -> list[str]:
    found = store.open_task(finding.prefix)
    verb = f"add to task {found.id}" if found else f"create a task in {epic_title(finding.target)!r}"
    return [f"dry-run: would {verb}: {draft.title}", "", draft.body]


def _file(store: Store, finding: ManualFinding, draft: TaskDraft) -> list[str]:
    found = store.open_task(finding.prefix)
    if found is None:
        made = store.create(finding.prefix, draft, epic(finding.target))
        return [f"created task: {made.id} {made.title}", f"epic: {made.epic}", *_hint(finding)]
    text = store.tracker.body(found.id)
    if not task_body.says(text, draft):
        store.rewrite(found, TaskDraft(found.title, task_body.appended(text, draft)))
    return [f"updated task: {found.id} {found.title}", f"epic: {found.epic}", *_hint(finding)]


def _hint(finding: ManualFinding) -> list[str]:
    return [f"note: agent hint provided ({finding.agent}); the task is unclaimed"] if finding.agent else []


def _profile(named: str, project: Path) -> Profile:
    own = project / "release-profile.toml"
    if not named and not own.exists():
        raise Refused(got="no --profile", expected="its name or file", advice=f"pass it, or keep one as {own}")
    known = _ROOT / "profiles" / f"{named}.toml"
    return load(known if named and known.exists() else Path(named or own))


def _target(text: str) -> str:
    # The scripts took a tag or a version.
    return Tag(text if text.startswith("v") else f"v{text}").name


def _say(lines: Sequence[str]) -> None:
    print("\n".join(lines))
