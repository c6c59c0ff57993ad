"""Who may import whom: data flows one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("gates", "delivery", "provenance")
OURS = (*STAGES, "facts", "plugins", "sample", "tests", "benchmarks")
# Types, and the classes of fixtures.
TYPES = ("plugins.release", "plugins.profile", "plugins.examined", "plugins.once", "plugins.notices")
TABLES = "plugins.profile_tables"


def imports(path: Path) -> Iterator[str]:
    """Yield every module of ours that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ([f"plugins.{name.name}" for name in node.names] if node.module == "plugins" else [node.module])
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def modules(*folders: str) -> list[Path]:
    """Return the Python files of some folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "files" not in path.parts]


def is_test(path: Path) -> bool:
    """Whether a file is a test module, a contract of tests or a conftest, which may know pytest."""
    return path.name.startswith("test_") or path.name in ("conftest.py", "contract.py")


def offenders(paths: list[Path], allowed: tuple[str, ...]) -> list[str]:
    """Return the imports of ours that are not allowed, as `file imports module`."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if name.split(".")[0] in OURS and not name.startswith(allowed)
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_nouns_import_facts_and_commands_only(stage: str) -> None:
    """A noun imports its own folder, facts, plugins/commands.py and the structs of the profile's tables."""
    nouns = [path for path in modules(stage) if not is_test(path)]
    assert offenders(nouns, (stage, "facts", "plugins.commands", TABLES)) == []


def test_facts_import_facts_and_commands_only() -> None:
    """The nouns of several stages import each other, plugins/commands.py and the structs of the profile's tables."""
    assert offenders(modules("facts"), ("facts", "plugins.commands", TABLES)) == []


@pytest.mark.parametrize("stage", STAGES)
def test_test_modules_import_their_own_nouns(stage: str) -> None:
    """A test module imports nouns of its own folder, facts, and types."""
    tests = [path for path in modules(stage) if is_test(path)]
    assert offenders(tests, (stage, "facts", "plugins.commands", *TYPES, TABLES)) == []


@pytest.mark.parametrize("folder", ["facts", *STAGES])
def test_nouns_know_no_pytest(folder: str) -> None:
    """Only test modules, contracts and conftests import pytest."""
    found = [path.relative_to(ROOT) for path in modules(folder) if not is_test(path) and "pytest" in imports(path)]
    assert found == []


def test_plugins_never_import_checks() -> None:
    """Plugins do not know any gate, channel or provenance check."""
    assert offenders(modules("plugins"), ("plugins", "facts", "sample")) == []


def test_the_reader_stands_alone() -> None:
    """The reader imports nothing of the suite and is shorter than 250 lines."""
    path = ROOT / "plugins" / "reader.py"
    assert offenders([path], ()) == []
    assert len(path.read_text("utf-8").splitlines()) < 250
