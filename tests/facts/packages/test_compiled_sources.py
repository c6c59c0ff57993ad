"""Crates and Go modules whose sources ask for more than their manifests promise, next to the same done right."""

from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found

OPTIONAL = '[dependencies.left]\nversion = "1"\noptional = true\n'
DEFAULT = f'{OPTIONAL}[features]\ndefault = ["left"]\nleft = ["dep:left"]\n'


def crate(text: str, more: str = "", edition: str = "2021", **files: str) -> dict[str, Any]:
    """A crate of one file, and others below src."""
    manifest = f'[package]\nname = "demo"\nversion = "1.1.0"\nedition = "{edition}"\n{more}'
    inside = {f"demo-1.1.0/src/{name}.rs": body for name, body in {"lib": text, **files}.items()}
    return {"demo-1.1.0.crate": {"demo-1.1.0/Cargo.toml": manifest, **inside}}


def rust(version: int, text: str) -> dict[str, Any]:
    """A crate for every Rust from a version on."""
    return crate(text, f'rust-version = "1.{version}"\n')


def golang(line: str, text: str, more: str = "", **files: str) -> dict[str, Any]:
    """A module of the package demo."""
    inside = {"go.mod": f"module example.com/demo\n\ngo {line}\n{more}", "demo.go": text, **files}
    return {"v1.1.0.zip": {f"example.com/demo@v1.1.0/{path}": body for path, body in inside.items()}}


def using(package: str, code: str, line: str = "1.19") -> dict[str, Any]:
    """A module that uses a package of the standard library."""
    return golang(line, f'package demo\n\nimport "{package}"\n\n{code}\n')


BAD = [
    ("rust-version-too-low", rust(70, "pub trait T {\n    async fn f(&self);\n}\n")),
    ("rust-version-too-low", rust(60, "pub trait T {\n    type A<'a> where Self: 'a;\n}\n")),
    ("rust-version-too-low", rust(70, "pub fn f(a: u32) -> u32 {\n    a.isqrt()\n}\n")),
    ("rust-version-too-low", rust(70, "use std::cell::LazyCell;\npub type A = LazyCell<u8>;\n")),
    ("rust-version-too-low", rust(70, 'unsafe extern "C" {\n    fn f();\n}\n')),
    ("rust-version-too-low", crate("pub fn f(a: Option<u8>, b: bool) {\n    if b && let Some(_) = a {}\n}\n")),
    ("nightly-only", crate("#![feature(box_patterns)]\n")),
    ("optional-dependency", crate("use left::Pad;\npub type A = Pad;\n", DEFAULT)),
    ("optional-dependency", crate("pub mod a;\n", DEFAULT, a="pub fn f() -> left::Pad {\n    left::Pad\n}\n")),
    ("go-directive-too-low", using("errors", "var A = errors.Join()")),
    ("go-directive-too-low", using("sync/atomic", "var A atomic.Int64", "1.18")),
    ("go-directive-too-low", golang("1.19", 'package demo\n\nimport own "errors"\n\nvar A = own.Join()\n')),
    ("go-directive-too-low", golang("1.20.0.1", "package demo\n")),
    ("go-packages-mixed", golang("1.20", "package demo\n", **{"b.go": "package other\n"})),
    ("go-retracted", golang("1.20", "package demo\n", "\nretract v1.1.0\n")),
    ("go-retracted", golang("1.20", "package demo\n", "\nretract (\n\t[v1.0.0, v1.2.0] // broken\n)\n")),
]
GOOD = [
    rust(64, "#[async_trait]\npub trait T {\n    async fn f(&self);\n}\n"),
    rust(75, "pub trait T {\n    async fn f(&self);\n}\n"),
    rust(
        70,
        "impl A {\n    pub async fn f(&self) {}\n    fn isqrt(self) {}\n}\npub fn g(a: A) {\n    a.isqrt()\n}\npub struct A;\n",
    ),
    rust(70, 'pub type F = unsafe extern "C" fn(u8) -> u8;\n'),
    crate("pub fn f(a: Option<u8>, b: bool) {\n    if b && let Some(_) = a {}\n}\n", edition="2024"),
    crate('pub const A: &str = "b && let Some";\n'),
    crate("#![cfg_attr(docsrs, feature(doc_cfg))]\n"),
    crate('#[cfg(feature = "left")]\nuse left::Pad;\n', DEFAULT),
    crate('#[cfg(feature = "left")]\npub mod a;\n', DEFAULT, a="pub fn f() -> left::Pad {\n    left::Pad\n}\n"),
    crate("mod left {\n    pub struct Pad;\n}\npub type A = left::Pad;\n", OPTIONAL),
    crate('#[cfg(not(feature = "left"))]\ncompile_error!("choose");\nuse left::Pad;\n', DEFAULT),
    using("errors", "var A = errors.Join()", "1.20"),
    using("errors", "func F(errors B) { errors.Join() }\n\ntype B interface{ Join() }"),
    golang("1.19", "//go:build go1.20\n\npackage demo\n", **{"b.go": "package demo\n"}),
    golang("1.16", "package demo\n\nfunc F(any *int) int { return *any }\n"),
    golang("1.23rc1", "package demo\n"),
    golang("1.20", "package demo\n", **{"b.go": "//go:build ignore\n\npackage main\n", "doc.go": "package documentation\n"}),
    golang("1.20", "package demo\n", "\nretract [v1.0.0, v1.0.9]\n"),
    golang("1.20", "package demo\n", "\nretract (\n\tv1.0.0 // broken\n\tv1.1.0 // for retractions only\n)\n"),
    golang("1.20", 'package demo\n\nconst Text = `\nimport (\n\t"example.com/gone"\n)\n`\n'),
]


@pytest.mark.parametrize(("rule", "artifacts"), BAD)
def test_what_is_not_promised_is_found(tmp_path, rule: str, artifacts: dict[str, Any]) -> None:
    """By its rule, and by no other."""
    assert rules_of(found(tmp_path, artifacts)) == [rule]


@pytest.mark.parametrize("artifacts", GOOD)
def test_what_is_promised_is_left_alone(tmp_path, artifacts: dict[str, Any]) -> None:
    """By every rule."""
    assert found(tmp_path, artifacts) == []
