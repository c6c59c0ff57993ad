"""Formulas, Go modules, crates and archives that differ in one small thing: some are wrong, most are right."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.cases.packages.pack import archive
from tests.facts.packages.packed import VERSION, Content, elf, found, wheel

LINUX, NAME = "demo-1.1.0-linux-x86_64.tar.gz", "demo-1.1.0"
PACKED = {f"{NAME}/demo-linux": elf(), f"{NAME}/LICENSE": b"MIT"}
MODULE = '[cfg(feature = "net")]\npub mod net { pub struct Client; }\n'


def formula(line: str) -> dict[str, Any]:
    """A formula of one line in `install`, and the archive that it downloads."""
    digest = sha256(archive(LINUX, PACKED, {})).hexdigest()
    text = (
        f'class Demo < Formula\n  desc "Demo"\n  homepage "https://demo.test"\n  url "https://demo.test/v{VERSION}/{LINUX}"\n'
        f'  version "{VERSION}"\n  sha256 "{digest}"\n\n  def install\n    {line}\n  end\nend\n'
    )
    return {LINUX: PACKED, "demo.rb": {"demo.rb": text}}


def golang(module: str, version: str) -> dict[str, Any]:
    """A module zip whose go.mod has this module line."""
    root = f"gopkg.in/demo.v3@{version}" if "gopkg" in module else f"example.com/demo@{version}"
    files = {"go.mod": f"module {module}\n\ngo 1.21\n", "demo.go": "package demo\n", "LICENSE": "MIT"}
    return {f"{version}.zip": {f"{root}/{path}": text for path, text in files.items()}}


def crate(root: str) -> dict[str, Any]:
    """A crate with a default feature that adds a module."""
    manifest = '[package]\nname = "demo"\nversion = "1.1.0"\nedition = "2021"\n\n[features]\ndefault = ["net"]\nnet = []\n'
    return {"demo-1.1.0.crate": {"demo-1.1.0/Cargo.toml": manifest, "demo-1.1.0/src/lib.rs": f"#{MODULE}{root}\n"}}


def python(minimum: str, text: str) -> dict[str, Any]:
    """A wheel for every Python from a version on."""
    stated = f"Metadata-Version: 2.1\nName: demo\nVersion: {VERSION}\nRequires-Python: >={minimum}\n"
    return wheel("py3-none-any", {"demo/a.py": text, f"demo-{VERSION}.dist-info/METADATA": stated})


def windows(**files: Content) -> dict[str, Any]:
    """An archive for Windows next to one for Linux with a program `demo`."""
    there = {path.replace("_", "."): data for path, data in files.items()}
    return {
        LINUX: {f"{NAME}/demo": elf()},
        "demo-1.1.0-windows-x86_64.zip": {f"{NAME}/{path}": text for path, text in there.items()},
    }


BAD = [
    ("formula-file-missing", formula('bin.install "demo"')),
    ("formula-file-missing", formula("bin.install 'demo'")),
    ("formula-file-missing", formula('bin.install "demo" => "other"')),
    ("formula-file-missing", formula('bin.install "demo-#{version}" => "demo", "demo" => "other"')),
    ("go-module-path-mismatch", golang("example.com/demo", "v2.1.0")),
    ("go-module-path-mismatch", golang("gopkg.in/demo.v3", "v2.1.0")),
    ("feature-gate-missing", crate("pub use crate::net::Client;")),
    ("feature-gate-missing", crate('#[cfg(not(feature = "other"))]\ncompile_error!("other");\npub use crate::net::Client;')),
    ("module-missing", wheel("py3-none-any", {"demo/a.py": "\ufefffrom demo.gone import x\n"})),
    ("requires-python-too-low", python("3.9", "type Number = int\n")),
    ("requires-python-too-low", python("3.11", "def first[T](all: list[T]) -> T:\n    return all[0]\n")),
    ("requires-python-too-low", python("3.9", "match 1:\n    case _: pass\n")),
    ("program-missing", windows(README_md="Demo")),
    ("program-missing", windows(demo_md="Demo", demo_1="Demo")),
]
GOOD = [
    formula('bin.install "demo-linux" => "demo"'),
    formula('bin.install "demo-#{version}" => "demo"'),
    formula('bin.install "demo-#{OS.kernel_name}", "LICENSE"'),
    formula('bin.install "./demo-linux"'),
    formula('bin.install "demo-[a-z]*"'),
    golang("example.com/demo", "v1.1.0"),
    golang('"example.com/demo" // in quotes', "v0.1.0"),
    golang("`example.com/demo`", "v1.1.0"),
    golang("gopkg.in/demo.v3", "v3.1.0"),
    crate('pub const WHERE: &str = "crate::net";'),
    crate('#[cfg(not(feature = "net"))]\ncompile_error!("needs net");\npub use crate::net::Client;'),
    wheel("py3-none-any", {"demo/a.py": "\ufefffrom demo.b import x\n", "demo/b.py": "x = 1\n"}),
    python("3.12", "type Number = int\n"),
    python("3.9", "\ufefftype = int\n"),
    python("3.9", "class {{ name }}:\n    pass\n"),
    python("3.9", "print 'type of'\n"),
    windows(demo_py="print()"),
    windows(Demo_msi="x"),
]


@pytest.mark.parametrize(("rule", "artifacts"), BAD)
def test_the_small_thing_is_found(tmp_path: Path, rule: str, artifacts: dict[str, Any]) -> None:
    """By its rule."""
    assert rule in rules_of(found(tmp_path, artifacts))


@pytest.mark.parametrize("artifacts", GOOD)
def test_what_is_right_is_left_alone(tmp_path: Path, artifacts: dict[str, Any]) -> None:
    """By each of these rules."""
    assert set(rules_of(found(tmp_path, artifacts))) & {rule for rule, _ in BAD} == set()
