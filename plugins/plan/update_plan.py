"""`python -m plugins.plan.update_plan` writes plan.toml anew from the test modules; the diff is reviewed."""

import ast
import json
import sys
from dataclasses import asdict
from pathlib import Path

from plugins.plan.plan import FILE, Book, PlanLine, PlanWord, read
from plugins.plan.source_reader import lines

_HEAD = """\
# What has to run. Written by `python -m plugins.plan.update_plan` from the sources, reviewed as a diff.
# The lists of gates and channels are fixed: one without a check leaves its stages incomplete.
"""


def renewed(root: Path) -> Book:
    """Return the book that follows from the sources; gates and channels stay, new ones are added."""
    old, found = read(root), lines(root)
    known = {gate.word for gate in old.gates}
    added = [_subject(root, line, str(line.gate)) for line in found if line.gate and line.gate not in known]
    reached = {channel.word for channel in old.channels}
    opened = [_subject(root, line, line.channel) for line in found if line.channel and line.channel not in reached]
    return Book((*old.gates, *dict.fromkeys(added)), (*old.channels, *dict.fromkeys(opened)), tuple(found))


def text(book: Book) -> str:
    """Return the file's text."""
    parts = [
        _list("gates", [_entry(asdict(gate)) for gate in book.gates]),
        _list("channels", [_entry(asdict(channel)) for channel in book.channels]),
        _list("checks", [_entry(asdict(line)) for line in book.lines]),
    ]
    return _HEAD + "\n".join(parts)


def main(root: Path) -> int:
    """Write the file; print what changed in numbers."""
    before, book = read(root), renewed(root)
    half = (root / FILE).with_suffix(".half")
    half.write_text(text(book), "utf-8")
    half.replace(root / FILE)  # whoever reads meanwhile reads a whole file
    gone = {line.test for line in before.lines} - {line.test for line in book.lines}
    new = {line.test for line in book.lines} - {line.test for line in before.lines}
    print(f"{FILE.name}: {len(book.lines)} tests, {len(new)} new, {len(gone)} gone; review the diff")
    return 0


def _subject(root: Path, line: PlanLine, word: str) -> PlanWord:
    tree = ast.parse((root / line.test.split("::")[0]).read_text("utf-8"))
    title = (ast.get_docstring(tree) or word).split(":")[0].split("\n")[0]
    return PlanWord(word, title, _number(tree), line.stages)


def _number(tree: ast.Module) -> int | None:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.gate"]
    numbers = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
    return next((number for number in numbers if isinstance(number, int)), None)


def _list(name: str, entries: list[str]) -> str:
    return f"{name} = [\n" + "".join(f"  {entry},\n" for entry in entries) + "]\n"


def _entry(values: dict[str, object]) -> str:
    shown = {key: value for key, value in values.items() if value not in (None, (), []) and value is not False}
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in shown.items()) + " }"


def _value(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
