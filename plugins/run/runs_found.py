"""The runbook's checklist for a resume, beyond the checkout: the tag on the remote, and the newest runs of the release."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from core.errors import Fault
from facts.github.gh_api import Forge, forge_of
from facts.github.runs import Run, outcome, read, runs_of
from facts.vcs.git import Checkout
from profiles.release import Release


def look(release: Release, checkout: Checkout) -> dict[str, Any]:
    """Return what is on the remote and on GitHub, whatever ids were given; a reason where it could not be determined."""
    return {
        "remote_tag": _said(lambda: _remote_tag(release, checkout)),
        "build_run": _said(lambda: _build(release)),
        "publish_run": _said(lambda: _publish(release)),
    }


def _said(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Fault as fault:
        return f"could not be determined: {fault}"


def _remote_tag(release: Release, checkout: Checkout) -> str | None:
    """Return the commit that the tag points at on the remote, None where it is not there."""
    ref = f"refs/tags/{release.tag}"
    lines = checkout.ls_remote(release.profile.project.remote, ref, f"{ref}^{{}}").text.splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    return found.get(f"{ref}^{{}}") or found.get(ref)


def _build(release: Release) -> dict[str, Any] | None:
    """Return the newest run of the build workflow for the tag."""
    found = _runs(release, release.profile.provenance.build_file, f"&branch={quote(release.tag, safe='')}")
    return _entry([run for run in found if run.head_branch == release.tag])


def _publish(release: Release) -> dict[str, Any] | None:
    """Return the newest run of the publish workflow since the build began: it runs on a branch, which names no release."""
    built = _build(release)
    if built is None:
        return None
    began = built["created_at"]
    found = _runs(release, release.profile.provenance.publish_file, f"&created={quote(f'>={began}', safe='')}")
    return _entry([run for run in found if run.created_at >= began])


def _runs(release: Release, file: str, chosen: str) -> list[Run]:
    """Ask for the runs that the host selects: the newest hundred of a busy workflow may be of other branches alone."""
    found = runs_of(_forge(release), PurePosixPath(file).name, f"per_page=100{chosen}")
    return [read(item, Run) for item in found]


def _forge(release: Release) -> Forge:
    table = release.profile.forge
    return forge_of(table.host, table.repository, table.none, release.project)


def _entry(runs: list[Run]) -> dict[str, Any] | None:
    if not runs:
        return None
    run = max(runs, key=lambda one: one.id)
    return {"id": run.id, "outcome": outcome(run), "url": run.html_url, "created_at": run.created_at}
