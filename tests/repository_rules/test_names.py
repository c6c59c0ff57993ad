"""A name means one thing: no two rooms have a module or a class of the same name that mean different things."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("core", "profiles", "facts", "discovery", "gates", "delivery", "provenance", "plugins")
# One module of this name in each folder of a kind of channel; `profiles/schema/` and `discovery/` name a table and where it is from.
EACH_CHANNEL = {"channel.py", "index.py", "staging_server.py"}
SAME_SUBJECT = {"profile.py", "programs.py", "suites.py", "reader.py"}
FORBIDDEN = {"Table", "Row", "Page", "Step", "Entry", "Record", "Item", "Info", "Data", "Manager"}


def modules() -> list[Path]:
    """Return every module of the suite that is not a test."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if not path.name.startswith("test_")]


def test_no_two_modules_share_a_name() -> None:
    """A reader who looks for a file by its name finds one."""
    places = defaultdict(list)
    for path in modules():
        if path.name not in {"__init__.py", "__main__.py", "conftest.py"} | EACH_CHANNEL | SAME_SUBJECT:
            places[path.name].append(str(path.relative_to(ROOT)))
    assert len(places) > 300
    assert [found for found in places.values() if len(found) > 1] == []


def test_no_class_has_a_name_that_says_nothing() -> None:
    """Row, Page, Step and the like are called for what they are of."""
    assert len(modules()) > 300
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in modules()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and node.name in FORBIDDEN
    ]
    assert found == []
