"""A step that publishes is given a credential that is not empty by construction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import runs
from facts.shell.github_expressions import expression_of
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Test
from facts.shell.walking import words
from facts.workflows.publication import every_publication
from facts.workflows.publish_steps import published_by_command
from facts.workflows.publishers import Publisher, publishers
from facts.workflows.release_path import release_steps
from facts.workflows.yaml_positions import Mapping, Scalar
from gates.tooling.rule_context import Context, found_at

_CREDENTIAL = re.compile(r"(?i)(token|password|passwd|api_?key)$")
_FLAGS = ("--token", "--password", "-p")
_HOLLOW = re.compile(r"\$\{\{\s*(secrets\.?|''|\"\")?\s*\}\}")
RULE = Rule(
    id="credentials-are-not-empty",
    title="No publishing step uses a credential that is always empty.",
    why="Publishing with an empty credential always fails.",
    fix="set the credential from its secret",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {CARGO_REGISTRY_TOKEN: ""}
        run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {CARGO_REGISTRY_TOKEN: "${{ secrets.CARGO }}"}
        run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each credential that can never be there."""
    published = {item.step.at for item in every_publication(context.graph)}
    given = {name for item in every_publication(context.graph) for name in (*item.step.env, *item.runs_in.env)}
    found: list[Finding] = []
    proven = _by_identity(context)
    for _, step in release_steps(context.graph):
        owed = given | {name for script in context.graph.scripts_of(step) for name in _tested(script)}
        for body in (step.body.mapping("env"), step.with_):
            found.extend(_empty(step.file, body, owed, publishes=step.at in published, by_identity=step.at in proven))
        for script in context.graph.scripts_of(step):
            found.extend(_in_script(script))
    return list(dict.fromkeys(found))


def _in_script(script: Script) -> Iterator[Finding]:
    for statement, _ in script.spots:
        for word in words(statement):
            if any(_HOLLOW.fullmatch("${{ " + expression_of(name) + " }}") for name in word.names if expression_of(name)):
                yield found_at(RULE, script.at(word.line), f"{word.text} is always empty", "set it from its secret")
        if isinstance(statement.node, Call) and published_by_command(invocation(statement.node)):
            command = invocation(statement.node)
            if any(command.value(flag) == "" for flag in _FLAGS):
                yield found_at(
                    RULE, script.at(statement.line), f"the credential of {command.tool} is always empty", "set it from its secret"
                )


def _tested(script: Script) -> Iterator[str]:
    # A script that refuses to go on without it always refuses when it is empty by construction.
    for statement, _ in script.spots:
        if isinstance(statement.node, Test):
            yield from (name for word in statement.node.words for name in word.names)


def _by_identity(context: Context) -> set[Location]:
    """Return the steps that publish by the identity of their job, which a token would only stand in the way of."""
    by_step: dict[Location, list[bool]] = {}
    for job in (job for run in runs(context.graph) for job in run.jobs):
        for effect in job.irreversible:
            identified = (job.grants_level("id-token") or 0) > 1 and _takes_identities(effect.publisher)
            by_step.setdefault(effect.step.at, []).append(identified)
    return {at for at, all_of_them in by_step.items() if all(all_of_them)}


def _takes_identities(publisher: Publisher | None) -> bool:
    if publisher is None:
        return False
    of_channel = any(each.channel == publisher.channel and "id-token" in each.needs for each in publishers())
    return "id-token" in publisher.needs or (not publisher.needs and of_channel)


def _empty(file: str, body: Mapping, given: set[str], *, publishes: bool, by_identity: bool) -> Iterator[Finding]:
    # Elsewhere an empty variable may be meant; one that a publishing step is given by the same name, or that is tried, is not.
    for name, value in body.entries.items():
        if by_identity and isinstance(value, Scalar) and not value.text:
            continue  # it is emptied on purpose: no token is made up, and the identity is used
        owed = publishes or name in given
        if isinstance(value, Scalar) and _CREDENTIAL.search(name) and _is_hollow(value, publishes=owed):
            yield found_at(RULE, Location(file, value.line), f"the credential {name} is always empty", "set it from its secret")


def _is_hollow(value: Scalar, *, publishes: bool) -> bool:
    return bool(_HOLLOW.fullmatch(value.text.strip())) or (publishes and value.text.strip() == "")
