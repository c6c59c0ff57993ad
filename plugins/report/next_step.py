"""What a maintainer does next, as the command that does it."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from plugins.cli.command_line import command
from plugins.cli.options import STAGES, STEPS
from plugins.report.report_model import Story, Trouble
from profiles.release import release_options
from profiles.schema.machines import covers, here

# What comes after a stage that is clear, in the order in which a release is made.
_AFTER = {
    "pre_release": ("mechanics", "check the release steps"),
    "mechanics": ("provenance", "when the build run has ended, verify where its artifacts come from"),
    "provenance": ("staging", "verify the built artifacts"),
    "staging": ("mechanics", "check the publishing steps"),
    "delivery": (None, "release complete, nothing left to do"),
}
_TYPED = 4
_NEEDS = {"provenance": " --build-run-id=N", "staging": " --build-run-id=N"}
_SAID = {
    "regression": "fix the findings, then run again:",
    "environment": "install or provide what is missing (--doctor lists it), then run:",
    "incomplete": "resolve the errors above, then re-run:",
}


def next_step(story: Story, run: Mapping[str, Any]) -> list[str]:
    """Return the lines that say what to do now: a sentence, and a command where there is one."""
    if run["interrupted"] or run["ended"] is None:
        return ["the run was interrupted; to continue:", _command(story, run, [*_selection(run), "--resume"])]
    if is_walk(run):
        return _in_walk(story, run)
    step, asked = story.document.get("next"), run["selection"]["checks"]
    failed = any(trouble.kind == "regression" and set(trouble.checks) & set(asked) for trouble in story.troubles)
    if step and not failed and not step["waits_for"] and all(check.startswith("mechanics/") for check in asked):
        return _step(story, run, step)
    machines = _elsewhere(story)
    for kind, sentence in _SAID.items():
        troubles = [trouble for trouble in story.troubles if trouble.kind == kind]
        if troubles and machines and kind != "regression":
            asked = " and ".join(machines)
            return [
                f"run the same command on {asked}, then here with --import=FILE for each of them:",
                _command(story, run, _selection(run)),
            ]
        if troubles:
            select = _just(story, run, troubles)
            if kind == "regression" and select != _selection(run):
                sentence = "fix the findings, then run only these checks again:"
            return [sentence, _command(story, run, select)]
    return _after(story, run)


def is_walk(run: Mapping[str, Any]) -> bool:
    """Return whether the run is a part of a walk with --until, which goes on by itself."""
    return any(str(word).partition("=")[0] == "--until" for word in run.get("command") or ())


def _in_walk(story: Story, run: Mapping[str, Any]) -> list[str]:
    if story.state == "clear" and story.document.get("next", story) is None:
        return [_done(story)]
    again = "run the same command again, what is done is not done twice:"
    if story.troubles:
        return [f"fix what is named above, then {again}", _command(story, run, ())]
    return [f"--until goes on by itself; if it was interrupted, {again}", _command(story, run, ())]


def _done(story: Story) -> str:
    """Say that nothing is left to do; what users get has been looked at too, or is to be."""
    if story.document["verdict"]["stages"].get("delivery") == "clear":
        return "every step of the release is done and users have it, nothing left to do"
    return "every step of the release is done; check what users get with -m delivery"


def _step(story: Story, run: Mapping[str, Any], step: Mapping[str, Any]) -> list[str]:
    """Return how to do a step; one that is a verdict on a stage is done by running that stage."""
    name = step["step"]
    if name in STEPS:
        live = f"--mode=live --agent=MODEL@HOST --perform={name} --until={name}"
        sentence = f"the next step is {name}: {step['why']}; do it manually, or with {live} in place of -m:"
        return [sentence, *(shlex.join(argv) for argv in step["argv"])]
    stage = name if name in STAGES else "pre_release"  # clearance rests on it
    return [f"the next step is {name}: {step['why']}; run:", _following(story, run, stage)]


def _elsewhere(story: Story) -> list[str]:
    """Return the machines whose evidence is all that is missing; nothing if something else is missing too."""
    unmet = [story.plan["details"][found.check] for trouble in story.troubles for found in trouble.findings]
    names = [detail.get("machine", "") for detail in unmet if not covers(detail.get("machine", ""), here())]
    return list(dict.fromkeys(names)) if len(names) == len(unmet) else []


def _after(story: Story, run: Mapping[str, Any]) -> list[str]:
    if story.state != "clear":
        whole = " or ".join(story.touched)
        asked = set(run["selection"]["checks"])
        rest = any(check not in asked for stage in story.touched for check in story.plan["checks"].get(stage, []))
        said = "run the whole stage:" if rest else "see above what is still missing, then run the stage again:"
        return [said, _command(story, run, ["-m", whole])]
    if story.is_sample:
        return [
            "the sample is verified; for a release of your own, pass its checkout:",
            "pytest --release-target vX.Y.Z --base-tag vX.Y.Z --project=DIR -m pre_release",
        ]
    if "next" in story.document and story.document["next"] is None:
        return [_done(story)]
    own = [stage for stage in story.touched if any(check.startswith(f"{stage}/") for check in run["selection"]["checks"])]
    following, sentence = _AFTER[(own or story.touched)[-1]]
    return [sentence + (":" if following else ""), *([_following(story, run, following)] if following else [])]


def _following(story: Story, run: Mapping[str, Any], stage: str) -> str:
    typed = _command(story, run, ["-m", stage], alone=stage == "mechanics")
    # A walk finds the build run by itself.
    return typed + ("" if "--build-run-id" in typed or "--until" in typed else _NEEDS.get(stage, ""))


def _just(story: Story, run: Mapping[str, Any], troubles: Sequence[Trouble]) -> list[str]:
    """Return what selects the troubles' checks: inside the run's own selection, where all of them were selected by it."""
    checks = [check for trouble in troubles for check in trouble.checks]
    words = _words(story, troubles)
    if set(checks) <= set(run["selection"]["checks"]):
        return _selection(run, words)
    stages = " or ".join(dict.fromkeys(check.split("/")[0] for check in checks))
    return ["-m", stages, *(["-k", words] if words else [])]


def _words(story: Story, troubles: Sequence[Trouble]) -> str:
    """Return what -k has to name; so many words that nobody would type them are better run as a whole."""
    words = {trouble.word: all(story.where(check) == trouble.word for check in trouble.checks) for trouble in troubles}
    return " or ".join(words) if len(words) <= _TYPED and all(words.values()) else ""


def _selection(run: Mapping[str, Any], words: str = "") -> list[str]:
    """Return the run's own selection, narrowed to some words."""
    selected = run["selection"]
    typed = selected["keyword"]
    both = f"({typed}) and ({words})" if typed and words and typed != words else typed or words
    marked = ["-m", selected["expression"]] if selected["expression"] else []
    return [*marked, *(["-k", both] if both else []), *selected["paths"]]


def _command(story: Story, run: Mapping[str, Any], select: Sequence[str], alone: bool = False) -> str:
    release = story.release
    line = release_options(release["target"], release["base"])
    line += [] if story.is_sample else [f"--project={release['project']}"]
    line += [f"--profile={release['profile']}"] if release["profile"] != "release-profile.toml" else []
    return command(run, line, select, alone)
