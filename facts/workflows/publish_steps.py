"""What cannot be taken back once it ran: which steps and commands publish, and to where."""

from __future__ import annotations

from facts.shell.invocations import Invocation
from facts.workflows.publishers import by_action, by_command
from facts.workflows.workflow import WorkflowStep


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


def _names_a_tap(command: Invocation) -> bool:
    return any("tap" in word.lower().replace("_", "-").split("/")[-1].split("-") for word in command.arguments)
