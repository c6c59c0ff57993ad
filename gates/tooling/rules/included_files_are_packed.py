"""What a crate includes at compile time is not left out of it by its own manifest."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.text.ignored import Ignored
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish --no-verify
"""
_CRATE = '[package]\nname = "demo"\nversion = "1.0.0"\nexclude = ["{0}"]\n'
_TREE = {
    ".github/workflows/release.yml": _JOBS,
    "src/lib.rs": 'pub const ABOUT: &str = include_str!("../docs/about.md");\n',
    "docs/about.md": "About\n",
}

RULE = Rule(
    id="included-files-are-packed",
    title="A crate's `include` and `exclude` keep every file that its sources include.",
    why="It compiles in the checkout and nowhere else, and a published crate cannot be replaced.",
    fix="remove the pattern from `exclude`, or add the file to `include`",
    reference="The Cargo Book: the exclude and include fields",
    bad={"Cargo.toml": _CRATE.replace("{0}", "/docs"), **_TREE},
    good={"Cargo.toml": _CRATE.replace("{0}", "/.github"), **_TREE},
    looks_at=lambda context: committed(context.graph).files,
)
_INCLUDES = re.compile(
    r"\binclude(?:_str|_bytes)?!\s*\(\s*(concat!\s*\(\s*env!\s*\(\s*\"CARGO_MANIFEST_DIR\"\s*\)\s*,\s*)?\"([^\"\n]+)\""
)
_TESTS = re.compile(r"(^|/)(tests?|benches|examples)(/|\.rs$|_)|_tests?\.rs$")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each included file of a publishable crate that its manifest leaves out."""
    tree = committed(context.graph)
    for manifest in sorted(path for path in tree.files if posixpath.basename(path) == "Cargo.toml"):
        package = _package(tree, manifest)
        rules = _rules(package)
        if rules is None or package.get("publish") in (False, []):
            continue
        folder = posixpath.dirname(manifest)
        sources = f"{folder}/src/".lstrip("/")
        for path in sorted(tree.files):
            if not path.startswith(sources) or not path.endswith(".rs") or _TESTS.search(path.removeprefix(sources)):
                continue
            for line, included in _included(tree.text(path), path, folder):
                inside = included.removeprefix(f"{folder}/" if folder else "")
                if included in tree.files and (not folder or included.startswith(f"{folder}/")) and _is_left_out(rules, inside):
                    got = f"it includes {inside}, which the `{rules[0]}` of {manifest} leaves out of the package"
                    yield Finding(RULE.id, path, line, got, "a file in the package", RULE.fix)


def _package(tree: CommittedTree, manifest: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(tree.text(manifest)).get("package", {})
    except tomllib.TOMLDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _rules(package: dict[str, Any]) -> tuple[str, Ignored] | None:
    """Return the field that decides, with its patterns; cargo does not look at `exclude` where there is an `include`."""
    for key in ("include", "exclude"):
        given = package.get(key)
        if isinstance(given, list) and given and all(isinstance(each, str) for each in given):
            return key, Ignored.by(given)
    return None


def _is_left_out(rules: tuple[str, Ignored], path: str) -> bool:
    return rules[1].nearest(path) == (rules[0] == "exclude")


def _included(text: str, path: str, folder: str) -> Iterator[tuple[int, str]]:
    for found in _INCLUDES.finditer(text):
        line = text[: found.start()].rpartition("\n")[2]
        if not line.lstrip().startswith("//") and "cfg(test)" not in text[: found.start()]:
            start = folder if found[1] else posixpath.dirname(path)
            yield text.count("\n", 0, found.start()) + 1, posixpath.normpath(posixpath.join(start, found[2].lstrip("/")))
