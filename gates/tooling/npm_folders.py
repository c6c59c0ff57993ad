"""Which folders of the checkout a publication to npm packs: its own, those it is given, those of the workspaces."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discovery.workflows.effects import Effect
from facts.text import json_text
from gates.tooling.checkout_paths import below

_TAG_WORDS = frozenset({"publish", "npm", "stage", "release", "from-package", "from-git", "public", "next", "latest"})
_ALL = ("--workspaces", "-ws", "-r", "--recursive")


def packed(root: Path, effect: Effect) -> tuple[str, ...]:
    """Return the folders that the effect packs and that have a `package.json`; none where a finished archive is given, or a folder by the run."""
    if effect.text.rstrip("'\"").endswith((".tgz", ".tar.gz")) or any(
        path.endswith((".tgz", ".tar.gz")) for path in effect.paths
    ):
        return ()
    given = [path.strip("/").removeprefix("./") for path in effect.paths if path not in _TAG_WORDS and "$" not in path]
    listed = [posixpath.normpath(posixpath.join(effect.folder, each)) for each in given]
    known = [each for each in listed if (below(root, each) / "package.json").is_file()]
    if not known and not effect.folder and "${{" in effect.step.working_directory:
        return ()  # in which folder it runs, only the run knows
    folders = known or [effect.folder]
    command = effect.command
    if command is None:
        return tuple(folders)
    named = [command.value("--workspace", "-w", "--filter") or ""] if command.flag("--workspace", "-w", "--filter") else []
    publisher = effect.publisher
    every = command.flag(*_ALL) or (publisher is not None and publisher.words[:1] in (("lerna",), ("changeset",), ("nx",)))
    members = tuple(workspaces(root, effect.folder)) if named or every else ()
    chosen = tuple(each for each in members if every or _is(root, each, named))
    return chosen or tuple(folders)


def package(root: Path, folder: str) -> dict[str, Any]:
    """Return what a folder's `package.json` says; nothing where there is none that can be read."""
    try:
        found = json_text.parsed((below(root, folder) / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def workspaces(root: Path, folder: str = "") -> Iterator[str]:
    """Yield the folders of the workspaces that are published, those of npm, yarn and pnpm."""
    said = package(root, folder).get("workspaces", [])
    globs = said.get("packages", []) if isinstance(said, dict) else said
    listing = below(root, folder) / "pnpm-workspace.yaml"
    if listing.is_file():
        text = listing.read_text("utf-8", "replace")
        globs = [*globs, *re.findall(r"^[^\S\n]*-\s*['\"]?([^'\"#\n!\s](?:[^'\"#\n!]*[^'\"#\n!\s])?)['\"]?\s*$", text, re.M)]
        inline = re.search(r"^packages:\s*\[([^\]]*)\]", text, re.M)
        globs += [each.strip().strip("'\"") for each in inline[1].split(",")] if inline else []
    for glob in globs:
        if isinstance(glob, str) and not glob.startswith(("!", "/")) and ".." not in glob:
            for path in sorted(below(root, folder).glob(f"{glob.rstrip('/')}/package.json")):
                label = path.parent.relative_to(root).as_posix()
                if "node_modules" not in label and not package(root, label).get("private"):
                    yield label


def _is(root: Path, folder: str, named: list[str]) -> bool:
    return any(name in (folder, f"./{folder}", folder.rsplit("/", 1)[-1], package(root, folder).get("name")) for name in named)
