"""The texts are those that the manifests and notices say they are, and nothing that others wrote ships without one."""

from pathlib import Path

import pytest

from facts.licenses.license_texts import carries, is_known
from facts.licenses.notices import Notices
from gates.licensing import allowed_licenses, declared_texts, missing_notices, notice_entries
from gates.licensing.missing_notices import Component
from profiles.schema.licensing import LicensingTable, PackageFolder
from tests.facts.licenses.test_spdx import MIT
from tests.repository import checkout

APACHE = "Apache License\nVersion 2.0, January 2004\nTERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n"
OURS = PackageFolder("ours", ".", "folder", ("LICENSE", "NOTICES.md"))
POLICY = LicensingTable(allowed=("MIT",))


@pytest.mark.parametrize(
    ("license", "text"),
    [
        ("MIT", MIT),
        ("MIT", f"{MIT}\n\nThe fonts are under this one:\n\n{APACHE}"),
        ("MIT OR Apache-2.0", APACHE),
        ("MIT OR Apache-2.0", "Licensed under MIT or Apache-2.0, see LICENSE-MIT and LICENSE-APACHE."),
        ("Elastic-2.0", "Elastic License 2.0"),
        ("MIT", ""),
        ("", APACHE),
    ],
)
def test_the_text_of_our_license_is_accepted(tmp_path: Path, license: str, text: str) -> None:
    """Other texts may follow it, a pointer names it, and a license that nobody can tell is left alone."""
    assert declared_texts.foreign(checkout(tmp_path / "p", {"LICENSE": text}), OURS, license) == []


@pytest.mark.parametrize(("text", "got"), [(APACHE, "Apache-2.0"), ("All rights reserved.\n", "no known license")])
def test_the_text_of_another_license_is_named(tmp_path: Path, text: str, got: str) -> None:
    """A license file that holds another license, or none, gives users what nobody meant."""
    (one,) = declared_texts.foreign(checkout(tmp_path / "p", {"LICENSE": text}), OURS, "MIT")
    assert (one.place, one.expected) == ("LICENSE", "MIT")
    assert one.got.endswith(got)


def test_later_versions_have_the_text_of_their_first() -> None:
    """`-only` and `-or-later` are said beside the same text."""
    text = "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n"
    assert (carries(text, "GPL-3.0-or-later"), carries(text, "MIT"), is_known("GPL-3.0-or-later")) == (True, False, True)


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"v/tiny.py": "x = 1\n", "v/__init__.py": ""}, ["tiny"]),
        ({"v/tiny/code.c": ""}, ["tiny"]),
        ({"v/tiny/LICENSE": MIT, "v/tiny/a/code.c": "", "v/README.md": "ours"}, ["tiny"]),
        ({"v/LICENSE": MIT, "v/a.c": "", "v/b/c.c": ""}, ["v"]),
        ({"v/six.py": "", "v/six.LICENSE": MIT}, []),
        ({"v/six.py": "", "v/LICENSE-six.txt": MIT, "v/o.py": ""}, ["o"]),
    ],
)
def test_what_lies_in_a_vendored_folder_is_a_component(tmp_path: Path, files: dict[str, str], named: list[str]) -> None:
    """Source of others counts with and without a license, as a folder or a file; a root with a license is one itself."""
    found = missing_notices.vendored(checkout(tmp_path / "p", files), ["v/"])
    assert [each.name for each in found if each.name in named or each.name != "v"] == named


@pytest.mark.parametrize(
    ("files", "license"),
    [
        ({"v/tiny.py": "x = 1\n"}, None),
        ({"v/tiny.py": "# SPDX-License-Identifier: MIT\n"}, "MIT"),
        ({"v/tiny.py": '__license__ = "MIT"\n'}, "MIT"),
        ({"v/tiny/Cargo.toml": '[package]\nname = "tiny"\nlicense = "MIT"\n', "v/tiny/a.rs": ""}, "MIT"),
        ({"v/tiny/package.json": '{"name": "tiny", "license": "MIT"}', "v/tiny/a.js": ""}, "MIT"),
        ({"v/tiny/a.c": ""}, None),
    ],
)
def test_a_component_without_a_license_file_may_state_one(tmp_path: Path, files: dict[str, str], license: str | None) -> None:
    """In its manifest, its head or its variable; one that states none is refused."""
    made = checkout(tmp_path / "p", files)
    found = allowed_licenses.all_stated(made, missing_notices.vendored(made, ["v"]), ())
    assert [each.license for each in found] == [license]
    assert bool(allowed_licenses.refused(found, POLICY)) is (license is None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("License: MIT", ["MIT"]),
        ("**License:** GPL-3.0-only", ["GPL-3.0-only"]),
        ("License: the MIT one", []),
        ("See below.", []),
    ],
)
def test_what_the_notices_claim_is_held_against_the_list(line: str, said: list[str]) -> None:
    """A claim in SPDX identifiers counts, any other wording is prose."""
    notices = Notices("NOTICES.md", f"# Notices\n\n## tiny\n\n{line}\n\n{MIT}")
    found = allowed_licenses.claimed(notices, (Component("tiny", "v/tiny/"),))
    assert [each.license for each in found] == said
    assert bool(allowed_licenses.refused(found, POLICY)) is (said == ["GPL-3.0-only"])


@pytest.mark.parametrize(
    ("entry", "gone"),
    [
        (f"Copyright 2024-2025 The Tiny Authors. All rights reserved.\n\n{MIT}", False),
        ("See `v/tiny/LICENSE`", False),
        (MIT, True),
    ],
)
def test_an_entry_keeps_the_copyright_notice(tmp_path: Path, entry: str, gone: bool) -> None:
    """The text travels with the line that says whose it is, in whatever years and signs."""
    license = MIT.replace("2026 Someone", "2025 The Tiny Authors")
    made = checkout(tmp_path / "p", {"v/tiny/LICENSE": license, "NOTICES.md": f"# Notices\n\n## tiny\n\n{entry}\n"})
    found = notice_entries.entries(made, (OURS,), "NOTICES.md", missing_notices.vendored(made, ["v"]))
    uncredited = notice_entries.uncredited(found)
    assert [(one.place, one.got) for one in uncredited] == [("NOTICES.md:3", "the copyright notice of tiny is missing")] * gone


@pytest.mark.parametrize(
    ("name", "ours", "count"), [("LICENSE-APACHE.txt", MIT, 0), ("LICENSE.txt", MIT, 1), ("LICENSE-APACHE.txt", "", 1)]
)
def test_the_license_of_a_part_has_a_file_of_its_name(tmp_path: Path, name: str, ours: str, count: int) -> None:
    """Next to ours, and only if it is called so."""
    row = PackageFolder("ours", ".", "folder", ("LICENSE", name))
    assert len(declared_texts.foreign(checkout(tmp_path / "p", {"LICENSE": ours, name: APACHE}), row, "MIT")) == count
