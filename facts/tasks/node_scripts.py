"""Scripts of a package.json: each with what npm runs before and after it."""

from __future__ import annotations

import re

from facts.tasks.task import Task
from facts.text import json_text

# What npm runs of the package's own scripts around a command of its own.
LIFE_CYCLE = {
    "publish": ("prepublishOnly", "prepack", "prepare", "postpack", "publish", "postpublish"),
    "pack": ("prepack", "prepare", "postpack"),
    "ci": ("preinstall", "install", "postinstall", "prepare"),
    "install": ("preinstall", "install", "postinstall", "prepare"),
    "version": ("preversion", "version", "postversion"),
}


def tasks(text: str) -> tuple[Task, ...]:
    """Return every script; a file that is no object of this kind has none."""
    try:
        scripts = json_text.parsed(text).get("scripts", {})
    except (ValueError, AttributeError):
        return ()
    if not isinstance(scripts, dict):
        return ()
    found = {str(name): body for name, body in scripts.items() if isinstance(body, str)}
    return tuple(Task(name, _line(text, name), _body(found, name), errexit=False) for name in found)


def _body(scripts: dict[str, str], name: str) -> str:
    parts = [scripts[each] for each in (f"pre{name}", name, f"post{name}") if each in scripts]
    return parts[0] if len(parts) == 1 else " && ".join(f"{{ {part.rstrip('; ')}; }}" for part in parts)


def _line(text: str, name: str) -> int:
    found = re.search(rf'"{re.escape(name)}"\s*:', text[max(text.find('"scripts"'), 0) :])
    return text[: max(text.find('"scripts"'), 0) + found.start()].count("\n") + 1 if found else 1
