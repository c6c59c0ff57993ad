"""Every kind of manifest and lock file says what it states and where."""

import pytest

from core.errors import Undecided
from facts.manifests import cargo_toml, go_mod, package_json, pyproject_toml, uv_lock

CARGO = """[package]
name = "core"
version = "1.2.3"
license = "MIT"

[dependencies]
serde = "1"
renamed = { package = "real-name", version = "2" }
maybe = { version = "1", optional = true }
ours = { path = "../ours" }

[dependencies.table-style]
version = "3"

[target.'cfg(windows)'.dependencies]
windows-sys = "0.5"

[dev-dependencies]
tempfile = "3"

[build-dependencies]
cc = "1"
"""
CARGO_LOCK = """version = 4

[[package]]
name = "core"
version = "1.2.3"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://example.invalid/index"
"""
PACKAGE_LOCK = """{
  "name": "core",
  "version": "1.2.3",
  "lockfileVersion": 3,
  "packages": {
    "": {
      "name": "core",
      "version": "1.2.2"
    },
    "node_modules/left": {
      "version": "2.0.0",
      "license": "MIT"
    },
    "node_modules/@scope/tool": {
      "version": "3.0.0",
      "dev": true,
      "license": "GPL-3.0"
    }
  }
}
"""


def test_a_cargo_manifest_states_its_version_with_its_line() -> None:
    """The version of a Cargo.toml is read from its package table."""
    (stated,) = cargo_toml.Manifest.parse("Cargo.toml", CARGO).versions
    assert (str(stated.at), stated.field, stated.value) == ("Cargo.toml:3", "package.version", "1.2.3")


def test_a_workspace_version_is_stated_too() -> None:
    """A member inherits its version, the workspace states it."""
    workspace = cargo_toml.Manifest.parse("Cargo.toml", '[workspace.package]\nversion = "2.0.0"\n')
    member = cargo_toml.Manifest.parse("m/Cargo.toml", '[package]\nname = "m"\nversion.workspace = true\n')
    assert [each.value for each in workspace.versions] == ["2.0.0"]
    assert member.versions == ()


def test_only_normal_dependencies_are_linked() -> None:
    """Tests' and build scripts' dependencies are left out; renames, options, paths and platforms are told apart."""
    found = {each.name: each for each in cargo_toml.Manifest.parse("Cargo.toml", CARGO).dependencies}
    assert set(found) == {"serde", "real-name", "maybe", "ours", "table-style", "windows-sys"}
    assert found["maybe"].optional
    assert found["ours"].is_local
    assert found["windows-sys"].platform == "cfg(windows)"
    assert (found["serde"].line, found["real-name"].line, found["table-style"].line) == (7, 8, 12)


def test_a_cargo_lock_states_our_own_packages_only() -> None:
    """A package with a source is somebody else's, whatever its name."""
    stated = cargo_toml.locked_versions("Cargo.lock", CARGO_LOCK, ("core", "serde"))
    assert [(str(each.at), each.field, each.value) for each in stated] == [("Cargo.lock:5", "package core", "1.2.3")]


def test_a_package_lock_states_its_version_twice() -> None:
    """Both fields are read, each with its own line."""
    stated = package_json.locked_versions("package-lock.json", PACKAGE_LOCK)
    assert [(each.line, each.value) for each in stated] == [(3, "1.2.3"), (8, "1.2.2")]


def test_a_package_lock_tells_what_ships() -> None:
    """Development packages do not ship; scoped names are read whole."""
    found = {each.name: (each.license, each.is_shipped) for each in package_json.locked("package-lock.json", PACKAGE_LOCK)}
    assert found == {"left": ("MIT", True), "@scope/tool": ("GPL-3.0", False)}


def test_a_key_stated_twice_is_unreadable() -> None:
    """JSON with a key stated twice means different things to different readers."""
    with pytest.raises(Undecided, match="package.json: the key 'version' is stated twice"):
        package_json.Manifest.parse("package.json", '{"version": "1.0.0", "version": "1.0.1"}')


def test_broken_toml_is_undecided_by_name() -> None:
    """A manifest that does not parse is named with the parser's own place."""
    with pytest.raises(Undecided, match=r"pyproject.toml: .*line 1.*expected a file that reads as TOML"):
        pyproject_toml.Manifest.parse("pyproject.toml", "[project\n")


def test_a_python_project_states_version_license_and_files() -> None:
    """The project table is read; a dynamic version is stated elsewhere."""
    text = '[project]\nname = "p"\nversion = "1.0.0"\nlicense = { text = "MIT" }\nlicense-files = ["LICENSE"]\n'
    manifest = pyproject_toml.Manifest.parse("pyproject.toml", text)
    assert (manifest.versions[0].line, manifest.license, manifest.license_files) == (3, "MIT", ("LICENSE",))
    dynamic = pyproject_toml.Manifest.parse("pyproject.toml", '[project]\nname = "p"\ndynamic = ["version"]\n')
    assert dynamic.versions == ()
    assert "LICEN[CS]E*" in dynamic.license_files


def test_an_assigned_version_is_read_without_running_the_file() -> None:
    """The constant at the top level counts, one inside of a function does not."""
    text = 'raise SystemExit\n__version__ = "1.0.0"\ndef f():\n    __version__ = "2"\n'
    (stated,) = pyproject_toml.assigned("p/__init__.py", text, ("__version__",))
    assert (str(stated.at), stated.value) == ("p/__init__.py:2", "1.0.0")


def test_a_uv_lock_states_our_own_project() -> None:
    """An editable or virtual source is ours; names are compared as indexes compare them."""
    text = (
        '[[package]]\nname = "our-p"\nversion = "1.0.0"\nsource = { editable = "." }\n'
        '[[package]]\nname = "x"\nversion = "2"\nsource = { registry = "r" }\n'
    )
    (stated,) = uv_lock.locked_versions("uv.lock", text, ("Our_P", "x"))
    assert (stated.line, stated.value) == (3, "1.0.0")


def test_pinned_requirements_are_read() -> None:
    """Extras, markers and hashes do not hide a pin; a range is none."""
    text = "Some_Thing[extra]==1.0 ; python_version > '3' \\\n    --hash=sha256:00\nloose>=2\n# note==3\n"
    assert uv_lock.pinned(text) == (("some-thing", "1.0"),)


def test_a_go_module_states_path_and_requirements() -> None:
    """The module line and both forms of require are read."""
    manifest = go_mod.Manifest(
        "go.mod",
        "// c\nmodule example.com/a/b/v2\n\nrequire example.com/x v1.0.0\nrequire (\n\texample.com/y v0.1.0 // indirect\n)\n",
    )
    assert (manifest.module, manifest.module_line) == ("example.com/a/b/v2", 2)
    assert manifest.requires == (("example.com/x", "v1.0.0"), ("example.com/y", "v0.1.0"))


def test_go_requires_what_its_blocks_say() -> None:
    """Comments, replacements and what is excluded or retracted ask for nothing."""
    text = (
        "module example.org/demo\n\n// v1.0.1 is broken\nretract v1.0.1\n\nrequire example.org/a v1.0.0 // indirect\n"
        "require (\n\t// v2 soon\n\texample.org/b v1.2.0\n)\nreplace (\n\texample.org/c v1.0.0 => example.org/d v1.0.0\n)\n"
        "exclude (\n\texample.org/e v1.0.0\n)\n"
    )
    assert go_mod.Manifest("go.mod", text).requires == (("example.org/a", "v1.0.0"), ("example.org/b", "v1.2.0"))


def test_a_byte_order_mark_is_read_as_each_tool_reads_it() -> None:
    """Node, npm and cargo skip it; pip and build refuse such a pyproject.toml, and so is it refused here."""
    assert package_json.Manifest.parse("package.json", '\ufeff{"name": "a", "version": "1.0.0"}').document["name"] == "a"
    assert cargo_toml.Manifest.parse("Cargo.toml", f"\ufeff{CARGO}").name == "core"
    with pytest.raises(Undecided):
        pyproject_toml.Manifest.parse("pyproject.toml", '\ufeff[project]\nname = "a"\n')
    with pytest.raises(Undecided):
        package_json.Manifest.parse("package.json", '\ufeff\ufeff{"name": "a"}')


LONE = "example.org/demo/ext v0.0.0-00010101000000-000000000000"


@pytest.mark.parametrize(
    ("text", "unfetchable"),
    [
        (f"require {LONE}\n\nreplace example.org/demo/ext => ./ext\n", {"example.org/demo/ext"}),
        (f"require (\n\t{LONE} // no tag\n)\n\nreplace (\n\texample.org/demo/ext v1.0.0 => ./ext\n)\n", {"example.org/demo/ext"}),
        (f"require {LONE}\n", set()),
        ("require example.org/demo/ext v1.2.0\n\nreplace example.org/demo/ext => ./ext\n", set()),
        (f"// require {LONE}\n\nreplace example.org/demo/ext => ./ext\n", set()),
    ],
)  # fmt: skip
def test_what_only_a_replacement_makes_good_cannot_be_fetched(text: str, unfetchable: set[str]) -> None:
    """The go command reads replacements of the main module alone; a version that exists is fetched all the same."""
    assert go_mod.Manifest("go.mod", f"module example.org/demo\n\n{text}").unfetchable == unfetchable
