"""The walk over all steps, in order: a step that cannot be looked at says so and stops no other."""

from collections.abc import Callable, Sequence
from functools import partial

from core.errors import Undecided
from facts.vcs.git import Checkout
from provenance.failure_patterns import explain
from provenance.mechanics.build import build_step, provenance_step
from provenance.mechanics.clearance import clearance_faults, clearance_step, staging_step
from provenance.mechanics.context import Ground
from provenance.mechanics.publish import publish_step, release_step
from provenance.mechanics.publish_runs import publish_faults, publish_run, rehearsal_failure, rehearsals
from provenance.mechanics.rehearse import Change, change, rehearse_step
from provenance.mechanics.step import MechanicStep, attempt
from provenance.mechanics.tag import local_tag, making, push_step, tag_step
from provenance.mechanics.tap import TapState, tap_step


def walk(ground: Ground, name: str) -> MechanicStep:
    """Return a step as it stands, with the earlier ones that it waits for."""
    names = list(_STEPS)
    before = [other for other in names[: names.index(name)] if other not in ground.given.without and _has(ground, other)]
    return _look(ground, name).after([_look(ground, other) for other in before])


def _has(ground: Ground, name: str) -> bool:
    return name != "tap" or bool(ground.given.mechanics.tap.formula)


def _look(ground: Ground, name: str) -> MechanicStep:
    would, make = _STEPS[name]
    return attempt(name, would, lambda: make(ground))


def _clearance(ground: Ground) -> MechanicStep:
    return clearance_step(ground.given.verdict)


def _tag(ground: Ground) -> MechanicStep:
    given = ground.given
    tags = [local_tag(given.checkout, view.name) for view in ground.views]
    absent = [view for view, tag in zip(ground.views, tags, strict=True) if tag.kind is None]
    missing = [making(view, given.remote, given.commit, f"Release {given.tag}") for view in absent]
    return tag_step(tags, given.commit, missing)


def _push(ground: Ground) -> MechanicStep:
    return push_step(ground.views, ground.given.remote)


def _build(ground: Ground) -> MechanicStep:
    return build_step(ground.wanted, ground.origin, ground.build_run, partial(explain, ground.forge))


def _provenance(ground: Ground) -> MechanicStep:
    return provenance_step(ground.proof, clearance_faults(ground.given.verdict, ["provenance"]))


def _staging(ground: Ground) -> MechanicStep:
    return staging_step(ground.given.verdict)


def _rehearse(ground: Ground) -> MechanicStep:
    given = ground.given.mechanics.rehearsal_input
    changed = ground.given.checkout.changed(ground.given.base, ground.given.commit)
    owed = _owed(ground, changed)
    done = rehearsals(ground) if owed.reasons else []
    rerun = ground.rerun({given: "true"}) if given and owed.reasons else None
    return rehearse_step(owed, done, rerun, changed, rehearsal_failure(ground))


def _owed(ground: Ground, changed: Sequence[str]) -> Change:
    checkout, told = ground.given.checkout, ground.given.mechanics
    stamp = checkout.git("for-each-ref", "--format=%(creatordate:unix)", f"refs/tags/{ground.given.base}").text
    secrets = [secret for secret in ground.forge.secrets() if secret.name in ground.given.secrets] if ground.given.secrets else []
    return change(changed, told.machinery, secrets, float(stamp or 0))


def _tap(ground: Ground) -> MechanicStep:
    told = ground.given.mechanics.tap
    if not told.formula:
        raise Undecided(
            got="no formula in [mechanics.tap]",
            expected="the maintainer's checkout of the tap and the formula in it",
            advice="configure them in the profile, or list this check under [does_not_apply] with a reason",
        )
    tap = TapState(Checkout(ground.given.checkout.home / told.checkout), told.formula)
    return tap_step(tap, ground.checksums, ground.given.tag, ground.given.version)


def _publish(ground: Ground) -> MechanicStep:
    proven, run = not ground.proof.faults, publish_run(ground)
    faults = explain(ground.forge, run, publish_faults(ground, run)) if run else []
    return publish_step(run, faults, ground.rerun({}), ground.given.table.channels, proven=proven)


def _release(ground: Ground) -> MechanicStep:
    release = ground.forge.release(ground.given.tag)
    return release_step(release, ground.forge.asset_digests(release), ground.expected)


_STEPS: dict[str, tuple[str, Callable[[Ground], MechanicStep]]] = {
    "clearance": ("wait for the verdict of pre_release", _clearance),
    "tag": ("create the annotated tags", _tag),
    "push": ("push the tags", _push),
    "build": ("wait for the build run that the pushed tag starts", _build),
    "provenance": ("verify the build run", _provenance),
    "staging": ("verify the built artifacts", _staging),
    "rehearse": ("do a publish dry run, if one is required", _rehearse),
    "tap": ("align the tap with the build run's checksums", _tap),
    "publish": ("dispatch publishing from the verified build run", _publish),
    "release": ("check the release with its assets and notes", _release),
}
ORDER = tuple(_STEPS)
