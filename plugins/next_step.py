"""What a maintainer does next, as the command that does it."""

import shlex
from collections.abc import Mapping
from typing import Any

from facts.machines import covers, here
from plugins.story import Story

# What comes after a stage that is clear, in the order in which a release is made.
_AFTER = {
    "pre_release": ("mechanics", "look at the mechanical steps"),
    "mechanics": ("provenance", "when the build run has ended, look where its artifacts come from"),
    "provenance": ("staging", "hold the built artifacts against the delivery contract"),
    "staging": ("mechanics", "look at the publishing steps"),
    "delivery": (None, "nothing is left to do: users have the release"),
}
_TYPED = 4
_NEEDS = {"provenance": " --build-run-id=N", "staging": " --build-run-id=N"}


def next_step(story: Story, run: Mapping[str, Any]) -> list[str]:
    """Return the lines that say what to do now: a sentence, and a command where there is one."""
    if run["interrupted"] or run["ended"] is None:
        return ["the run was interrupted; run it again:", _again(story, run)]
    troubles = story.troubles
    if any(trouble.kind == "regression" for trouble in troubles):
        return ["fix what is blocked, then check just that again:", _command(story, run, _words(story, "regression"))]
    if machines := _elsewhere(story):
        asked = " and ".join(machines)
        return [f"run the same command on {asked}, then here with an --import=FILE for each:", _again(story, run)]
    if any(trouble.kind == "environment" for trouble in troubles):
        return ["provide what is missing (--doctor lists it), then:", _command(story, run, _words(story, "environment"))]
    if troubles:
        return ["find out what could not be carried out, then:", _command(story, run, _words(story, "incomplete"))]
    return _after(story, run)


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
        said = "run the whole stage:" if rest else "see what is still missing above, then run the stage again:"
        return [said, _command(story, run, [], expression=whole)]
    if story.is_sample:
        return ["the sample is verified; for a release of your own, name the checkout:",
                "pytest --release-target vX.Y.Z --base-tag vX.Y.Z --project=DIR -m pre_release"]
    following, sentence = _AFTER[story.touched[-1]]
    return [sentence + (":" if following else ""), *([_command(story, run, [], expression=following)] if following else [])]


def _words(story: Story, kind: str) -> list[str]:
    """Return what -k has to name; so many words that nobody would type them are better run as a whole."""
    words = list(dict.fromkeys(trouble.word for trouble in story.troubles if trouble.kind == kind))
    return words if len(words) <= _TYPED else []


def _again(story: Story, run: Mapping[str, Any]) -> str:
    selection = run["selection"]
    return _command(story, run, [selection["keyword"]] if selection["keyword"] else [], expression=selection["expression"])


def _command(story: Story, run: Mapping[str, Any], words: list[str], expression: str | None = None) -> str:
    release = story.release
    stages = expression if expression is not None else _stages(story, run)
    line = ["pytest", "--release-target", release["target"], "--base-tag", release["base"]]
    line += [] if story.is_sample else [f"--project={release['project']}"]
    line += [f"--profile={release['profile']}"] if release["profile"] != "release-profile.toml" else []
    line += ["-m", stages] if stages else []
    line += ["-k", " or ".join(words)] if words else []
    return shlex.join(line) + _NEEDS.get(stages, "")


def _stages(story: Story, run: Mapping[str, Any]) -> str:
    asked = {check.split("/")[0] for check in run["selection"]["checks"]}
    return " or ".join(stage for stage in story.touched if stage in asked)
