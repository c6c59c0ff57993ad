"""The way of what is published: which jobs make it, which event starts them, and whose token they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from core.errors import Undecided
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.runs.worlds import World
from facts.workflows.expressions import Literal, below, parse
from facts.workflows.filters import selects
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.values import Value
from facts.workflows.workflow import Workflow
from facts.workflows.yaml_positions import Scalar

# Events by which somebody without write access starts a run that holds the project's secrets or token.
OPEN_EVENTS = frozenset(
    {
        "discussion", "discussion_comment", "fork", "issue_comment", "issues", "pull_request_review", "pull_request_review_comment",
        "pull_request_target", "watch",
    }
)  # fmt: skip
_ASKS_STATUS = re.compile(r"\b(always|failure|cancelled)\s*\(", re.I)
_DEFAULT_TOKEN = re.compile(r"github\.token|secrets\.GITHUB_TOKEN|secrets\['GITHUB_TOKEN'\]")
_READ = re.compile(r"\bneeds\.([\w-]+)\.outputs\.([\w-]+)")
_OF_A_STEP = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.[\w-]+\s*\}\}")
_TAG_INPUT = re.compile(r"(^|[-_])(tag|ref)($|[-_])|tag$", re.I)
_OF_REGISTRY = re.compile(r"dist[-_ ]?tag|npm[-_ ]tag|docker|image|container", re.I)
_MAKES = frozenset({"publish", "release", "assets", "finalize", "draft", "build", "upload"})


def on_the_way(machinery: Machinery) -> tuple[tuple[Run, JobRun], ...]:
    """Return every job of a release, with its run: those that publish, those before them, and those that build for them."""
    stops = {(stop.workflow.file, stop.job.id) for stop in release_path(machinery)}
    return tuple((run, job) for run in runs(machinery) for job in run.jobs if (job.workflow.file, job.job.id) in stops)


def makers(machinery: Machinery) -> tuple[tuple[Run, JobRun], ...]:
    """Return the jobs of a release that build or publish something themselves."""
    return tuple((run, job) for run, job in on_the_way(machinery) if any(each.kind in _MAKES for each in job.effects))


def in_releases(machinery: Machinery) -> tuple[tuple[Run, JobRun], ...]:
    """Return every job of each run that publishes, those after it included: they bring a formula or a page up to date."""
    on = [(run, job) for run in runs(machinery) if any(each.irreversible for each in run.jobs) for job in run.jobs]
    known = {(id(run), job.id) for run, job in on}
    return (*on, *((run, job) for run, job in on_the_way(machinery) if (id(run), job.id) not in known))


def publishing(machinery: Machinery) -> Iterator[tuple[Run, JobRun, Effect]]:
    """Yield every irreversible effect with its job and run."""
    for run in runs(machinery):
        for job in run.jobs:
            for effect in job.irreversible:
                yield run, job, effect


def patterns(workflow: Workflow, event: str, key: str) -> tuple[str, ...]:
    """Return the filters of an event: `tags`, `branches`, `types`, `workflows`."""
    listed = workflow.triggers.mapping(event).listing(key)
    return tuple(each.text for each in listed if isinstance(each, Scalar))


def starts_for_tags(workflow: Workflow) -> bool:
    """Whether a pushed tag or a release starts it."""
    return bool(patterns(workflow, "push", "tags")) or workflow.started_by("release")


def tag_inputs(workflow: Workflow) -> tuple[str, ...]:
    """Return the dispatch inputs that name the tag to release."""
    return tuple(name for name in workflow.inputs.entries if _TAG_INPUT.search(name) and not _is_another_tag(workflow, name))


def _is_another_tag(workflow: Workflow, name: str) -> bool:
    """Whether an input is a tag of a registry, one of a few words, and not one of git."""
    said = workflow.inputs.mapping(name)
    choices = [each.text for each in said.listing("options") if isinstance(each, Scalar)]
    return (bool(choices) and not any(re.search(r"\d", each) for each in choices)) or bool(
        _OF_REGISTRY.search(f"{name} {said.text('description')}")
    )


def worlds(run: Run, said: Iterable[str] = ()) -> Iterator[tuple[str, World]]:
    """Yield each event that starts the run with what is known of contexts then.

    `said` are texts that conditions compare references with: tags and branches of these spellings are tried too.
    """
    workflow = run.workflow
    names = [text.removeprefix("refs/heads/").removeprefix("refs/tags/") for text in said if text]
    for event in workflow.triggers.entries:
        if event == "push":
            yield from _pushes(workflow, names)
        elif event == "release":
            yield event, _world("release", "refs/tags/v1.2.3")
            yield from ((event, _world("release", f"refs/tags/{each}")) for name in names for each in _spelled(name, "v1.2.3"))
        elif event == "workflow_dispatch" and names:
            # By hand, from any branch; from a tag that is spelled as the filters of the project spell them.
            yield from ((event, _world(event, f"refs/heads/{name}")) for name in (*names, "main"))
            yield from (
                (event, World({**world.values, "github.event_name": event}))
                for _, world in _pushes(workflow, names, "refs/tags/")
            )
        elif event == "workflow_call":
            continue
        elif event in ("pull_request", "pull_request_target"):
            yield event, _world(event, "refs/pull/1/merge")
        else:
            yield event, World({"github.event_name": event, "github.event.action": ""})


def spoken(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that conditions compare with something; one that cannot be read speaks of nothing."""
    for text in texts:
        try:
            yield from (
                str(part.value) for part in below(parse(text)) if isinstance(part, Literal) and isinstance(part.value, str)
            )
        except Undecided:
            continue


def worlds_with_reference(run: Run) -> Iterator[World]:
    """Yield what is known in each kind of run; one that any reference may start is tried with a branch and with a tag."""
    for event, world in worlds(run):
        if "github.ref" in world.values:
            yield world
        else:
            for ref in ("refs/heads/main", "refs/tags/v1.2.3"):
                yield World({**_world(event, ref).values, **world.values})


def _spelled(name: str, example: str) -> Iterator[str]:
    """Yield the tags that a text in a condition may be meant for: the whole, its beginning, its end, a part."""
    yield from (name, f"{name}1.2.3", f"{example}{name}", f"{example}-rc{name}", f"{example}{name}1", f"{example}{name}.1")


def _pushes(workflow: Workflow, names: list[str] | None = None, only: str = "") -> Iterator[tuple[str, World]]:
    spelled = list(names or ())
    for event, world in _pushes_by_filter(workflow, spelled):
        if str(world.values["github.ref"]).startswith(only):
            yield event, world


def _pushes_by_filter(workflow: Workflow, names: list[str]) -> Iterator[tuple[str, World]]:
    tags, branches = patterns(workflow, "push", "tags"), patterns(workflow, "push", "branches")
    ignored = patterns(workflow, "push", "branches-ignore")
    for tag in tags:
        yield "push", _world("push", f"refs/tags/{example_of(tag)}")
        yield from (
            ("push", _world("push", f"refs/tags/{each}"))
            for name in names
            for each in _spelled(name, example_of(tag))
            if selects(tags, each)
        )
    for branch in branches:
        yield "push", _world("push", f"refs/heads/{branch if not re.search(r'[*?+!]', branch) else 'topic'}")
        yield from (
            ("push", _world("push", f"refs/heads/{each}"))
            for name in names
            for each in (name, f"{name}x")
            if selects(branches, each)
        )
    if ignored or not (tags or branches or patterns(workflow, "push", "tags-ignore")):
        yield "push", _world("push", "refs/heads/topic")
        yield from (("push", _world("push", f"refs/heads/{name}")) for name in names)
        yield from (("push", _world("push", f"refs/tags/{each}")) for name in names for each in _spelled(name, "v1.2.3"))
        if not ignored:
            yield "push", _world("push", "refs/tags/v1.2.3")


def _world(event: str, ref: str) -> World:
    kind = "tag" if ref.startswith("refs/tags/") else "branch"
    values: Mapping[str, Value] = {
        "github.event_name": event,
        "github.ref": ref,
        "github.ref_name": ref.split("/", 2)[2],
        "github.ref_type": kind,
        **({"github.event.action": ""} if event in ("push", "workflow_dispatch") else {}),
    }
    return World(values)


def example_of(pattern: str) -> str:
    """Return a tag as a filter means it: what it spells out, and a version."""
    plain = re.split(r"[*?+\[\]!()\\]", pattern.lstrip("!"), maxsplit=1)[0]
    return plain if plain == pattern else f"{plain}1.2.3" if not re.search(r"(?<!\d)\d+\.$", plain) else f"{plain}2.3"


def may_run(job: JobRun, world: World) -> bool | None:
    """Return whether a job's conditions hold in a world; None where that is not known."""
    found = [world.holds(each.text) for each in job.conditions if "${{" not in each.text]
    return False if False in found else None if None in found else True


def reached(run: Run, job: JobRun, world: World) -> bool | None:
    """Return whether a job runs in a world: a job that is skipped takes along all that wait for it and ask for no status."""
    own = may_run(job, _with_outputs(run, job, world))
    if own is False or any(_ASKS_STATUS.search(each.text) for each in job.conditions):
        return own
    before = [reached(run, run.by_id[name], world) for name in job.needs if name in run.by_id]
    return False if False in before else None if None in before else own


def _with_outputs(run: Run, job: JobRun, world: World) -> World:
    """Return the world with the outputs that are empty in it, because the step that sets them is skipped."""
    texts = " ".join(each.text for each in job.conditions)
    empty: dict[str, Value] = {}
    prefix = job.id.rpartition("/")[0]
    for name, output in dict.fromkeys(_READ.findall(texts)):
        other = run.by_id.get(f"{prefix}/{name}" if prefix else name)
        made = _OF_A_STEP.fullmatch(other.job.outputs.get(output, "").strip()) if other is not None else None
        if other is not None and made is not None:
            steps = [step for step in other.steps if step.id == made[1]]
            conditions = [
                each.condition.text for each in steps if each.condition is not None and "${{" not in each.condition.text
            ]
            if len(steps) == 1 and conditions and world.holds(conditions[0]) is False:
                empty[f"needs.{name}.outputs.{output}"] = ""
    return World({**world.values, **empty}) if empty else world


def uses_default_token(job: JobRun, effect: Effect) -> bool | None:
    """Return whether an effect is made with the run's own token; None where that cannot be seen."""
    step = effect.step
    if effect.command is not None and effect.command.tool == "git":
        return _pushes_with_default(job, effect)
    if step.action == "actions/github-script":
        token = step.input("github-token")
        return not token or bool(_DEFAULT_TOKEN.search(token))
    given = {**job.workflow.env, **job.job.env, **step.env}
    named = [given[name] for name in ("GH_TOKEN", "GITHUB_TOKEN") if name in given]
    if effect.command is not None and effect.command.tool in ("curl", "wget", "http"):
        headers = re.findall(r"Authorization:\s*(?:Bearer|token)\s+(\$\{\{[^}]*\}\}|\$\{?\w+)", effect.text, re.IGNORECASE)
        said = [given.get(each.lstrip("${").rstrip("}"), each) for each in headers]
        return bool(_DEFAULT_TOKEN.search(said[0])) if said else None
    if effect.command is None:
        named = [step.input(name) for name in ("token", "repo-token", "repo_token", "github_token") if step.input(name)] or named
        return bool(_DEFAULT_TOKEN.search(named[0])) if named else True
    return bool(_DEFAULT_TOKEN.search(named[0])) if named else None


def _pushes_with_default(job: JobRun, effect: Effect) -> bool | None:
    checkouts = [step for step in job.steps if step.action == "actions/checkout"]
    if not checkouts or "://" in effect.text or "git@" in effect.text:
        return bool(_DEFAULT_TOKEN.search(effect.text)) if "://" in effect.text else None
    if any(step.run is not None and ("set-url" in step.run.text or "extraheader" in step.run.text) for step in job.steps):
        return None
    inside = [
        step for step in checkouts if (path := step.input("path").strip("./")) and f"{effect.folder}/".startswith(f"{path}/")
    ]
    if effect.folder and not inside and any(step.run is not None and "git clone" in step.run.text for step in job.steps):
        return None  # a clone that the job makes itself
    own = (inside or checkouts)[-1]
    token = own.input("token")
    if own.input("ssh-key") or own.input("persist-credentials") == "false" or (inside and own.input("repository")):
        return None
    return not token or bool(_DEFAULT_TOKEN.search(token))
