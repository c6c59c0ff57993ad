"""Who may import whom: data flows one way, from the lowest floor up."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("core", "profiles", "facts", "discovery", "gates", "delivery", "provenance", "plugins", "sample")
STAGES = ("gates", "delivery", "provenance")
# The sample is written for the one command that names no project.
ABOVE = {"sample": "plugins"}
OURS = (*FLOORS, "tests", "benchmarks")


def allowed(folder: str) -> set[str]:
    """Return the folders that a folder may import: itself and the floors below, no stage another one."""
    below = set(FLOORS[: FLOORS.index(folder) + 1])
    others = set(STAGES) - {folder}
    return below - others | {sample for sample, user in ABOVE.items() if user == folder}


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def modules(*folders: str) -> list[Path]:
    """Return the Python files of some folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "files" not in path.parts]


def knows_pytest(path: Path) -> bool:
    """Whether a file is a test module, a contract of tests or a conftest."""
    return path.name.startswith("test_") or path.name in ("conftest.py", "contract.py")


def offenders(paths: list[Path], folders: set[str]) -> list[str]:
    """Return the imports of ours that are not allowed, as `file imports module`."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if name.split(".")[0] in OURS and name.split(".")[0] not in folders
    ]


@pytest.mark.parametrize("folder", FLOORS)
def test_a_folder_imports_only_from_the_floors_below(folder: str) -> None:
    """Each folder imports itself and the folders below it, no stage another one, and nobody the tests."""
    assert modules(folder) != []
    assert offenders(modules(folder), allowed(folder)) == []


def test_an_import_from_above_is_found(tmp_path: Path) -> None:
    """The test above refuses a reader that imports a plugin."""
    wrong = ROOT / ".scratch" / tmp_path.name / "wrong.py"
    wrong.parent.mkdir(parents=True, exist_ok=True)
    wrong.write_text("from plugins.run import launcher\n")
    assert offenders([wrong], allowed("facts")) == [f"{wrong.relative_to(ROOT)} imports plugins.run"]


@pytest.mark.parametrize("folder", [floor for floor in FLOORS if floor not in ("plugins", "sample")])
def test_readers_and_judgements_know_no_pytest(folder: str) -> None:
    """Only test modules, contracts and conftests import pytest."""
    found = [path.relative_to(ROOT) for path in modules(folder) if not knows_pytest(path) and "pytest" in imports(path)]
    assert found == []


def derives(path: Path, module: str) -> bool:
    """Whether all that a file takes from another kind's class module are base classes of its own."""
    tree = ast.parse(path.read_text("utf-8"))
    taken = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == module for name in node.names
    }
    bases = {ast.unparse(base) for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases}
    return module.endswith(".channel") and bool(taken) and taken <= bases


def test_a_channel_kind_imports_no_other_kind() -> None:
    """What two kinds of channel share stands in delivery/, so that a kind is one folder; a kind may be a subclass of another."""
    kinds = sorted(
        path.name for path in (ROOT / "delivery" / "channels").iterdir() if path.is_dir() and path.name != "__pycache__"
    )
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for kind in kinds
        for path in modules(f"delivery/channels/{kind}")
        for name in imports(path)
        if name.startswith("delivery.channels.") and name.split(".")[2] != kind and not derives(path, name)
    ]
    assert found == []


def test_the_reader_stands_alone() -> None:
    """The reader imports nothing of the suite and is shorter than 250 lines."""
    path = ROOT / "plugins" / "verdict" / "reader.py"
    assert offenders([path], set()) == []
    assert len(path.read_text("utf-8").splitlines()) < 250
