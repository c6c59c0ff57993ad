"""The entry that a run has in the evidence: written before its child starts, completed when all is judged."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.suite_version import suite_version
from core.tools import Need, find_tool, version_of
from facts.vcs.git import Checkout
from facts.vcs.snapshot import Snapshot
from plugins.plan.plan import Plan
from plugins.plan.plan_document import document
from plugins.run.child import Ending
from plugins.run.run_selection import Scope
from profiles.release import Release


def begun(release: Release, scope: Scope, profile_file: Path, command: list[str], taken: Snapshot, place: Path) -> dict[str, Any]:
    """Return the entry of a run that is about to start."""
    return {
        "nonce": scope.nonce,
        "started": now(),
        "ended": None,
        "exit_status": None,
        "interrupted": False,
        "selection": _selection(scope),
        "command": command,
        "commit": release.commit,
        "base_commit": _base(release, Checkout(place)),
        "tree": tree(release, taken),
        "profile_digest": sha256(profile_file.read_bytes()).hexdigest(),
        "plan_digest": document(scope.plan, release.profile)["digest"],
        "suite_version": suite_version(scope.root),
        "host": _host(),
        "tools": _tools(scope.plan),
        "report_digest": None,
        "trouble": [],
    }


def ended(scope: Scope, status: int, ending: Ending, trouble: list[str]) -> dict[str, Any]:
    """Return what completes the entry."""
    return {
        "ended": now(),
        "exit_status": status,
        "interrupted": ending.interrupted,
        "trouble": trouble,
        "report_digest": sha256(scope.report.read_bytes()).hexdigest() if scope.report.is_file() else None,
    }


def tree(release: Release, taken: Snapshot) -> str:
    """Return the digest of the project's working files, less waivers and sign-offs."""
    project = release.profile.project
    return taken.digest((project.waivers, project.signoffs))


def _base(release: Release, checkout: Checkout) -> str | None:
    """Return the commit that the base tag names in this checkout, and say where it is not in the history of the release."""
    found = checkout.peel(f"refs/tags/{release.base_tag}")
    return found if found is None or checkout.is_ancestor(found, release.commit) else f"{found} on another line"


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _selection(scope: Scope) -> dict[str, Any]:
    return {
        "expression": scope.selection.expression,
        "keyword": scope.selection.keyword,
        "paths": list(scope.selection.paths),
        "checks": [check.id for check in scope.selected],
    }


def _host() -> dict[str, str]:
    system = os.uname()
    return {"name": system.nodename, "os": f"{system.sysname} {system.machine}", "python": sys.version.split()[0]}


def _tools(plan: Plan) -> dict[str, str]:
    """Return the version of every tool that the whole plan names, so that partial runs are bound to the same set."""
    names = sorted({"git", *(Need.parse(need).tool for check in plan.checks for need in check.line.needs)})
    with ThreadPoolExecutor() as pool:
        return dict(zip(names, pool.map(_version, names), strict=True))


def _version(name: str) -> str:
    path = find_tool(name)
    return version_of(Path(path)) if path else "missing"
