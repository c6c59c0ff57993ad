"""docs/architecture.md names functions that exist, and its two paths stay short."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PATHS = [part for part in PAGE.split("\n## ") if re.search(r"^1\. `", part, re.MULTILINE)]
STEPS = re.findall(r"^\d+\. `([\w/]+\.py)` `(\w+)`", PAGE, re.MULTILINE)


def test_there_are_two_paths_of_at_most_25_functions() -> None:
    """One of a parameter, one of a finding; every numbered line names a file and a function."""
    lengths = [len(re.findall(r"^\d+\. ", part, re.MULTILINE)) for part in PATHS]
    assert len(lengths) == 2
    assert max(lengths) <= 25
    assert sum(lengths) == len(STEPS)


@pytest.mark.parametrize(("path", "name"), dict.fromkeys(STEPS), ids=lambda value: value.rpartition("/")[2])
def test_every_function_is_there(path: str, name: str) -> None:
    """A function or class of that name is defined in that file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize("folder", re.findall(r"^\| `(\w+)/", PAGE, re.MULTILINE))
def test_every_folder_is_there(folder: str) -> None:
    """The table names folders of the repository."""
    assert (ROOT / folder).is_dir()
