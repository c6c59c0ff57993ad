"""abi3 wheels: names of the interpreter against the table of its stable ABI."""

import importlib.util
from pathlib import Path

import pytest

from core.findings import rules_of
from facts.packages.limited_api import since, taken
from facts.packages.rules import stable_abi_violation
from tests.facts.packages.packed import elf, found, wheel

LINUX = "manylinux_2_28_x86_64"


@pytest.mark.parametrize(
    ("tag", "path", "names", "rules"),
    [
        ("cp39-abi3", "demo/_x.abi3.so", ["PyLong_FromLong", "_PyLong_AsInt"], ["stable-abi-violation"]),
        ("cp38-abi3", "demo/_x.abi3.so", ["PyUnicode_AsUTF8AndSize"], ["stable-abi-violation"]),
        ("cp310-abi3", "demo/_x.abi3.so", ["PyUnicode_AsUTF8AndSize", "PyLong_FromLong", "_Py_Dealloc"], []),
        ("cp39-abi3", "demo/libx.so", [], []),
        ("cp311-cp311", "demo/_x.so", ["_PyLong_AsInt"], []),
    ],
)
def test_names_outside_of_the_stable_abi_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tag: str, path: str, names: list[str], rules: list[str]
) -> None:
    """A private name, or one that a later Python has first; a wheel for one Python may use all of it."""
    monkeypatch.setattr(stable_abi_violation, "taken", lambda data: frozenset(names))
    module = elf("_x.so", "library")
    assert rules_of(found(tmp_path, wheel(f"{tag}-{LINUX}", {path: module}))) == rules


def test_a_real_extension_takes_names_of_the_interpreter() -> None:
    """That of a library which every run of the suite has."""
    found = importlib.util.find_spec("msgspec._core")
    assert found is not None
    assert found.origin is not None
    assert {name for name in taken(Path(found.origin).read_bytes()) if since(name)}


def test_what_is_no_native_file_takes_nothing() -> None:
    """Text, and a name that no table has."""
    assert taken(b"text") == frozenset()
    assert since("PyNobody") is None
