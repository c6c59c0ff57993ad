"""What other people wrote is named, comes with its text, and comes under a license that is allowed."""

from pathlib import Path

import pytest

from core.findings import Finding
from core.location import Location
from facts.licenses.notices import Notices
from facts.vcs.git import Checkout
from gates.licensing import allowed_licenses, missing_notices, notice_entries
from gates.licensing.missing_notices import Component
from profiles.schema.licensing import LicenseFile, LicensingTable, PackageFolder
from tests.facts.licenses.test_spdx import MIT
from tests.facts.manifests.test_manifests import CARGO, PACKAGE_LOCK
from tests.repository import checkout

GPL = "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n"
FILES = {
    "vendor/README": "ours",
    "vendor/lite/LICENSE": MIT,
    "vendor/lite/lib/inner/LICENSE-MIT": MIT,
    "vendor/lite/lib/inner/code.c": "",
    "vendor/lite/unlicensed/code.c": "",
    "NOTICES.md": f"# Notices\n\n## Lite\n\n{MIT}\n\n## inner\n\nLicense: `vendor/lite/lib/inner/LICENSE-MIT`\n",
    "package-lock.json": PACKAGE_LOCK,
}


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a project with two vendored components, one inside of the other."""
    return checkout(tmp_path / "project", FILES)


def spoiled(tmp_path: Path, **files: str) -> Checkout:
    """Make the same project with some files replaced."""
    return checkout(tmp_path / "spoiled", FILES | files)


def test_every_folder_with_a_license_of_its_own_is_a_component(project: Checkout) -> None:
    """Nested components count by themselves; a folder without a license file belongs to what is around it."""
    assert [each.name for each in missing_notices.vendored(project, ["vendor"])] == ["lite", "inner"]


def test_components_in_the_notices_are_accepted_and_others_named(project: Checkout) -> None:
    """What the notices do not name is one finding each."""
    vendored = missing_notices.vendored(project, ["vendor"])
    assert missing_notices.unnamed(Notices("NOTICES.md", project.text("NOTICES.md")), vendored) == []
    (one,) = missing_notices.unnamed(Notices("NOTICES.md", "# Notices\n\n## Lite\n"), vendored)
    assert (one.place, one.got) == ("vendor/lite/lib/inner/", "inner ships and is not in NOTICES.md")


def test_only_what_is_certainly_linked_is_asked_for() -> None:
    """Optional crates, macros, our own and those of one platform are left to cargo's own answer."""
    text = CARGO.replace('serde = "1"', 'serde = "1"\nserde_derive = "1"')
    assert [each.name for each in missing_notices.linked_directly("Cargo.toml", text)] == ["serde", "real-name", "table-style"]


def entries(project: Checkout, *rows: PackageFolder) -> list[Finding]:
    """Judge the entries of these packages' notices."""
    vendored = missing_notices.vendored(project, ["vendor"])
    return notice_entries.textless(notice_entries.entries(project, rows, "NOTICES.md", vendored))


def test_a_text_in_the_notices_or_beside_them_travels(project: Checkout) -> None:
    """The text itself and a pointer into the package's own folder are both accepted."""
    assert entries(project, PackageFolder("root", ".", "crate", ("NOTICES.md",))) == []


def test_a_pointer_out_of_the_package_does_not_travel(tmp_path: Path) -> None:
    """Notices copied into a package folder point to files that its users never get."""
    project = spoiled(tmp_path, **{"p/NOTICES.md": FILES["NOTICES.md"]})
    (one,) = entries(project, PackageFolder("p", "p", "python", ("NOTICES.md",)))
    assert one.place == "p/NOTICES.md:15"
    assert one.got.startswith("the license text of inner is not in this package (vendor/lite/lib")


def test_an_entry_that_only_names_a_license_has_no_text(tmp_path: Path) -> None:
    """`License: MIT` is no license text."""
    project = spoiled(tmp_path, **{"NOTICES.md": "## Lite\n\nLicense: MIT\n"})
    (one,) = entries(project, PackageFolder("root", ".", "crate", ("NOTICES.md",)))
    assert (one.place, one.got) == ("NOTICES.md:1", "the license text of lite is not in this package (no text)")


def test_packages_that_owe_no_notices_are_not_asked(project: Checkout) -> None:
    """A folder that owes only a license has no entries."""
    assert entries(project, PackageFolder("go", ".", "go", ("LICENSE",))) == []


SOURCES = (LicenseFile("lock", "package-lock.json", "package-lock"),)
POLICY = LicensingTable(allowed=("MIT",))


def refused(project: Checkout, policy: LicensingTable = POLICY) -> list[Finding]:
    """Judge every stated license of a project."""
    vendored = missing_notices.vendored(project, ["vendor"])
    return allowed_licenses.refused(allowed_licenses.all_stated(project, vendored, SOURCES), policy)


def test_allowed_licenses_are_accepted_and_development_does_not_ship(project: Checkout) -> None:
    """MIT texts and MIT packages pass; a GPL tool of the developers does not ship."""
    assert refused(project) == []


def test_a_vendored_text_that_is_not_allowed_is_named(tmp_path: Path) -> None:
    """The text decides, not what the notices say about it."""
    (one,) = refused(spoiled(tmp_path, **{"vendor/lite/LICENSE": GPL}))
    assert (one.place, one.got) == ("vendor/lite/LICENSE", "lite ships under GPL-3.0-only")


def test_a_text_that_nobody_knows_is_refused_unless_excepted(tmp_path: Path) -> None:
    """An unknown text is not taken for an allowed one; the profile may accept a component with a reason."""
    project = spoiled(tmp_path, **{"vendor/lite/LICENSE": "Do what you like on Tuesdays."})
    (one,) = refused(project)
    assert one.got.endswith("ships under no known license")
    assert refused(project, LicensingTable(allowed=("MIT",), exceptions={"lite": "asked the author, see the mail of May"})) == []


def test_a_license_that_the_source_states_counts_too(tmp_path: Path) -> None:
    """`__license__` of vendored Python speaks for its folder."""
    (one,) = refused(spoiled(tmp_path, **{"vendor/lite/__init__.py": '__license__ = "GPL-3.0-only"\n'}))
    assert (one.place, one.got) == ("vendor/lite/__init__.py:1", "lite ships under GPL-3.0-only")


def test_an_installed_package_that_ships_is_judged(tmp_path: Path) -> None:
    """A package-lock's production package under the GPL, or without a license, is named with its line."""
    lock = PACKAGE_LOCK.replace('"license": "MIT"', '"license": "GPL-3.0"')
    (one,) = refused(spoiled(tmp_path, **{"package-lock.json": lock}))
    assert (one.place, one.got.split()[0]) == ("package-lock.json:10", "left")


def test_an_exception_names_a_component_with_or_without_its_version() -> None:
    """A crate is called by name and version, an exception may leave the version out."""
    terms = [allowed_licenses.Terms("ring 0.17.0", "custom", Location("Cargo.toml"))]
    assert (
        allowed_licenses.refused(terms, LicensingTable(allowed=("MIT",), exceptions={"ring": "its text was read in March"})) == []
    )
    assert len(allowed_licenses.refused(terms, POLICY)) == 1


def test_a_component_knows_where_it_was_seen() -> None:
    """A finding has the place that shows that the component ships."""
    (one,) = missing_notices.unnamed(Notices("N", ""), [Component("x", "Cargo.toml", 3)])
    assert (one.place, one.got) == ("Cargo.toml:3", "x ships and is not in N")
