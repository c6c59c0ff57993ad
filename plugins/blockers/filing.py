"""Blockers follow from the judged records: planned, printed and recorded, and filed where that was asked for."""

import os
from argparse import Namespace
from collections.abc import Sequence

from core.credentials import home
from core.errors import Fault
from core.redaction import Redactor
from core.terminal import say
from plugins.blockers import planning
from plugins.blockers.blocker import Blocker
from plugins.blockers.filing_lock import lock_path
from plugins.blockers.occasion import Occasion
from plugins.blockers.tracker_filing import Filing, file, open_tasks
from plugins.blockers.trackers.chosen import tracker_of
from plugins.run.run_selection import Scope
from plugins.verdict.evidence import Evidence
from profiles.release import Release


def way(options: Namespace, release: Release) -> str:
    """Return what happens to blockers: `file` in live mode, `plan` in dry-run, unless said otherwise."""
    return str(options.blockers or ("file" if release.mode == "live" else "plan"))


def settle(evidence: Evidence, release: Release, options: Namespace, scope: Scope) -> None:
    """Put the blockers into the evidence and file them; an interrupted run files nothing."""
    entry = evidence.run(scope.nonce)
    entry["blockers"] = way(options, release)
    planned = planning.plan(evidence.document)
    _keep(evidence, planned)
    if entry["blockers"] == "file" and not entry["interrupted"]:
        done = _filed(planned, evidence, release, options, scope)
        entry = evidence.run(scope.nonce)
        for line in done.done:
            say(f"tracker: {line}")
        entry["trouble"] = [*entry["trouble"], *done.reasons]
        entry["filed"] = [blocker.prefix for blocker in done.blockers if blocker.task]
        _keep(evidence, done.blockers)


def _keep(evidence: Evidence, planned: Sequence[Blocker]) -> str:
    """Write the evidence with these blockers; return its seal."""
    evidence.document["blockers"] = [blocker.entry() for blocker in planned]
    evidence.save()
    return str(evidence.document["seal"])


def _filed(planned: list[Blocker], evidence: Evidence, release: Release, options: Namespace, scope: Scope) -> Filing:
    project = release.profile.project
    redactor = Redactor.from_environment(os.environ, project.secrets, home(), release.project)
    occasion = Occasion(
        document=evidence.document,
        evidence=evidence.path.name,
        redact=redactor.text,
        nodeids={check.id: check.nodeid for check in scope.plan.checks},
        run_folder=scope.folder,
    )
    try:
        tracker = tracker_of(release.profile, release.project)
        lock = lock_path(release.project)
    except Fault as fault:
        return Filing(tuple(planned), (), (f"blockers not filed: {fault}",))
    closing = bool(options.close_fixed_blockers)
    return file(planned, occasion, tracker, seal=lambda found: _keep(evidence, found), lock=lock, close_fixed=closing)


def still_open(release: Release) -> list[str]:
    """Return the titles of the release's open tasks, those filed by hand too; not to know them is one more."""
    if release.profile.at("tracker") is None:
        return []
    try:
        found = open_tasks(tracker_of(release.profile, release.project), str(release.target))
    except Fault as fault:
        return [f"the tracker could not be queried: {fault}"]
    return [item.title for item in found]
