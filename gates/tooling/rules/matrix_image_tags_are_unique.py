"""Rows of a matrix push images of different names, or without a name and joined afterwards."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, runs
from facts.runs.steps import ran
from facts.workflows.matrix_rows import runs_in
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_NAMES_FILES = ("docker/metadata-action", "crazy-max/ghaction-docker-meta")
_OF_THE_RUN = re.compile(r"\$\{?GITHUB_(?:REF|REF_NAME|SHA|REPOSITORY|REPOSITORY_OWNER|ACTOR|RUN_ID|RUN_NUMBER)\b")
_ROW = re.compile(r"\b(?:matrix|strategy|runner)\.|RUNNER_(?:OS|ARCH)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{?(?:env:)?([A-Za-z_]\w*)")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_SWITCHES = ("--bare", "-B", "--base-import-paths", "-P", "--preserve-import-paths")  # of ko, without a value
_TAGGED = ("-t", "--tag", "--tags", "--destination")

# Commands whose answer about one commit is the same on every runner.
_READS_ALIKE = frozenset(
    {
        "[",
        "[[",
        "awk",
        "basename",
        "cat",
        "cut",
        "echo",
        "git",
        "grep",
        "head",
        "jq",
        "printf",
        "sed",
        "set",
        "tail",
        "test",
        "tr",
        "true",
    }
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  image:
    strategy: {{matrix: {{arch: [amd64, arm64]}}}}
    runs-on: ubuntu-24.04
    steps:
      - run: docker buildx build --push --platform "linux/${{{{ matrix.arch }}}}" -t "{0}" .
"""

RULE = Rule(
    id="matrix-image-tags-are-unique",
    title="Matrix jobs push container images under different names.",
    why="An image tag points to whatever was pushed last: users of the other platforms get an image that they cannot run.",
    fix="give each matrix job its own tag and join the images in one job, or build all platforms in one job",
    reference="Docker: multi-platform images, `docker buildx imagetools create`",
    bad={".github/workflows/release.yml": _JOBS.format("ghcr.io/o/demo:$GITHUB_REF_NAME")},
    good={".github/workflows/release.yml": _JOBS.format("ghcr.io/o/demo:$GITHUB_REF_NAME-${{ matrix.arch }}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each image that more than one row pushes under one name."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            rows = () if job.job.matrix.computed or not job.job.matrix.present else job.job.matrix.rows
            if len(rows) < 2 or (job.job.condition is not None and "matrix." in job.job.condition.text):
                continue
            for effect in job.irreversible:
                if effect.what != "a container registry" or effect.at in seen:
                    continue
                reached = [row for row in rows if runs_in(effect.step.condition, row)]
                asks = any(_ROW.search(word) for guard in effect.guards for word in guard.words)
                name = next((one for one in _names(effect) if _is_same(job, effect, one)), "")
                if name and len(reached) > 1 and not asks:
                    seen.add(effect.at)
                    got = f"each matrix job of {job.id} pushes an image named {name}"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a different tag for each matrix job", RULE.fix)


def _names(effect: Effect) -> Iterator[str]:
    """Yield the names under which an image is pushed; none where it is pushed by its digest."""
    command = effect.command
    if command is None:
        if "push-by-digest" not in effect.step.input("outputs"):
            yield from (line.strip() for line in re.split(r"[\n,]", effect.step.input("tags")) if line.strip())
        return
    if "push-by-digest" in effect.text or command.tool in ("oras", "skopeo") or "imagetools" in command.arguments:
        return
    texts = [word.text for word in command.words]
    if command.tool == "ko":  # its repository is a variable, and what is built is part of the name
        values = {text for before, text in itertools.pairwise(texts) if before.startswith("-") and before not in _SWITCHES}
        built = "/".join(word for word in command.arguments if word != "build" and word not in values)
        yield from (f"$KO_DOCKER_REPO/{built}:{tag}" for tag in [command.value("--tags", "-t")] if tag)
        return
    if command.arguments[:1] == ("push",) or command.arguments[:2] in (("image", "push"), ("manifest", "push")):
        yield from command.arguments[-1:]
    yield from (after for text, after in itertools.pairwise(texts) if text in _TAGGED)
    yield from (text.partition("=")[2] for text in texts if text.partition("=")[0] in _TAGGED and "=" in text)


def _is_same(job: JobRun, effect: Effect, name: str) -> bool:
    """Whether a name is the same in every row: all that it is made of is of the run, or written out."""
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    if ":" not in name.rsplit("/", 1)[-1] and not name.startswith("$"):
        return False  # no tag is written: what stands there is not understood
    for inner in _EXPRESSION.findall(name):
        if not _is_of_the_run(job, inner, env):
            return False
    for found in _VARIABLE.finditer(_EXPRESSION.sub("", name)):
        given = env.get(found[1])
        if given is not None and (
            _ROW.search(given) or not all(_is_of_the_run(job, one, env) for one in _EXPRESSION.findall(given))
        ):
            return False
        if given is None and not _OF_THE_RUN.match(found[0]):
            return False
    return True


def _is_of_the_run(job: JobRun, text: str, env: dict[str, str]) -> bool:
    """Whether an expression is worth the same in every row."""
    if _ROW.search(text):
        return False
    for name in re.findall(r"\bsteps\.([\w-]+)\.outputs", text):
        step = next((each for each in job.steps if each.id == name), None)
        if step is not None and step.run is not None and _computes_of_the_run(job, step):
            continue
        said = "" if step is None else " ".join(step.input(key) for key in step.with_.entries)
        if step is None or step.action not in _NAMES_FILES or _ROW.search(said) or "$" in _EXPRESSION.sub("", said):
            return False
        if not all(_is_of_the_run(job, one, env) for one in _EXPRESSION.findall(said)):
            return False
    return not any(_ROW.search(env.get(name, "matrix.")) for name in re.findall(r"\benv\.(\w+)", text))


def _computes_of_the_run(job: JobRun, step: WorkflowStep) -> bool:
    """Whether a step computes its outputs from the reference and the checkout alone: nothing that it runs or reads differs by row."""
    env = {**job.workflow.env, **job.job.env, **step.env}
    text = step.run.text if step.run is not None else ""
    read = [env[name] for name in re.findall(r"\$\{?(\w+)", text) if name in env]
    commands = ran(job.machinery, job.workflow, job.job, step)
    plain = all(each.command.tool in _READS_ALIKE for each in commands)
    return plain and not any(_ROW.search(each) or "RUNNER_" in each for each in (text, *read))
