"""From the YAML tree to workflow, jobs and steps."""

from __future__ import annotations

from core.errors import Undecided
from facts.workflows.matrix import matrix
from facts.workflows.workflow import Condition, Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import EMPTY, Mapping, Scalar, read


def workflow(text: str, file: str) -> Workflow:
    """Parse one workflow file; `file` is its path inside the project."""
    body = read(text, file)
    jobs = body.mapping("jobs")
    if not jobs.entries:
        raise Undecided(got=f"{file}: no jobs", expected="a workflow with jobs", advice=f"complete or remove {file}")
    shell = _default(body, "shell")
    return Workflow(
        file=file,
        name=body.text("name") or file,
        triggers=_triggers(body),
        env=body.texts("env"),
        permissions=_permissions(body),
        jobs={name: _job(file, name, jobs.mapping(name), jobs.lines[name], shell) for name in jobs.entries},
        body=body,
    )


def _triggers(body: Mapping) -> Mapping:
    found = body.entries.get("on")
    if isinstance(found, Mapping):
        return found
    events = {item.text: item for item in body.listing("on") if isinstance(item, Scalar)}
    return Mapping(dict(events), {name: item.line for name, item in events.items()}, body.lines.get("on", 1))


def _default(body: Mapping, key: str) -> str:
    return body.mapping("defaults").mapping("run").text(key)


def _permissions(body: Mapping) -> Mapping | None:
    found = body.entries.get("permissions")
    if isinstance(found, Scalar):
        return Mapping({"*": found}, {"*": found.line}, found.line)
    return found if isinstance(found, Mapping) else None


def _job(file: str, name: str, body: Mapping, line: int, shell: str) -> Job:
    shell = _default(body, "shell") or shell
    folder = _default(body, "working-directory")
    steps = [item for item in body.listing("steps") if isinstance(item, Mapping)]
    return Job(
        file=file,
        line=line,
        id=name,
        name=body.text("name") or name,
        needs=_words(body, "needs"),
        condition=_condition(body),
        runs_on=_words(body, "runs-on") or _words(body.mapping("runs-on"), "labels"),
        steps=tuple(step(file, item, shell, folder) for item in steps),
        calls=body.text("uses"),
        matrix=matrix(body),
        env=body.texts("env"),
        outputs=body.texts("outputs"),
        permissions=_permissions(body),
        continue_on_error=body.scalar("continue-on-error"),
        environment=body.text("environment") or body.mapping("environment").text("name"),
        body=body,
    )


def step(file: str, body: Mapping, shell: str, folder: str) -> WorkflowStep:
    """Read one step; `shell` and `folder` are what its job says for all of them."""
    with_ = body.entries.get("with")
    return WorkflowStep(
        file=file,
        line=body.line,
        id=body.text("id"),
        name=body.text("name"),
        uses=body.text("uses"),
        with_=with_ if isinstance(with_, Mapping) else EMPTY,
        run=body.scalar("run"),
        shell=body.text("shell") or shell,
        condition=_condition(body),
        env=body.texts("env"),
        continue_on_error=body.scalar("continue-on-error"),
        working_directory=body.text("working-directory") or folder,
        body=body,
    )


def _words(body: Mapping, key: str) -> tuple[str, ...]:
    return tuple(item.text for item in body.listing(key) if isinstance(item, Scalar))


def _condition(body: Mapping) -> Condition | None:
    found = body.scalar("if")
    if found is None:
        return None
    text = found.text.strip()
    if text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1:
        text = text[3:-2].strip()
    return Condition(text, found.line)
