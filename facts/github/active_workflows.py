"""Workflows as the forge runs them: which are active, and which inputs a manual dispatch takes at a ref."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.findings import Finding
from facts.github.gh_api import Forge
from facts.github.runs import Workflow, read
from facts.workflows.reading import workflow
from facts.workflows.yaml_positions import Mapping


@dataclass(frozen=True)
class Input:
    """One input of a manual dispatch."""

    name: str
    required: bool
    has_default: bool


def workflows(forge: Forge) -> list[Workflow]:
    """Ask for all workflows of the repository, disabled ones too."""
    return [read(item, Workflow) for item in forge.pages("actions/workflows?per_page=100", "workflows")]


def inactive(found: Sequence[Workflow], wanted: Sequence[str]) -> list[Finding]:
    """Return the workflows, by name, that are not there or not active."""
    states = {workflow.name: workflow.state for workflow in found}
    return [
        Finding("", "", 0, f"{name}: {states[name]}", "active", "enable it with `gh workflow enable`")
        if name in states
        else Finding("", "", 0, f"{name}: no such workflow", "it, active", "see .github/workflows of the default branch")
        for name in wanted
        if states.get(name) != "active"
    ]


def default_branch(forge: Forge) -> str:
    """Return the branch that a dispatch without a ref runs on."""
    return str(forge.get("")["default_branch"])


def workflow_text(forge: Forge, path: str, ref: str) -> str | None:
    """Return a workflow file as it stands at a ref, None where it is not there."""
    return forge.text(f"contents/{path}?ref={ref}")


def dispatch_inputs(text: str, path: str) -> dict[str, Input] | None:
    """Return the inputs that `workflow_dispatch` declares, None where a workflow cannot be dispatched manually."""
    found = workflow(text, path)
    if not found.started_by("workflow_dispatch"):
        return None
    return {name: _input(name, found.inputs.mapping(name)) for name in found.inputs.entries}


def _input(name: str, body: Mapping) -> Input:
    required = body.scalar("required")
    return Input(name, required is not None and required.is_true, "default" in body.entries)
