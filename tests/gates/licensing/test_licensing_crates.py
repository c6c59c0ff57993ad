"""What cargo really links is what is judged: macros, tests and build scripts are not, what they bring in is not either."""

from pathlib import Path
from typing import Any

import pytest

from facts.licenses.notices import Notices
from gates.licensing import allowed_licenses, missing_notices
from gates.licensing.linked_crates import Crates
from profiles.schema.licensing import LicensingTable, LinkedBinary
from tests.repository import checkout
from tests.tools import needs

POLICY = LicensingTable(allowed=("MIT",))
LIB = '[lib]\npath = "lib.rs"\n'


def crate(name: str, more: str = "", license: str = "MIT", lib: str = LIB) -> str:
    """Write the manifest of a small crate."""
    return f'[package]\nname = "{name}"\nversion = "1.0.0"\nlicense = "{license}"\n{lib}{more}'


def files(license: str = "MIT") -> dict[str, str]:
    """Write a workspace that links one foreign crate, and others only while building and testing."""
    wanted = (
        '[dependencies]\nlinked = { path = "vendor/linked" }\nmacro = { path = "vendor/macro" }\n'
        '[dev-dependencies]\ntested = { path = "vendor/tested" }\n'
        '[build-dependencies]\nbuilt = { path = "vendor/built" }\n[workspace]\n'
    )
    macro = crate("macro", '[dependencies]\nquoted = { path = "../quoted" }\n', "GPL-3.0-only", f"{LIB}proc-macro = true\n")
    manifests = {
        "Cargo.toml": crate("core", wanted),
        "vendor/linked/Cargo.toml": crate("linked", '[dependencies]\nbelow = { path = "../below" }\n'),
        "vendor/below/Cargo.toml": crate("below", license=license),
        "vendor/macro/Cargo.toml": macro,
        **{f"vendor/{name}/Cargo.toml": crate(name, license="GPL-3.0-only") for name in ("quoted", "tested", "built")},
    }
    return manifests | {path.replace("Cargo.toml", "lib.rs"): "" for path in manifests}


@pytest.fixture
def crates(tmp_path: Path) -> Any:
    """Ask about a project of these files."""

    def ask(named: dict[str, str]) -> Crates:
        project = checkout(tmp_path / "project", named)
        done: dict[str, Any] = {}
        once = lambda key, make: done[key] if key in done else done.setdefault(key, make())
        return Crates(
            LinkedBinary("core", "Cargo.toml", lock=""), project.path, project.head, tmp_path / "work", once, ["vendor"]
        )

    return ask


@needs("cargo")
def test_what_is_linked_is_found_to_the_bottom_and_nothing_else(crates: Any) -> None:
    """A crate below a linked crate ships; macros and what tests and build scripts need do not."""
    asked = crates(files())
    assert [each.component for each in asked.terms(asked.manifest)] == ["below 1.0.0", "linked 1.0.0"]
    assert allowed_licenses.refused(asked.terms(asked.manifest), POLICY) == []


@needs("cargo")
def test_a_license_below_is_judged(crates: Any) -> None:
    """A crate that only a dependency asks for is refused all the same."""
    asked = crates(files("GPL-3.0-only"))
    (one,) = allowed_licenses.refused(asked.terms(asked.manifest), POLICY)
    assert (one.place, one.got) == ("Cargo.toml", "below 1.0.0 ships under GPL-3.0-only")


@needs("cargo")
def test_what_is_linked_has_to_be_in_the_notices(crates: Any) -> None:
    """Every linked crate that the notices do not name is one finding."""
    asked = crates(files())
    (one,) = missing_notices.unnamed(Notices("N", "## linked\n"), asked.components(asked.manifest))
    assert (one.place, one.got) == ("Cargo.toml", "below 1.0.0 ships and is not in N")


@needs("cargo")
def test_the_control_is_refused_by_both_judgements(crates: Any) -> None:
    """The stranger is named by name and by license."""
    asked = crates(files())
    assert "SSPL-1.0" in allowed_licenses.refused(asked.terms(asked.stranger), POLICY)[0].got
    assert missing_notices.unnamed(Notices("N", ""), asked.components(asked.stranger))[0].got.startswith("stranger ")


def test_the_floor_is_what_the_manifest_asks_for_by_itself(crates: Any) -> None:
    """Cargo cannot link fewer crates than the manifest names."""
    text = '[package]\nname = "core"\n[dependencies]\na = "1"\nb = "1"\nc_derive = "1"\n'
    assert crates({"Cargo.toml": text}).minimum == 2
