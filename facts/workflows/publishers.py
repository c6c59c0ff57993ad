"""What publishes, read from the table `publishers.toml`: which command or action, to where, and when it only rehearses."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from facts.shell.invocations import Invocation, invoked
from facts.workflows.workflow import WorkflowStep

_BIN_RUNNERS = ("yarn", "pnpm", "bun")
_IMAGES = "a container registry"
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[^/\s]+)?/")
_TABLE = Path(__file__).with_name("publishers.toml")


@dataclass(frozen=True, slots=True)
class Publisher:
    """One entry of the table; its keys are explained there."""

    channel: str
    words: tuple[str, ...] = ()
    uses: str = ""
    effect: str = "publish"
    needs: tuple[str, ...] = ()
    permission: str = ""
    dry: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    folder: bool = False
    reads_history: bool = False
    anywhere: bool = False
    safe_again: tuple[str, ...] = ()
    latest_unless: tuple[str, ...] = ()
    attests: str = ""
    off: dict[str, str] = field(default_factory=dict)
    on: dict[str, list[str]] = field(default_factory=dict)
    example: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What a command or an action publishes; `dry` where it only rehearses or makes a draft."""

    publisher: Publisher
    channel: str
    dry: bool


@cache
def publishers() -> tuple[Publisher, ...]:
    """Return the table, the longest words first."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    entries = [*table["command"], *table["action"]]
    read = [_publisher(each) for each in entries]
    return tuple(sorted(read, key=lambda each: -len(each.words)))


def _publisher(entry: dict[str, Any]) -> Publisher:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Publisher(**values)


@cache
def _by_tool() -> dict[str, tuple[Publisher, ...]]:
    found: dict[str, list[Publisher]] = {}
    for each in publishers():
        if each.words and not each.uses:
            found.setdefault(each.words[0], []).append(each)
    return {tool: tuple(listed) for tool, listed in found.items()}


@cache
def _by_action() -> dict[str, Publisher]:
    return {each.uses: each for each in publishers() if each.uses}


def by_command(command: Invocation) -> Published | None:
    """Return what a command publishes, a rehearsal included; None where it publishes nothing."""
    if (
        command.tool in _BIN_RUNNERS
        and command.arguments[:1]
        and command.arguments[0] not in ("run", "npm", "publish", "exec", "dlx", "stage")
    ):
        # `yarn lerna publish`, `pnpm changeset publish`: the manager starts a program of the project's own.
        inner = by_command(invoked(command.words))
        if inner is not None:
            return inner
    for each in _by_tool().get(command.tool, ()):
        if _matches(command, each):
            dry = _given(command, each.dry) or command.flag("--help") or (bool(each.only) and not _given(command, each.only))
            return Published(
                each, each.channel, dry or _to_a_test_index(command) or (each.channel == _IMAGES and _stays_here(command))
            )
    return None


def by_action(step: WorkflowStep) -> Published | None:
    """Return what the step's action publishes, a rehearsal included."""
    each = _by_action().get(step.action)
    if each is None:
        return None
    off = any(_input(step, name) in (value, *(("false",) if value == "" else ())) for name, value in each.off.items())
    given = {name: next((text for one in name.split("|") if (text := _input(step, one))), "") for name in each.on}
    on = all(given[name] in values or ("*" in values and bool(given[name])) for name, values in each.on.items())
    words = step.input("args").split()
    said = not each.words or all(word in words for word in each.words)
    tags = [line for line in re.split(r"[\s,]+", step.input("tags")) if line]
    here = each.channel == _IMAGES and bool(tags) and all(map(_LOCAL.match, tags))
    dry = off or here or any(flag in words for flag in each.dry) or "test.pypi" in step.input("repository-url")
    return Published(each, each.channel, dry) if on and said else None


def _stays_here(command: Invocation) -> bool:
    """Whether an image goes to a registry on the runner itself, which ends with the job."""
    texts = [word.text for word in command.words]
    tags = [text for flag, text in pairwise(texts) if flag in ("-t", "--tag")]
    tags += [text.removeprefix("--tag=") for text in texts if text.startswith("--tag=")]
    named = tags or list(command.arguments[-1:])
    return bool(named) and all(_LOCAL.match(name.removeprefix("docker://")) for name in named)


def _input(step: WorkflowStep, name: str) -> str:
    wanted = name.lower()
    return next((step.input(key).strip() for key in step.with_.entries if key.lower() == wanted), "")


def _matches(command: Invocation, each: Publisher) -> bool:
    rest = each.words[1:]
    if each.anywhere:
        return any(fnmatchcase(word.rsplit(":", 1)[-1], rest[0]) for word in command.arguments)
    return command.arguments[: len(rest)] == rest or _without_values(command)[: len(rest)] == rest


def _without_values(command: Invocation) -> tuple[str, ...]:
    """Return the arguments without those that may be the value of a flag before them."""
    texts = [word.text for word in command.words]
    before = ["", *texts]
    return tuple(
        text
        for text, flag in zip(texts, before, strict=False)
        if not text.startswith("-") and not (flag.startswith("-") and "=" not in flag)
    )


def _given(command: Invocation, flags: tuple[str, ...]) -> bool:
    plain = tuple(flag for flag in flags if "=" not in flag)
    exact = {flag for flag in flags if "=" in flag}
    return command.flag(*plain) or bool(exact & set(command.flags)) or any(word in plain for word in command.arguments)


def _to_a_test_index(command: Invocation) -> bool:
    return any("testpypi" in word.text.replace(".", "") for word in command.words)
