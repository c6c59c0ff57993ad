"""Whether a run as a whole can vouch for its reports: how the child ended, what it collected, what it left behind."""

import json
from collections.abc import Mapping
from typing import Any

from facts.vcs import snapshot
from facts.vcs.snapshot import Snapshot
from plugins.run import run_entry
from plugins.run.child import Ending
from plugins.run.run_selection import Scope
from plugins.verdict.records import Records
from profiles.release import Release

_ORDERLY = (0, 1, 5)  # exit statuses of a pytest session that went through


def trouble(ending: Ending, records: Records, scope: Scope) -> list[str]:
    """Return all that is wrong with the run as a whole; any of it, and the run is not clean."""
    return [*records.trouble, *_ended_badly(ending, records), *_collected_badly(records, scope), *_reported_badly(records, scope)]


def excuse(release: Release, begun: Mapping[str, Any]) -> str | None:
    """Return why the run's passes do not count: the project changed while it ran."""
    now = snapshot.look(release.project)
    if now.commit != begun["commit"]:
        return "got a different commit at the end than at the start, expected none; run the checks again"
    base = snapshot.ask(release.project, "rev-parse", "-q", "--verify", f"refs/tags/{release.base_tag}^{{commit}}", expect=None)
    if base != (begun["base_commit"] or "").partition(" ")[0] and (base or begun["base_commit"]):
        return "got a different base tag at the end than at the start, expected no change; run the checks again"
    if run_entry.tree(release, now) != begun["tree"]:
        return "got other working files at the end than at the start, expected no change; run the checks again"
    return None


def unseen(taken: Snapshot) -> list[str]:
    """Return why a folder cannot stand for its commit: it differs where git itself says nothing, or cannot be read."""
    found = [str(one) for one in taken.hidden]
    if not found:
        return []
    shown = "; ".join(found[:5]) + (f"; and {len(found) - 5} more" if len(found) > 5 else "")
    return [
        f"got {len(found)} files that are not as the commit has them and that git status does not show ({shown}), "
        "expected the commit's bytes; undo skip-worktree, assume-unchanged, sparse checkout and filters, or use a fresh clone"
    ]


def _ended_badly(ending: Ending, records: Records) -> list[str]:
    if ending.interrupted:
        return ["interrupted by a signal"]
    if ending.overdue:
        return ["the run did not end within its time and was killed"]
    if not records.ended:
        return [f"the child ended with status {ending.status} before its end mark"]
    if ending.status not in _ORDERLY or ending.status != records.exitstatus:
        return [f"the child ended with status {ending.status}, its session said {records.exitstatus}"]
    return []


def _collected_badly(records: Records, scope: Scope) -> list[str]:
    planned = {check.nodeid for check in scope.selected}
    found = {nodeid for ids in records.collected.values() for nodeid in ids} | set(records.reports)
    strangers = [
        f"collected, but not in the plan: {nodeid}; run python -m plugins.plan.update_plan" for nodeid in sorted(found - planned)
    ]
    broken = [f"a module could not be collected: {entry['nodeid']}" for entry in records.uncollected]
    lists = {tuple(sorted(ids)) for ids in records.collected.values()}
    return [*strangers, *broken, *(["workers collected different checks"] if len(lists) > 1 else [])]


def _reported_badly(records: Records, scope: Scope) -> list[str]:
    try:
        report = json.loads(scope.report.read_text("utf-8"))
    except (OSError, ValueError):
        return ["pytest-json-report left no readable report"]
    if report.get("nonce") != scope.nonce:
        return ["pytest-json-report's file belongs to a different run"]
    if report.get("exitcode") != records.exitstatus:
        return [f"pytest-json-report saw exit status {report.get('exitcode')}, the session said {records.exitstatus}"]
    return []
