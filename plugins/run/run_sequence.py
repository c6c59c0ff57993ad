"""One run from end to end: write down that it begins, let the child work, judge, write evidence, show the verdict."""

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.credentials import home
from core.errors import Refused
from core.redaction import Redactor
from core.terminal import say
from facts.vcs import snapshot
from facts.vcs.git import Checkout
from facts.vcs.snapshot import Snapshot
from plugins.blockers import filing
from plugins.cli.command_line import kept
from plugins.cli.inputs import profile_path
from plugins.cli.outputs import Outputs
from plugins.plan import discovered
from plugins.plan.plan import Check
from plugins.report import release_walk, rendering, screen
from plugins.report.screen import Terminal
from plugins.run import release_gate, run_config, run_entry, run_integrity, runs_found
from plugins.run.child import Ending, wait_for
from plugins.run.run_selection import Scope
from plugins.verdict import evidence_file, resume, waivers
from plugins.verdict.evidence import Evidence
from plugins.verdict.evidence_file import lock
from plugins.verdict.evidence_merge import ImportedEvidence
from plugins.verdict.judge import judge
from plugins.verdict.records import Records
from profiles.release import Release

_DEADLINE = 6 * 3600.0  # seconds


def environment() -> Mapping[str, str]:
    """Return the launcher's environment."""
    return os.environ


def run(release: Release, options: Namespace, words: Sequence[str], root: Path, here: Path) -> int:
    """Verify the release; return the exit status of `surface.md`."""
    scope = Scope.of(release, options, root, here)
    if not scope.selected:
        say(
            "nothing selected: no check of the plan matches -m, -k and the paths; after adding a check or rule run python -m plugins.plan.update_plan",
            sys.stderr,
        )
        return 5
    evidence = Evidence.path_of(release)
    outputs = Outputs.of(options, release.project, evidence, here)
    with lock(evidence):
        outputs.clear()
        return _locked(release, options, words, scope, outputs)


def _locked(release: Release, options: Namespace, words: Sequence[str], scope: Scope, outputs: Outputs) -> int:
    place = scope.workspace / "project"
    taken, scope = _read(release, scope, place)
    evidence, entry, other = _begin(release, options, words, scope, taken, place)
    kept = resume.carried(evidence, scope, entry) if options.resume else []
    say(screen.first_line(evidence.document))
    _hand_over(release, scope, evidence, {record["id"] for record in kept}, place)
    discovered.hand_over(release, scope.workspace)
    # Only now: what a run selected and did not report is void, and a run that is killed before it could start anything has no entry.
    evidence.save()
    ending = wait_for(scope.arguments(words, options), scope.here, scope.folder, _DEADLINE)
    status = _judge(release, scope, evidence, ending, kept, other, run_integrity.unseen(taken))
    filing.settle(evidence, release, options, scope)
    if any(check.stage == "mechanics" for check in scope.selected):
        found = release_walk.judged(release_walk.states(release), evidence.document["verdict"]["stages"])
        evidence.document["next"] = release_walk.following(found)
        evidence.save()
        say("\n".join(release_walk.lines(found)))
    shown = screen.last_screen(
        evidence.document, evidence.run(scope.nonce), Terminal.here(getattr(options, "quiet", 0) > 0), evidence.path
    )
    say(shown, styled=True)
    rendering.render(evidence, outputs, scope.root)
    return status


def _read(release: Release, scope: Scope, place: Path) -> tuple[Snapshot, Scope]:
    """Read the project once, into a snapshot; waivers are those of the commit."""
    try:
        scope.workspace.mkdir(parents=True)
        place.mkdir()
    except OSError as fault:
        raise evidence_file.unwritable(scope.workspace, fault) from fault
    try:
        taken = snapshot.take(release.project, place, [f"refs/tags/{tag}" for tag in (release.base_tag, release.tag)])
        _refuse_another(taken, release)
        path = release.profile.project.waivers
        if path in taken.dirty():
            say(f"{path} differs from the commit: waivers count only as committed", sys.stderr)
        return taken, replace(scope, waivers=waivers.read(Checkout(place).committed(path), path))
    except BaseException:
        shutil.rmtree(scope.workspace, ignore_errors=True)
        raise


def _refuse_another(taken: Snapshot, release: Release) -> None:
    if taken.commit != release.commit:
        raise Refused(
            got=f"HEAD at {taken.commit[:12]}, which was {release.commit[:12]} a moment ago",
            expected="a checkout that does not change meanwhile",
            advice="run the command again while nothing changes the checkout",
        )


def _begin(
    release: Release, options: Namespace, words: Sequence[str], scope: Scope, taken: Snapshot, place: Path
) -> tuple[Evidence, dict[str, Any], ImportedEvidence | None]:
    """Open the evidence and add the run that begins."""
    profile_file = release.profile_file or profile_path(options, release.project, scope.root, scope.here)
    profile_file = profile_file or release.evidence_dir / discovered.FILE
    redactor = Redactor.from_environment(os.environ, release.profile.project.secrets, home(), release.project)
    entry = run_entry.begun(release, scope, profile_file, redactor.tree(kept(words, options)), taken, place)
    evidence = Evidence.open(release, scope.plan, fresh=options.fresh)
    other = ImportedEvidence.load(options.import_file, scope.here, entry, evidence)
    _make_folder(scope, profile_file)
    resume.recover(evidence, release, scope.plan, entry)
    checkout = Checkout(place)
    dirty = checkout.dirty([release.evidence_dir])
    if options.resume:
        evidence.note_resume(release, entry, _state(checkout, dirty, release, evidence, scope))
    evidence.begin(entry, {"dirty": bool(dirty), **_branch(checkout, release.profile.project.remote)})
    return evidence, entry, other


def _make_folder(scope: Scope, profile_file: Path) -> None:
    """Make the run's own folder, with a copy of the profile for the child."""
    try:
        scope.folder.mkdir(parents=True)
        shutil.copyfile(profile_file, scope.folder / "profile.toml")
    except OSError as fault:
        raise evidence_file.unwritable(scope.folder, fault) from fault


def _branch(checkout: Checkout, remote: str) -> dict[str, Any]:
    """Return the branch, and how far it is ahead of and behind the remote's as this checkout last saw it."""
    branch = checkout.branch
    tracked = f"refs/remotes/{remote}/{branch}"
    if branch is None or checkout.peel(tracked) is None:
        return {"branch": branch, "ahead": None, "behind": None}
    ahead, behind = checkout.ahead_behind(tracked)
    return {"branch": branch, "ahead": ahead, "behind": behind}


def _state(checkout: Checkout, dirty: tuple[str, ...], release: Release, evidence: Evidence, scope: Scope) -> dict[str, Any]:
    """Return the runbook's checklist for a resume: git, the tag, the runs and the blockers, looked at again."""
    asks = any(not check.line.static for check in scope.selected)  # checks of files alone go on without a network
    return {
        "head": checkout.head,
        "branch": checkout.branch,
        "dirty": list(dirty),
        "tag": checkout.peel(f"refs/tags/{release.tag}"),
        "build_run_id": release.build_run_id,
        "publish_run_id": release.publish_run_id,
        "blockers": [entry["title"] for entry in evidence.document["blockers"]],
        **(runs_found.look(release, Checkout(release.project)) if asks else {}),
    }


def _hand_over(release: Release, scope: Scope, evidence: Evidence, carried: set[str], place: Path) -> None:
    run_config.write(
        run_config.RunConfig(
            nonce=scope.nonce,
            folder=scope.folder,
            launcher=os.getpid(),
            root=scope.root,
            release=release,
            plan=scope.plan,
            selected=frozenset(check.nodeid for check in scope.selected),
            carried=frozenset(check.nodeid for check in scope.selected if check.id in carried),
            workspace=scope.workspace,
            snapshot=place,
            clearance=release_gate.state(evidence.document, release, scope),
            durations=evidence.durations(scope.plan),
            derived=scope.derived,
        )
    )


def _judge(
    release: Release,
    scope: Scope,
    evidence: Evidence,
    ending: Ending,
    kept: list[dict[str, Any]],
    other: ImportedEvidence | None,
    unseen: list[str],
) -> int:
    """Judge every selected check, write the evidence, return the exit status."""
    records = Records.read(scope.records, scope.nonce)
    entry = evidence.run(scope.nonce)
    trouble = [*run_integrity.trouble(ending, records, scope), *unseen]
    excuse = run_integrity.excuse(release, entry)
    done = {record["id"] for record in kept}
    judged = [judge(check, scope.plan, records, excuse) for check in scope.selected if check.id not in done]
    judged = other.adopt(evidence, scope.nonce, judged) if other else judged
    records_now, day = [*kept, *judged], datetime.fromisoformat(entry["started"]).date()
    trouble += waivers.apply(records_now, scope.waivers, str(release.target), day, {check.id for check in scope.plan.checks})
    evidence.add(records_now)
    status = _status(evidence, scope.selected, ending, trouble)
    evidence.end(scope.nonce, run_entry.ended(scope, status, ending, trouble))
    return status


def _status(evidence: Evidence, selected: tuple[Check, ...], ending: Ending, trouble: list[str]) -> int:
    """Return the run's exit status: over the selected official checks."""
    if ending.interrupted:
        return 2
    records = [evidence.record(check.id) for check in selected if check.tier == "official"]
    if any(record["outcome"] == "failed" and record["waiver"] is None for record in records):
        return 1
    proven = all(record["outcome"] in ("passed", "failed") for record in records)
    return 0 if proven and not trouble else 101
