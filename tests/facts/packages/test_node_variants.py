"""What package.json names, by every condition, and packages for single platforms: bad shapes and sound ones."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, node

TWO = {
    "import": {"types": "./index.d.mts", "default": "./index.mjs"},
    "require": {"types": "./index.d.cts", "default": "./index.cjs"},
}
BROWSER = {"main": "index.js", "browser": {"./lib/node.js": "./lib/browser.js", "fs": False}}
BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"exports": {".": {"import": "./index.mjs", "require": "./index.cjs"}}}, ["index.mjs"]),
    ({"exports": {".": {"types": "./index.d.ts", "default": "./index.js"}}}, ["index.js"]),
    ({"exports": {".": TWO}}, ["index.mjs", "index.cjs", "index.d.mts"]),
    ({"exports": {".": "./index.js", "./features/*": "./src/features/*.js"}}, ["index.js"]),
    ({"exports": {".": {"deno": "./deno.ts", "default": "./index.js"}}}, ["index.js"]),
    ({"exports": "./index.js"}, ["main.js"]),
    ({"exports": {".": "./index.js"}, "imports": {"#dep": {"node": "./node.js", "default": "./other.js"}}}, ["index.js", "node.js"]),
    ({"main": "index.js", "module": "esm/index.js"}, ["index.js"]),
    ({"main": "index.js", "types": "types/index.d.ts"}, ["index.js"]),
    ({"main": "index.js", "bin": {"demo": "./bin/cli.js"}}, ["index.js"]),
    ({"main": "index.js", "typesVersions": {">=4": {"*": ["ts4/*"]}}}, ["index.js"]),
    (BROWSER, ["index.js", "lib/node.js"]),
]  # fmt: skip
GOOD: list[tuple[dict[str, Any], list[str]]] = [
    ({"exports": {".": TWO}}, ["index.mjs", "index.cjs", "index.d.mts", "index.d.cts"]),
    ({"exports": {".": "./index.js", "./f/*.js": "./src/f/*.js", "./f/private/*": None}}, ["index.js", "src/f/a.js"]),
    ({"exports": ["./index.js", "./other.js"]}, ["index.js"]),
    ({"exports": {".": {"custom-source": "./src/index.ts", "default": "./index.js"}}}, ["index.js"]),
    ({"exports": {".": "./index.js", "./package.json": "./package.json"}}, ["index.js"]),
    ({"exports": {".": "./index.js"}, "imports": {"#types/*": "./src/types/*.d.ts"}}, ["index.js"]),
    ({"main": "lib", "types": "lib/index"}, ["lib/index.js", "lib/index.d.ts"]),
    (BROWSER, ["index.js", "lib/node.js", "lib/browser.js"]),
]


@pytest.mark.parametrize(("manifest", "files"), BAD)
def test_a_name_without_its_file_is_refused(tmp_path: Path, manifest: dict[str, Any], files: list[str]) -> None:
    """For each condition, subpath, pattern and field."""
    assert rules_of(found(tmp_path, node(manifest, dict.fromkeys(files, "")))) == ["entry-not-packed"]


@pytest.mark.parametrize(("manifest", "files"), GOOD)
def test_names_that_resolve_are_left_alone(tmp_path: Path, manifest: dict[str, Any], files: list[str]) -> None:
    """Null targets, lists, conditions of the project's own and names without an ending included."""
    assert found(tmp_path, node(manifest, dict.fromkeys(files, ""))) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [("~1.0.0", ["peer-range-excludes-release"]), ("^1.0.0", []), ("workspace:*", ["local-dependency"]), ("next", [])],
)
def test_peers_of_one_release_admit_each_other(tmp_path: Path, text: str, rules: list[str]) -> None:
    """A plugin and what it plugs into; a tag of the registry says nothing."""
    plugin = node({"main": "index.js", "peerDependencies": {"demo": text}}, {"index.js": ""}, "demo-plugin")
    assert rules_of(found(tmp_path, {**node({"main": "index.js"}, {"index.js": ""}), **plugin})) == rules


def test_a_newer_module_that_is_asked_for_late_is_left_alone(tmp_path: Path) -> None:
    """Only who calls the function needs the newer Node; at the top everybody does."""
    manifest = {"main": "index.js", "engines": {"node": ">=20"}}
    late = "exports.open = () => {\n  return require('node:sqlite');\n};\n"
    assert found(tmp_path, node(manifest, {"index.js": late})) == []
    assert rules_of(found(tmp_path, node(manifest, {"index.js": "const s = require('node:sqlite');\n"}))) == [
        "node-engine-too-low"
    ]


LINUX, DARWIN = "@demo/linux-x64", "@demo/darwin-arm64"


def released(tmp_path: Path, asked: dict[str, str], built: list[str], there: set[tuple[str, str]]) -> list[str]:
    """Judge a package, the platform packages that were built with it, and what the registry has."""
    artifacts = node({"main": "i.js", "optionalDependencies": asked}, {"i.js": ""})
    for name in built:
        artifacts |= node({"main": "x.js"}, {"x.js": ""}, name)
    return rules_of(found(tmp_path, artifacts, published=lambda name, version: (name, version) in there))


@pytest.mark.parametrize(
    ("asked", "built", "there"),
    [
        ({LINUX: "1.1.0", DARWIN: "1.1.0"}, [LINUX], set()),
        ({LINUX: "^1.1.0"}, [], set()),
        ({LINUX: "1.0.9"}, [], set()),
        ({LINUX: "1.0.9"}, [LINUX], {(LINUX, "1.0.9")}),
        ({LINUX: "1.1.0", DARWIN: "1.0.9"}, [LINUX], {(DARWIN, "1.0.9")}),
    ],
)
def test_a_platform_package_that_nobody_gets_is_refused(
    tmp_path: Path, asked: dict[str, str], built: list[str], there: set[tuple[str, str]]
) -> None:
    """Not built, not published, or left behind at the version before."""
    assert released(tmp_path, asked, built, there) == ["platform-package-missing"]


@pytest.mark.parametrize(
    ("asked", "built", "there"),
    [
        ({LINUX: "1.1.0", DARWIN: "1.1.0"}, [LINUX, DARWIN], set()),
        ({LINUX: "1.1.0"}, [], {(LINUX, "1.1.0")}),
        ({"@demo/libvips-linux-x64": "1.0.4", LINUX: "1.1.0"}, [LINUX], {("@demo/libvips-linux-x64", "1.0.4")}),
        ({"fsevents": "~2.3.2"}, [], set()),
    ],
)
def test_platform_packages_that_are_there_are_left_alone(
    tmp_path: Path, asked: dict[str, str], built: list[str], there: set[tuple[str, str]]
) -> None:
    """Built, published, of a kind with versions of its own, or somebody else's in a range."""
    assert released(tmp_path, asked, built, there) == []


VALUES = "export declare const a: number;\n"


@pytest.mark.parametrize(
    ("manifest", "files", "rules"),
    [
        ({"main": "i.js", "types": "i.d.ts"}, {"i.js": "\n", "i.d.ts": VALUES}, ["empty-entry"]),
        ({"exports": {"import": "./i.mjs", "default": "./i.js"}}, {"i.mjs": "", "i.js": "exports.a = 1;\n"}, []),
        ({"main": "i.js", "types": "i.d.ts"}, {"i.js": "", "i.d.ts": "export interface A {\n  a: number;\n}\n"}, []),
        ({"main": "i.js"}, {"i.js": "", "style.css": "a {}\n"}, []),
        ({"exports": {"browser": "./none.js", "default": "./i.js"}}, {"none.js": "", "i.js": "exports.a = 1;\n"}, []),
        ({"main": "i.js", "license": "SEE LICENSE IN EULA.md"}, {"i.js": "exports.a = 1;\n"}, ["license-missing"]),
        ({"main": "i.js", "license": "SEE LICENSE IN <EULA.md>"}, {"i.js": "exports.a = 1;\n"}, []),
        ({"main": "i.js", "license": "SEE LICENSE IN EULA.md"}, {"i.js": "exports.a = 1;\n", "EULA.md": "Ask.\n"}, []),
        (
            {"main": "i.js", "dependencies": {"b": "git+ssh://git@example.com/b.git"}},
            {"i.js": "exports.a = 1;\n"},
            ["local-dependency"],
        ),
        ({"main": "i.js", "dependencies": {"b": "git@example.com:b.git"}}, {"i.js": "exports.a = 1;\n"}, ["local-dependency"]),
        ({"main": "i.js", "dependencies": {"b": "git+https://example.com/b.git"}}, {"i.js": "exports.a = 1;\n"}, []),
    ],
)
def test_what_a_manifest_points_to_is_there_for_everybody(
    tmp_path: Path, manifest: dict[str, Any], files: dict[str, str], rules: list[str]
) -> None:
    """Code that is not empty, the license that it names, dependencies that need no key."""
    assert rules_of(found(tmp_path, node(manifest, files))) == rules
