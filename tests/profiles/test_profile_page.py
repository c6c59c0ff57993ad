"""docs/profile.md holds every struct and every key with its meaning, and every environment variable that the suite reads."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from profiles.schema import profile_page
from profiles.schema.profile import Profile, load

ROOT = Path(__file__).resolve().parents[2]
PAGE = profile_page.text(ROOT)
FOLDERS = ("core", "facts", "gates", "delivery", "provenance", "plugins", "profiles", "discovery")
# Of the caller's environment these are handed on, not read for a decision of ours.
ELSEWHERE = {"PATH", "SDK_DIR"}


def structs(kind: object, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the keys of every struct that a profile may hold, by its name and keys."""
    for held in [kind, *getattr(kind, "__args__", ())]:
        if isinstance(held, type) and issubclass(held, msgspec.Struct):
            if held.__module__ + held.__name__ not in found:
                found[held.__module__ + held.__name__] = {field.encode_name for field in msgspec.structs.fields(held)}
                for field in msgspec.structs.fields(held):
                    structs(field.type, found)
        elif held is not kind:
            structs(held, found)
    return found


def variables() -> set[str]:
    """Return the environment variables that modules of the suite name in a look-up."""
    found = set()
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("environ.get")
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found - ELSEWHERE


def test_no_cell_is_empty() -> None:
    """Every key says what it means."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    assert [row for row in rows if re.search(r"\|\s*\|", row)] == []


@pytest.mark.parametrize(
    ("name", "keys"), structs(Profile, {}).items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_is_on_the_page(name: str, keys: set[str]) -> None:
    """Some table of the page has all keys of the struct."""
    if name.endswith(".Profile") or name.endswith("profileProfile"):
        return
    tables = [set(re.findall(r"^\| `(\w+)`", part, re.M)) for part in re.split(r"^##", PAGE, flags=re.M)]
    assert keys in tables


def test_every_variable_is_on_the_page() -> None:
    """A variable that decides something is listed."""
    assert {"RELEASE_PROJECT", "RELEASE_AGENT"} <= variables()
    assert [name for name in sorted(variables()) if f"`{name}`" not in PAGE] == []


def test_every_example_of_the_page_is_a_profile(tmp_path: Path) -> None:
    """The TOML blocks are read as a user's file would be."""
    blocks = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        path = tmp_path / "release-profile.toml"
        path.write_text(block if "[project]" in block else f'[project]\nname = "demo"\n{block}', "utf-8")
        assert load(path).project.name == "demo"
