"""Scripts to syntax trees, with as few processes as possible: `shfmt --to-json` reads them all at once.

Every script becomes the body of a function of its own in one text. Where that text does not parse, or a script does
not stay inside its function, the scripts are halved until the one that is not shell stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import msgspec

from core.commands import Completed, run
from core.errors import Undecided
from facts.shell.github_expressions import hide
from facts.shell.words import Json

_LIMIT = 60.0
_LARGEST = 1_000_000  # characters of one script: its tree is up to 400 times as large, and has to fit into memory
_NAME = "script_"
_PLACES = ("Pos", "End", "Position", "Comments", "Left", "Right")


class Tree(TypedDict):
    """The statements of one script as shfmt gives them, or why it is not shell."""

    statements: list[Json]
    fault: str


_KEPT = 4096  # texts
_PARSED: dict[str, Tree] = {}  # by text, in this process


def parse(scripts: Mapping[str, str], folder: Path) -> dict[str, Tree]:
    """Return the tree of every script, by the key it came under; `folder` is where the parser runs."""
    texts = [hide(text) for text in scripts.values()]
    _refuse_large(dict(zip(scripts, texts, strict=True)))
    fresh = [text for text in dict.fromkeys(texts) if text not in _PARSED]  # the base release has nearly the same scripts
    if len(_PARSED) > _KEPT:
        _PARSED.clear()
        fresh = list(dict.fromkeys(texts))
    _PARSED.update(zip(fresh, _parse(fresh, folder), strict=True))
    return {key: _PARSED[text] for key, text in zip(scripts, texts, strict=True)}


def _refuse_large(scripts: Mapping[str, str]) -> None:
    for key, text in scripts.items():
        if len(text) > _LARGEST:
            raise Undecided(
                got=f"{key}: a script of {len(text):,} characters",
                expected=f"at most {_LARGEST:,}",
                advice="split it, or move its data to a file that is not a script",
            )


def _parse(texts: Sequence[str], folder: Path) -> list[Tree]:
    if not texts:
        return []
    answer = _shfmt("".join(_wrapped(number, text) for number, text in enumerate(texts)), folder)
    found = msgspec.json.decode(answer.text).get("Stmts", []) if answer.status == 0 else []
    if [_function_name(tree) for tree in found] == [f"{_NAME}{number}" for number in range(len(texts))]:
        return [Tree(statements=_body(tree), fault="") for tree in found]
    if len(texts) == 1:
        return [Tree(statements=[], fault=answer.errors.strip() or "it does not end where it should")]
    half = len(texts) // 2
    return _parse(texts[:half], folder) + _parse(texts[half:], folder)


def _wrapped(number: int, text: str) -> str:
    return f"{_NAME}{number}() {{ :\n{text}\n}}\n"


def _function_name(tree: Json) -> str:
    return str(tree.get("Cmd", {}).get("Name", {}).get("Value", ""))


def _body(tree: Json) -> list[Json]:
    statements = tree["Cmd"]["Body"]["Cmd"]["Stmts"][1:]
    start = tree["Pos"]["Line"]
    # The first line of the script follows the line that opens its function.
    return [_shifted(item, start) for item in statements]


def _shifted(tree: Json, start: int) -> Json:
    # Lines count from the script's own first line again; columns and ends are nobody's question and most of the text.
    if "Line" in tree:
        return {"Line": tree["Line"] - start}
    return {key: _shift(value, start) for key, value in tree.items() if key == "Pos" or not key.endswith(_PLACES)}


def _shift(value: object, start: int) -> object:
    if isinstance(value, dict):
        return _shifted(value, start)
    return [_shift(item, start) for item in value] if isinstance(value, list) else value


def _shfmt(text: str, folder: Path) -> Completed:
    return run(["shfmt", "-ln=bash", "--to-json"], cwd=folder, timeout=_LIMIT, stdin=text.encode(), expect=None, keep_log=False)
