"""The images that a job joins under one name are those that the jobs before it pushed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.artifacts import names, same
from gates.tooling.rule_context import Context

_TAGGED = ("-t", "--tag")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  image:
    strategy: {{matrix: {{arch: [amd64, arm64]}}}}
    runs-on: ubuntu-24.04
    steps: [{{run: 'docker buildx build --push -t "ghcr.io/o/demo:1-${{{{ matrix.arch }}}}" .'}}]
  join:
    needs: image
    runs-on: ubuntu-24.04
    steps: [{{run: docker buildx imagetools create -t ghcr.io/o/demo:1 ghcr.io/o/demo:1-{0} ghcr.io/o/demo:1-arm64}}]
"""

RULE = Rule(
    id="manifest-list-images-were-pushed",
    title="Every image listed in a multi-platform manifest was pushed under that name.",
    why="Joining fails for a name that was never pushed, after the images of the single platforms are public.",
    fix="use the names under which the images are pushed",
    reference="Docker: `docker buildx imagetools create`, `docker manifest create`",
    bad={".github/workflows/release.yml": _JOBS.format("x86_64")},
    good={".github/workflows/release.yml": _JOBS.format("amd64")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each join of a name that no job of the run pushes, although they push others of the same image."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        pushed = {name for job in run.jobs for effect in job.irreversible if not _joined(effect) for name in _pushed(job, effect)}
        for job in run.jobs if pushed else ():
            for effect in job.irreversible:
                for wanted in _joined(effect) if effect.at not in seen else ():
                    alike = {name for name in pushed if name.rpartition(":")[0] == wanted.rpartition(":")[0]}
                    unsure = any("*" in name or "steps." in name or "needs." in name for name in (*pushed, wanted))
                    if alike and not unsure and not any(same(name, wanted) for name in alike):
                        seen.add(effect.at)
                        got = f"job {job.id} joins {wanted}, which no job pushes"
                        yield Finding(RULE.id, effect.file, effect.line, got, f"one of {', '.join(sorted(alike))}", RULE.fix)
                        break


def _joined(effect: Effect) -> tuple[str, ...]:
    """Return the images, written with a tag, that a command joins under another name."""
    command = effect.command
    if command is None or not command.runs("docker", "buildx", "imagetools", "create"):
        return ()
    texts = [word.text for word in command.words][3:]
    sources = [
        text
        for text, flag in zip(texts, ["", *texts], strict=False)
        if not text.startswith("-") and flag not in ("-t", "--tag", "-f", "--file", "--annotation")
    ]
    return tuple(_spelled(each) for each in sources if re.search(r":[^/@]+$", each) and "@" not in each)


def _pushed(job: JobRun, effect: Effect) -> Iterator[str]:
    """Yield the names under which an image is pushed, one for each row of the matrix."""
    command = effect.command
    if effect.what != "a container registry":
        return
    if command is None:
        given = [line.strip() for line in re.split(r"[\n,]", effect.step.input("tags")) if line.strip()]
    else:
        texts = [word.text for word in command.words]
        given = [after for text, after in itertools.pairwise(texts) if text in _TAGGED]
        given += command.arguments[-1:] if "push" in command.arguments[:2] else ()
    for each in given:
        yield from (_spelled(name) for name in names(_spelled(each), job.job))


def _spelled(text: str) -> str:
    """Return a name in one spelling of the contexts that a run has."""
    text = re.sub(
        r"\$\{\{\s*github\.(ref_name|sha|repository|repository_owner)\s*\}\}", lambda found: f"$GITHUB_{found[1].upper()}", text
    )
    return re.sub(r"\$\{(\w+)\}", r"$\1", text)
