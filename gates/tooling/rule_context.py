"""What a rule of this gate is given: the release machinery of a checkout, and what the profile says of it."""

from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Loaded, Rule
from facts.workflows.assembly import read, read_each, written
from facts.workflows.publication import every_publication
from facts.workflows.release_graph import Machinery
from profiles.schema.channels import Channel
from profiles.schema.tooling import ToolingTable


@dataclass(frozen=True, repr=False)
class Context:
    """One checkout, as a rule sees it."""

    graph: Machinery
    table: ToolingTable = ToolingTable()
    channels: Mapping[str, Channel] = field(default_factory=dict)  # as planned for the release, by word
    tag: str = ""  # the release's own, where one is known
    base: str = ""  # the tag of the release before it, likewise
    rehearses: bool = True  # whether steps that only handle text may be run, in isolation

    def __repr__(self) -> str:
        """Name the files; the whole graph would be megabytes."""
        return f"workflows {', '.join(self.graph.checkout.files) or 'none'}"


def examined(rule: Loaded, context: Context) -> Sized:
    """Return what a rule looks at: every irreversible step, unless it says otherwise."""
    looks_at = rule.rule.looks_at
    return looks_at(context) if looks_at else every_publication(context.graph)


def bad_examples(rules: Sequence[Rule], folder: Path) -> dict[str, Callable[[], Context]]:
    """Write the bad examples of many rules, and read them together; the contexts come by the rule's id."""
    read = read_each([written(folder / rule.id, rule.bad) for rule in rules])
    return {rule.id: partial(_given, rule, graph) for rule, graph in zip(rules, read, strict=True)}


def _given(rule: Rule, graph: Callable[[], Machinery]) -> Context:
    return Context(graph(), **rule.given)


def example(rule: Loaded, files: Mapping[str, str], folder: Path) -> Context:
    """Write a rule's bad or good example as a checkout of its own, and look at it as the rule says."""
    return Context(read(written(folder / rule.rule.id, files)), **rule.rule.given)


def found_at(rule: Rule, at: Location, got: str, fix: str) -> Finding:
    """Return a finding of a rule at a line of the checkout, as workflows and scripts give their places."""
    return Finding(rule.id, at.path, at.line, got, fix=fix)
