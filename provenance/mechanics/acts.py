"""What a step does in live mode: once, only what is missing, and found again after an interruption."""

import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from core import commands
from core.errors import Undecided
from core.findings import Finding
from core.journal import Journal
from facts.github.run_artifacts import save
from facts.vcs.git import Checkout
from provenance.mechanics.build import only
from provenance.mechanics.context import Ground
from provenance.mechanics.dispatching import Waiting, dispatched, ended
from provenance.mechanics.github_release import make
from provenance.mechanics.tag import elsewhere, local_tag, making, push_faults, tag_faults
from provenance.mechanics.tap import TapState, formula_faults
from provenance.publish_only import Dispatch, Rerun, dispatch_faults, rerun_of

_PUSH = 600.0
Found = Mapping[str, int]  # the runs that a step found, by the name of their option


@dataclass(frozen=True)
class Tools:
    """What acts need beyond the ground: what was done before, how long to wait, a folder for files."""

    journal: Journal
    waiting: Waiting
    room: Path


def perform(ground: Ground, name: str, tools: Tools) -> Found:
    """Carry out one step; whether it is there and equal afterwards is for another look to say."""
    return ACTS[name](ground, tools)


def require_unpublished(once: Callable[[str, Callable[[], Any]], Any], without: Container[str]) -> None:
    """Refuse to publish unless the registries were asked in this run and nothing was found."""
    found: Mapping[str, list[Any]] = once("before-publish", _not_asked)
    kept = [entries for check, entries in found.items() if f"mechanics/test_before_publish::test_{check}" not in without]
    _require([Finding.read(entry) for entries in kept for entry in entries])


def _not_asked() -> Any:
    raise Undecided(
        got="the registries were not queried in this run",
        expected="the checks of delivery/test_before_publish.py before the publish step",
        advice="run `--until=publish`, or select those checks too; nothing was done",
    )


def _tag(ground: Ground, tools: Tools) -> Found:
    given = ground.given
    tags = [local_tag(given.checkout, view.name) for view in ground.views]
    _require(tag_faults([tag for tag in tags if tag.kind is not None], given.commit))
    _require(elsewhere([view for view in ground.views if view.remote], given.commit))
    for view, tag in zip(ground.views, tags, strict=True):
        if tag.kind is None:
            tools.journal.begin("tag", name=tag.name, commit=given.commit)
            commands.run(making(view, given.remote, given.commit, f"Release {given.tag}"), cwd=given.checkout.path, timeout=_PUSH)
            tools.journal.end("tag", name=tag.name)
    return {}


def _push(ground: Ground, tools: Tools) -> Found:
    given = ground.given
    _require(push_faults([view for view in ground.views if view.remote]))
    refs = [f"refs/tags/{view.name}" for view in ground.views if view.remote is None]
    if not refs:
        return {}  # a push that names no ref pushes whatever the user's configuration says
    tools.journal.begin("push", refs=refs, commit=given.commit)
    _git(given.checkout, "push", "--atomic", given.remote, *refs)  # all of them or none; a tag that is there is not named
    tools.journal.end("push", refs=refs)
    return {}


def _build(ground: Ground, tools: Tools) -> Found:
    given, waiting = ground.given, tools.waiting
    if given.build_run_id is None and "push" not in given.table.build_events:
        return {"build_run_id": _dispatched_build(ground, tools)}
    run_id = given.build_run_id or _started_build(ground, waiting)
    ended(ground, run_id, waiting, "build")
    return {"build_run_id": run_id}


def _started_build(ground: Ground, waiting: Waiting) -> int:
    began, file = time.monotonic(), ground.given.table.build_file.rpartition("/")[2]
    while True:
        with commands.capture():
            runs = ground.fresh().runs(file)
        late = time.monotonic() - began > waiting.appear
        if ground.wanted.over(runs) or late:
            return only(runs, ground.wanted)
        waiting.tell("build", f"waits for the run of {ground.wanted.workflow!r} that the pushed tag starts")
        time.sleep(waiting.pause)


def _dispatched_build(ground: Ground, tools: Tools) -> int:
    given = ground.given
    values = {name: value.format(tag=given.tag, version=given.version) for name, value in given.mechanics.build_inputs.items()}
    rerun = rerun_of(ground.forge, given.table.build_file, given.tag, "", values)
    if rerun.declared is None:
        _require(dispatch_faults(rerun))
    run_id = dispatched(ground, tools.journal, "build", rerun.command, tools.waiting)
    record = ended(ground, run_id, tools.waiting, "build")
    tools.journal.end("build", run=run_id, conclusion=record.run.conclusion)
    return run_id


def _rehearse(ground: Ground, tools: Tools) -> Found:
    name = ground.given.mechanics.rehearsal_input
    if not name:
        raise Undecided(
            got="no [mechanics] rehearsal_input",
            expected="the input of the publish workflow that makes it a dry run",
            advice="set it in the profile, or do the dry run manually",
        )
    return {"rehearsal_run_id": _published(ground, tools, "rehearse", ground.rerun({name: "true"}))}


def _publish(ground: Ground, tools: Tools) -> Found:
    return {"publish_run_id": _published(ground, tools, "publish", ground.rerun({}))}


def _published(ground: Ground, tools: Tools, act: str, rerun: Rerun) -> int:
    _require(dispatch_faults(rerun))
    _require(ground.proof.faults)
    command: Dispatch = rerun.command
    run_id = dispatched(ground, tools.journal, act, command, tools.waiting)
    record = ended(ground, run_id, tools.waiting, act)
    tools.journal.end(act, run=run_id, conclusion=record.run.conclusion)
    return run_id


def _tap(ground: Ground, tools: Tools) -> Found:
    given, told = ground.given, ground.given.mechanics.tap
    tap = TapState(Checkout(given.checkout.path / told.checkout), told.formula)
    if formula_faults(tap.working, ground.checksums, given.version) and told.update:
        places = {"tag": given.tag, "version": given.version, "run": str(ground.build_run_id), "tap": str(tap.checkout.path)}
        tools.journal.begin("tap-update", **places)
        words = [word.format(**places) for word in told.update]
        commands.run(words, cwd=given.checkout.path, timeout=_PUSH, env=commands.withheld())
        tools.journal.end("tap-update")
    _require(formula_faults(tap.working, ground.checksums, given.version))
    _require_only(tap)
    if tap.checkout.dirty():
        _git(tap.checkout, "commit", "-m", given.tag, "--", told.formula)
    tools.journal.begin("tap-push", commit=tap.checkout.head)
    _git(tap.checkout, "push", "origin", "HEAD")
    tools.journal.end("tap-push", commit=tap.checkout.head)
    return {}


def _require_only(tap: TapState) -> None:
    """Push nothing but the formula: other work in the tap is its maintainer's."""
    others = [path for path in tap.checkout.dirty() if path != tap.formula]
    _require([Finding("", path, got="uncommitted work in the tap", fix="commit or set it aside") for path in others])


def _release(ground: Ground, tools: Tools) -> Found:
    folder = tools.room / "release-assets"
    files = {path.name: path for path in save(ground.forge.forge, ground.build_run_id, sorted(ground.checksums), folder)}
    _require([_other(name) for name, path in files.items() if sha256(path.read_bytes()).hexdigest() != ground.checksums[name]])
    name = ground.expected.checksums
    if name:
        listed = folder / name
        listed.write_text("".join(f"{digest}  {file}\n" for file, digest in sorted(ground.checksums.items())), "utf-8")
        files[name] = listed
    make(ground.forge.forge, tools.journal, ground.expected, files)
    return {}


def _other(name: str) -> Finding:
    return Finding("", name, got="other bytes than were proven", expected="the build run's", fix="prove the build run again")


def _require(found: list[Finding]) -> None:
    if found:
        raise Undecided(
            got="; ".join(map(str, found)),
            expected="nothing that speaks against the step",
            advice="settle that first; nothing was done",
        )


def _git(checkout: Checkout, *words: str) -> None:
    commands.run(["git", *words], cwd=checkout.path, timeout=_PUSH)


ACTS: dict[str, Callable[[Ground, Tools], Found]] = {
    "tag": _tag,
    "push": _push,
    "build": _build,
    "rehearse": _rehearse,
    "tap": _tap,
    "publish": _publish,
    "release": _release,
}
