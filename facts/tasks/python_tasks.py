"""Tasks that Python projects declare: tox environments, and the scripts of poe, pdm, hatch and rye in pyproject.toml."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterator
from typing import Any

from facts.tasks.task import Task, quoted


def tox_tasks(text: str) -> tuple[Task, ...]:
    """Return one task for each environment of a tox.ini; commands run one after the other and the first failure ends it."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return ()
    found = []
    for section in parser.sections():
        if section == "testenv" or section.startswith("testenv:"):
            keys = ("commands_pre", "commands", "commands_post")
            # What an environment does not say itself is as in the common section.
            said = [parser.get(section, key, fallback=parser.get("testenv", key, fallback="")) for key in keys]
            lines = [line for each in said for line in each.splitlines() if line.strip()]
            name = section.partition(":")[2]
            found.append(Task(name, _line(text, f"[{section}]"), "\n".join(map(_tox_line, lines))))
    return tuple(found)


def _tox_line(line: str) -> str:
    text = line.strip().replace("{posargs}", '"$@"').replace("{envpython}", "python")
    for brace in ("{toxinidir}/", "{tox_root}/"):
        text = text.replace(brace, "")
    body = text.lstrip("-! ") if text.startswith(("-", "!")) else text
    return f"{body} || true" if text.startswith("-") else body


def pyproject_tasks(text: str) -> tuple[tuple[str, Task], ...]:
    """Return the runner's name and the task for every script of pyproject.toml."""
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return ()
    found: list[tuple[str, Task]] = []
    for runner, table in _tables(tool):
        for name, value in table.items():
            body = "\n".join(_commands(value, runner))
            if body:
                found.append((runner, Task(name, _line(text, name), body)))
    return tuple(found)


def _tables(tool: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "poe", tool.get("poe", {}).get("tasks", {})
    yield "pdm", tool.get("pdm", {}).get("scripts", {})
    yield "rye", tool.get("rye", {}).get("scripts", {})
    yield "taskipy", tool.get("taskipy", {}).get("tasks", {})
    for name, environment in tool.get("hatch", {}).get("envs", {}).items():
        scripts = environment.get("scripts", {}) if isinstance(environment, dict) else {}
        yield "hatch", {**scripts, **{f"{name}:{key}": value for key, value in scripts.items()}}


def _commands(value: object, runner: str) -> Iterator[str]:
    forgiven = isinstance(value, dict) and value.get("ignore_fail") in (True, "return_zero")
    yield from (f"{each} || true" if forgiven else each for each in _each_command(value, runner))


def _each_command(value: object, runner: str) -> Iterator[str]:
    if isinstance(value, str):
        # hatch: a command behind `- ` may fail
        yield f"{value[2:]} || true" if runner == "hatch" and value.startswith("- ") else value
    elif isinstance(value, list):
        for item in value:
            yield from (_named(item, runner) if isinstance(item, str) else _commands(item, runner))
    elif isinstance(value, dict):
        for key in ("sequence", "composite", "chain"):
            yield from _commands(value.get(key), runner)
        text = value.get("cmd") or value.get("shell") or value.get("command")
        if isinstance(text, list):
            yield " ".join(quoted(str(word)) for word in text)
        elif isinstance(text, str):
            yield from text.splitlines()
        if isinstance(value.get("ref"), str):
            yield f"{runner} {value['ref']}"


def _named(text: str, runner: str) -> Iterator[str]:
    yield f"poe {text}" if runner == "poe" else f"{text[2:]} || true" if runner == "hatch" and text.startswith("- ") else text


def _line(text: str, name: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith((name, f'"{name}"', f".{name}"))), 1)
