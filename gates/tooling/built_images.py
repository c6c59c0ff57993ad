"""The images that a job builds: from which Dockerfile and context, for which platforms, with which arguments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun
from facts.workflows.artifacts import expand


@dataclass(frozen=True, slots=True)
class Image:
    """`context` is None where the builder clones the commit itself; paths are those of the checkout."""

    effect: Effect
    file: str
    context: str | None
    target: str
    arguments: frozenset[str]
    processors: frozenset[str]  # those that one build has at once, where there are several


def images(job: JobRun) -> Iterator[Image]:
    """Yield the images whose Dockerfile is known."""
    seen: set[tuple[str, int]] = set()
    for effect in job.effects:
        found = _of_action(job, effect) if effect.command is None else _of_command(job, effect)
        if found is not None and (effect.file, effect.line) not in seen:
            seen.add((effect.file, effect.line))
            yield found


def _of_action(job: JobRun, effect: Effect) -> Image | None:
    step = effect.step
    if step.action != "docker/build-push-action":
        return None
    given = step.input("context").strip()
    context = None if not given else posixpath.normpath(given)
    file = step.input("file").strip() or posixpath.join(given or ".", "Dockerfile")
    names = [line.partition("=")[0].strip() for line in step.input("build-args").splitlines()]
    return _image(job, effect, file, context, step.input("target"), names, step.input("platforms"))


def _of_command(job: JobRun, effect: Effect) -> Image | None:
    command = effect.command
    if command is None or command.tool not in ("docker", "podman", "nerdctl") or not {"build"} & set(command.arguments[:2]):
        return None
    context = posixpath.join(effect.folder, command.arguments[-1])
    file = command.value("-f", "--file")
    texts = [word.text for word in command.words]
    names = [after.partition("=")[0] for text, after in zip(texts, [*texts[1:], ""], strict=True) if text == "--build-arg"]
    names += [text.split("=", 2)[1] for text in texts if text.startswith("--build-arg=")]
    place = posixpath.join(effect.folder, file) if file else posixpath.join(context, "Dockerfile")
    return _image(
        job, effect, place, posixpath.normpath(context), command.value("--target") or "", names, command.value("--platform") or ""
    )


def _image(
    job: JobRun, effect: Effect, file: str, context: str | None, target: str, names: list[str], platforms: str
) -> Image | None:
    label = posixpath.normpath(file)
    if "$" in label or "://" in label or label.startswith(("..", "/")) or (context and ("$" in context or "://" in context)):
        return None
    rows = job.job.matrix.rows or ({},)
    at_once = [frozenset(part.split("/")[1] for part in re.findall(r"linux/\w+", expand(platforms, row))) for row in rows]
    several = next((each for each in at_once if len(each) > 1), frozenset[str]())
    return Image(effect, label, context, target, frozenset(names), several)
