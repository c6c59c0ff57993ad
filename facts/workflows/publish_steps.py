"""What cannot be taken back once it ran: which steps and commands publish, and to where."""

from __future__ import annotations

import re

from facts.shell.invocations import Invocation
from facts.workflows.publishers import by_action, by_command
from facts.workflows.workflow import Job, WorkflowStep

_INDEX = re.compile(r"(^|[-_])(tap|bucket|formulae?|casks?|aur|taps)($|[-_])", re.IGNORECASE)


def published_by_action(step: WorkflowStep) -> str:
    """Where the step's action publishes to; empty when it does not, or only rehearses."""
    found = by_action(step)
    return "" if found is None or found.dry or found.channel == "source" else found.channel


def published_by_command(command: Invocation) -> str:
    """Where a command publishes to; empty when it does not, or only rehearses."""
    if command.tool == "git" and "push" in command.arguments:
        return "a Homebrew tap" if _names_a_tap(command) and not command.flag("--dry-run", "-n") else ""
    found = by_command(command)
    return "" if found is None or found.dry else found.channel


def pushed_elsewhere(command: Invocation, folder: str, job: Job) -> str:
    """Where a `git push` publishes to that runs in a checkout of another repository: a tap, a bucket, an index of packages."""
    if command.tool != "git" or "push" not in command.arguments or command.flag("--dry-run", "-n"):
        return ""
    value = command.value("-C")
    where = (value or folder).removeprefix("./").strip("/")
    for step in job.steps:
        path = step.input("path").removeprefix("./").strip("/")
        if step.action == "actions/checkout" and path and (where == path or where.startswith(f"{path}/")):
            return "a Homebrew tap" if _INDEX.search(step.input("repository").rsplit("/", 1)[-1]) else ""
    return ""


def _names_a_tap(command: Invocation) -> bool:
    return any("tap" in word.lower().replace("_", "-").split("/")[-1].split("-") for word in command.arguments)
