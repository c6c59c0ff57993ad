"""Each package folder holds and carries what it owes."""

from pathlib import Path

import pytest

from core.findings import Finding
from gates.licensing import declared_licenses, license_files
from profiles.schema.licensing import PackageFolder
from tests.facts.licenses.test_spdx import MIT
from tests.repository import checkout

TEXTS = {"LICENSE": "MIT License\n", "THIRD.md": "# Notices\n"}
OWES = ("LICENSE", "THIRD.md")
PYPROJECT = '[project]\nname = "p"\nlicense = "MIT"\n'
PACKAGE = '{\n  "name": "p",\n  "license": "MIT",\n  "files": ["dist"]\n}\n'
CRATE = '[package]\nname = "p"\nversion = "1.0.0"\nlicense = "MIT"\n'


def shortfalls(tmp_path: Path, kind: str, files: dict[str, str], path: str = "p") -> list[Finding]:
    """Judge a package folder of this kind."""
    project = checkout(tmp_path / "project", files)
    return license_files.shortfalls(project, PackageFolder("p", path, kind, OWES))


def test_a_wheel_that_names_its_files_is_accepted(tmp_path: Path) -> None:
    """Both files lie in the folder and license-files names both."""
    manifest = PYPROJECT + 'license-files = ["LICENSE", "THIRD.md"]\n'
    assert shortfalls(tmp_path, "python", {"p/pyproject.toml": manifest} | {f"p/{k}": v for k, v in TEXTS.items()}) == []


def test_files_that_are_missing_are_named(tmp_path: Path) -> None:
    """A license at the repository's root is not in the package's folder."""
    found = shortfalls(tmp_path, "python", {"p/pyproject.toml": PYPROJECT, **TEXTS})
    assert [(one.place, one.got) for one in found] == [("p/LICENSE", "a missing file"), ("p/THIRD.md", "a missing file")]


def test_an_empty_license_is_refused(tmp_path: Path) -> None:
    """An empty file gives nobody a license."""
    files = {"p/LICENSE": "\n", "p/THIRD.md": "# Notices\n"}
    (one,) = shortfalls(tmp_path, "folder", files)
    assert (one.place, one.got) == ("p/LICENSE", "an empty file")


def test_a_file_that_the_wheel_leaves_out_is_named(tmp_path: Path) -> None:
    """The default patterns take LICENSE along, but no notices of another name."""
    (one,) = shortfalls(tmp_path, "python", {"p/pyproject.toml": PYPROJECT} | {f"p/{k}": v for k, v in TEXTS.items()})
    assert one.place == "p/pyproject.toml:1"
    assert one.got.startswith("wheel and sdist are built without THIRD.md")


def test_a_file_that_the_tarball_leaves_out_is_named(tmp_path: Path) -> None:
    """A package always holds its LICENSE, whatever `files` says, and its notices only where `files` names them."""
    files = {"p/package.json": PACKAGE} | {f"p/{k}": v for k, v in TEXTS.items()}
    (one,) = shortfalls(tmp_path, "node", files)
    assert one.place == "p/package.json:4"
    assert one.got.startswith("the package is packed without THIRD.md")


@pytest.mark.parametrize("entry", ["THIRD.md", "*.md", "./THIRD.md", "**/*.md"])
def test_a_tarball_that_names_its_notices_is_accepted(tmp_path: Path, entry: str) -> None:
    """Names and globs both name a file."""
    files = {"p/package.json": PACKAGE.replace('"dist"', f'"dist", "{entry}"')} | {f"p/{k}": v for k, v in TEXTS.items()}
    assert shortfalls(tmp_path, "node", files) == []


@pytest.mark.parametrize("key", ['include = ["src/**"]', 'exclude = ["*.md", "LICENSE"]'])
def test_a_crate_whose_lists_leave_files_out_is_refused(tmp_path: Path, key: str) -> None:
    """`include` without them and `exclude` with them both leave the files out."""
    found = shortfalls(tmp_path, "crate", {"Cargo.toml": f"{CRATE}{key}\n", **TEXTS}, ".")
    assert [(one.place, one.got.partition(":")[0]) for one in found] == [
        ("Cargo.toml", "the crate is packed without LICENSE"),
        ("Cargo.toml", "the crate is packed without THIRD.md"),
    ]


@pytest.mark.parametrize("key", ["", 'include = ["src/**", "LICENSE", "*.md"]', 'exclude = ["/tests"]'])
def test_a_crate_that_packs_its_files_is_accepted(tmp_path: Path, key: str) -> None:
    """Without lists everything is packed; with them what they name."""
    assert shortfalls(tmp_path, "crate", {"Cargo.toml": f"{CRATE}{key}\n", **TEXTS}, ".") == []


def test_a_go_module_gets_the_license_of_the_repository(tmp_path: Path) -> None:
    """The go command adds the root's LICENSE to a module in a folder, and nothing else."""
    (one,) = shortfalls(tmp_path, "go", {"p/go.mod": "module m\n", **TEXTS})
    assert (one.place, one.got) == ("p/THIRD.md", "a missing file")


def test_manifests_that_declare_our_license_are_accepted(tmp_path: Path) -> None:
    """Each ecosystem's own way to declare MIT is MIT."""
    files = {"a/pyproject.toml": PYPROJECT, "b/package.json": PACKAGE, "c/Cargo.toml": CRATE}
    rows = [
        PackageFolder("a", "a", "python"),
        PackageFolder("b", "b", "node"),
        PackageFolder("c", "c", "crate"),
        PackageFolder("d", "d", "go"),
    ]
    declared = declared_licenses.declared(checkout(tmp_path / "project", files), rows)
    assert len(declared) == 3
    assert declared_licenses.misdeclared(declared, "MIT") == []


def test_manifests_that_declare_another_or_none_are_named(tmp_path: Path) -> None:
    """Another license and no license at all are refused, each with what was got."""
    files = {"a/pyproject.toml": PYPROJECT.replace("MIT", "Apache-2.0"), "b/package.json": '{"name": "p"}'}
    declared = declared_licenses.declared(
        checkout(tmp_path / "project", files), [PackageFolder("a", "a", "python"), PackageFolder("b", "b", "node")]
    )
    assert [(one.place, one.got) for one in declared_licenses.misdeclared(declared, "MIT")] == [
        ("a/pyproject.toml", "declares Apache-2.0"),
        ("b/package.json", "declares no license"),
    ]


def test_a_file_that_is_copied_in_before_packing_is_accepted(tmp_path: Path) -> None:
    """A hook of npm, a script that it calls, and the script that the profile names may supply an owed file."""
    hook = '{"name": "p", "files": ["THIRD.md"], "scripts": {"prepack": "npm run stage", "stage": "node scripts/stage.js ."}}'
    files = {"p/package.json": hook, "p/scripts/stage.js": 'copy("LICENSE"); copy("THIRD.md")'}
    project = checkout(tmp_path / "project", files | {"release.sh": "cp LICENSE THIRD.md q/"})
    assert license_files.shortfalls(project, PackageFolder("p", "p", "node", OWES)) == []
    assert license_files.shortfalls(project, PackageFolder("q", "q", "folder", OWES, "release.sh")) == []
    assert len(license_files.shortfalls(project, PackageFolder("q", "q", "folder", OWES))) == 2


def test_an_inherited_license_and_a_license_file_are_declarations(tmp_path: Path) -> None:
    """A workspace declares for its members, and a named file declares what its text says."""
    files = {
        "Cargo.toml": '[workspace.package]\nlicense = "MIT"\n',
        "crates/a/Cargo.toml": '[package]\nname = "a"\nlicense.workspace = true\n',
        "py/pyproject.toml": '[project]\nname = "p"\nlicense = { file = "LICENSE" }\n',
        "py/LICENSE": MIT,
    }
    rows = [PackageFolder("a", "crates/a", "crate"), PackageFolder("p", "py", "python")]
    declared = declared_licenses.declared(checkout(tmp_path / "project", files), rows)
    assert [each.license for each in declared] == ["MIT", "MIT"]


@pytest.mark.parametrize(("license", "count"), [("MIT", 0), ("Apache-2.0", 1)])
def test_a_root_that_is_a_package_too_inherits_from_itself(tmp_path: Path, license: str, count: int) -> None:
    """`[workspace.package]` and `[package]` in one file."""
    text = f'[workspace.package]\nlicense = "{license}"\n[package]\nname = "a"\nlicense = {{ workspace = true }}\n'
    found = declared_licenses.declared(checkout(tmp_path / "p", {"Cargo.toml": text}), [PackageFolder("a", ".", "crate")])
    assert len(declared_licenses.misdeclared(found, "MIT")) == count


@pytest.mark.parametrize(("name", "count"), [("MIT License", 0), ("Apache Software License", 1), ("BSD License", 1)])
def test_a_classifier_alone_declares_a_license(tmp_path: Path, name: str, count: int) -> None:
    """As projects did before PEP 639."""
    text = f'[project]\nname = "a"\nclassifiers = ["License :: OSI Approved :: {name}"]\n'
    found = declared_licenses.declared(checkout(tmp_path / "p", {"pyproject.toml": text}), [PackageFolder("a", ".", "python")])
    assert len(declared_licenses.misdeclared(found, "MIT")) == count


COMPUTED = '[build-system]\nbuild-backend = "maturin"\n[project]\nname = "a"\ndynamic = ["license"]\n{0}'
OF_CRATE = '[package]\nname = "a"\nversion = "1.0.0"\nlicense = "{0}"\n'


@pytest.mark.parametrize(
    ("more", "files", "count"),
    [
        ('[tool.maturin]\nmanifest-path = "a/Cargo.toml"\n', {"a/Cargo.toml": OF_CRATE.format("MIT")}, 0),
        ("", {"Cargo.toml": OF_CRATE.format("MIT")}, 0),
        ("", {"Cargo.toml": OF_CRATE.format("ISC")}, 1),
        ("", {}, 1),
        ('[tool.maturin]\nmanifest-path = "gone/Cargo.toml"\n', {}, 1),
    ],
)
def test_a_license_that_the_backend_fills_in_is_that_of_the_crate(tmp_path, more, files, count):
    """Where there is none to take it from, none is declared."""
    project = checkout(tmp_path / "p", {"pyproject.toml": COMPUTED.format(more), **files})
    found = declared_licenses.declared(project, [PackageFolder("a", ".", "python")])
    assert len(declared_licenses.misdeclared(found, "MIT")) == count


def test_the_texts_of_a_choice_of_licenses_are_one_finding(tmp_path):
    """A package without either lacks its license once; other files that it owes stay apart."""
    row = PackageFolder("q", "q", "folder", ("LICENSE-APACHE", "LICENSE-MIT", "NOTICE"))
    found = license_files.shortfalls(checkout(tmp_path / "p", {"q/a.txt": "x"}), row)
    assert [(each.path, each.got) for each in found] == [("q/LICENSE-APACHE", "2 missing files"), ("q/NOTICE", "a missing file")]
    one = license_files.shortfalls(checkout(tmp_path / "o", {"q/LICENSE-MIT": "x", "q/NOTICE": "x"}), row)
    assert [each.got for each in one] == ["a missing file"]
