"""Texts that a script hands to an interpreter in place: `bash -c`, here-documents, `python -c`, `node -e`, `eval`."""

from __future__ import annotations

from collections.abc import Iterable

from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.tasks import node_program, powershell, python_program
from facts.workflows.source import Source
from facts.workflows.started import inline_key, inline_text

_INTERPRETERS = ("bash", "sh", "dash", "zsh", "ksh", "eval", "python", "py", "pypy", "node", "pwsh", "powershell")


def inline_sources(scripts: Iterable[Script]) -> dict[str, Source]:
    """Return every such text by its key, where it stands in the file that holds it."""
    found: dict[str, Source] = {}
    for script in scripts:
        for call, statement, _ in script.calls():
            command = invocation(call)
            if command.tool.rstrip("0123456789.") in _INTERPRETERS:
                language, text = inline_text(command, statement)
                shell = _as_shell(language, text) if text else ""
                if shell.strip():
                    flags = "".join(flag for flag in command.flags if not flag.startswith("--"))
                    key = inline_key(language, text)
                    line = script.first_line + statement.line - 1
                    strict = (
                        "e" in flags
                        or language in ("python", "node", "pwsh")
                        or (command.tool == "eval" and script.stops_on_failure)
                    )
                    found.setdefault(
                        key, Source(key, script.file, line, shell, strict, "pipefail" in call.texts, False, script.folder)
                    )
    return found


def _as_shell(language: str, text: str) -> str:
    if language == "shell":
        return text
    task = {"python": python_program.program, "node": node_program.program, "pwsh": powershell.script}[language](text)
    return task.body if task is not None else ""
