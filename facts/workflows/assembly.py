"""Put workflows and the trees of their shell together, the parser's work done as rarely as possible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from facts.shell.parsing import Tree, parse
from facts.shell.script import Script
from facts.shell.statements import statements
from facts.workflows.release_graph import Machinery
from facts.workflows.sources import Source, sources
from facts.workflows.workflow_files import Checkout, checkout


def shell_trees(root: Path) -> dict[str, Tree]:
    """Parse every shell text of a checkout, in one process where that is possible."""
    return parse({key: source.text for key, source in sources(checkout(root)).items()}, root)


def stored(trees: Mapping[str, Tree], path: Path) -> str:
    """Write trees to a file that other processes of the run read once each; return its name."""
    path.write_text(json.dumps(trees), encoding="utf-8")
    return str(path)


@cache
def stored_machinery(root: Path, name: str) -> Machinery:
    """Put a checkout and such a file together, once in a process."""
    return machinery(root, json.loads(Path(name).read_text(encoding="utf-8")))


def machinery(root: Path, trees: Mapping[str, Tree]) -> Machinery:
    """Put workflows and the trees of their shell together."""
    found = checkout(root)
    return _assembled(found, sources(found), trees)


def _assembled(found: Checkout, texts: Mapping[str, Source], trees: Mapping[str, Tree]) -> Machinery:
    faulty = {key: trees[key]["fault"] for key, source in texts.items() if source.certain and trees[key]["fault"]}
    whole = Machinery(
        checkout=found,
        scripts={key: _script(source, trees[key]) for key, source in texts.items() if not trees[key]["fault"]},
        not_shell=faulty,
    )
    # A file that nobody calls is not part of it, whatever it is.
    own = [script for key, script in whole.scripts.items() if not key.startswith("just:")]
    called = {word for script in own for call, _, _ in script.calls() for word in call.texts[:2]}
    steps = {key for key in faulty if ":" in key and not key.startswith("just:")}
    return replace(whole, not_shell={key: why for key, why in faulty.items() if key in steps or _is_called(key, called)})


def _is_called(key: str, words: set[str]) -> bool:
    name = key.removeprefix("just:").rsplit("/", 1)[-1]
    return any(word == name or word.endswith("/" + name) for word in words)


def read(root: Path) -> Machinery:
    """Read workflows and shell of a checkout."""
    found = checkout(root)
    texts = sources(found)
    return _assembled(found, texts, parse({key: source.text for key, source in texts.items()}, root))


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a small checkout, file by file; a known-bad one is what a control needs."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _script(source: Source, tree: Tree) -> Script:
    return Script(
        file=source.file,
        first_line=source.first_line,
        text=source.text,
        statements=statements(tree["statements"]),
        errexit=source.errexit,
        pipefail=source.pipefail,
        key=source.key,
    )
