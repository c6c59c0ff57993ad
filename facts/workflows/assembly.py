"""Put workflows and the trees of their shell together, the parser's work done as rarely as possible."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from core.location import Location
from facts.shell.parsing import Tree, parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from facts.workflows.inline_sources import inline_sources
from facts.workflows.release_graph import Machinery, Unread
from facts.workflows.source import Source
from facts.workflows.sources import sources
from facts.workflows.workflow_files import Checkout, checkout

_INLINE = re.compile(r"\b(?:(?:ba|da|z|k|)sh|python[\d.]*|node|pwsh|powershell)\b[^\n]*(?:\s-\w*[cep]\w*\s|<<)|\beval\s")
Scripts = dict[Source, Script]  # those that were read already: a text is looked through several times
_DEPTH = 3  # how deep a text may stand inside another


def shell_trees(root: Path) -> dict[str, Tree]:
    """Parse every shell text of a checkout, in one process where that is possible."""
    return _parsed(sources(checkout(root)), root, Scripts())


def _parsed(texts: Mapping[str, Source], root: Path, made: Scripts) -> dict[str, Tree]:
    trees = parse({key: source.text for key, source in texts.items()}, root)
    known = {**texts}
    for _ in range(_DEPTH):
        found = _held(known, trees, made)
        given = {key: each.text for key, each in found.items() if key not in trees}
        if not given:
            break
        trees.update(parse(given, root))
        known.update({key: each for key, each in found.items() if key not in known})
    return trees


def _holds_text(source: Source) -> bool:
    return bool(_INLINE.search(source.text))


def _held(texts: Mapping[str, Source], trees: Mapping[str, Tree], made: Scripts) -> dict[str, Source]:
    """Return the texts that these hand to an interpreter in place."""
    return inline_sources(
        _script(source, trees[key], made) for key, source in texts.items() if key in trees and _holds_text(source)
    )


def _inner(texts: Mapping[str, Source], trees: Mapping[str, Tree], made: Scripts) -> dict[str, Source]:
    """Return the texts that other texts hold, as far as they are parsed."""
    known: dict[str, Source] = {}
    for _ in range(_DEPTH):
        found = _held({**texts, **known}, trees, made)
        more = {key: each for key, each in found.items() if key in trees and key not in known}
        if not more:
            break
        known.update(more)
    return known


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
    texts, made = sources(found), Scripts()
    return _assembled(found, {**texts, **_inner(texts, trees, made)}, trees, made)


def _assembled(found: Checkout, texts: Mapping[str, Source], trees: Mapping[str, Tree], made: Scripts) -> Machinery:
    faulty = {key: trees[key]["fault"] for key, source in texts.items() if source.certain and trees[key]["fault"]}
    whole = Machinery(
        checkout=found,
        scripts={key: _script(source, trees[key], made) for key, source in texts.items() if not trees[key]["fault"]},
        not_shell=faulty,
        unread={
            key: Unread(Location(source.file, source.first_line), source.text, str(trees[key]["fault"]))
            for key, source in texts.items()
            if not source.certain and trees[key]["fault"]
        },
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
    return _put_together(found, sources(found))


def read_each(roots: Sequence[Path]) -> list[Callable[[], Machinery]]:
    """Read several small checkouts with one start of the parser; each is put together when it is called for."""
    found = [checkout(root) for root in roots]
    texts = [sources(each) for each in found]
    parse({f"{number} {key}": each.text for number, held in enumerate(texts) for key, each in held.items()}, Path.cwd())
    return [partial(_put_together, *each) for each in zip(found, texts, strict=True)]


def _put_together(found: Checkout, texts: Mapping[str, Source]) -> Machinery:
    made = Scripts()
    trees = _parsed(texts, found.root, made)
    return _assembled(found, {**texts, **_inner(texts, trees, made)}, trees, made)


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a small checkout, file by file; a known-bad one is what a control needs."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _script(source: Source, tree: Tree, made: Scripts) -> Script:
    if source not in made:
        made[source] = _read_script(source, tree)
    return made[source]


def _read_script(source: Source, tree: Tree) -> Script:
    return Script(
        file=source.file,
        first_line=source.first_line,
        text=source.text,
        statements=statements(tree["statements"]),
        errexit=source.errexit,
        pipefail=source.pipefail,
        key=source.key,
        folder=source.folder,
        parameters=source.parameters,
    )
