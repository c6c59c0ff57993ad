"""The files that list what the suite stands on say the same."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def pinned(text: str) -> set[str]:
    """Return `name==version` of every line that pins one."""
    return {f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}" for name, version in _PIN.findall(text)}


def names(text: str) -> set[str]:
    """Return the names of what is pinned."""
    return {each.partition("==")[0] for each in pinned(text)}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes_wherever_it_is_installed(name: str) -> None:
    """A fresh environment has all of them: CI installs the second file alone."""
    text = (ROOT / name).read_text("utf-8")
    assert pinned((ROOT / "requirements.in").read_text("utf-8")) - pinned(text) == set()
    assert names((ROOT / "requirements.txt").read_text("utf-8")) - names(text) == set()
    blocks = re.split(r"^(?=[\w.-]+(?:\[[^\]]*\])?==)", text, flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if pinned(block) and "--hash=sha256:" not in block] == []


def test_the_package_depends_on_what_the_requirements_name() -> None:
    """Of two lists, one is older."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert pinned("\n".join(stated)) == pinned((ROOT / "requirements.in").read_text("utf-8"))
