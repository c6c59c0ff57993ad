"""Node packages that bundlers and type checkers accept and that Node or npm refuses, next to the same done right."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import elf, found, node

ESM = {"type": "module", "exports": "./index.js"}
ONE, TWO = {"index.js": "module.exports = 1;\n"}, {"index.mjs": "export default 1;\n", "index.js": "module.exports = 1;\n"}
LEFT = "const left = require('left-pad');\nmodule.exports = left;\n"


def shrunk(place: str) -> dict[str, str]:
    """A lock file that is published, whose one package comes from somewhere."""
    packages = {"": {}, "node_modules/a": {"version": "1.0.0", "resolved": place}}
    return {**ONE, "npm-shrinkwrap.json": json.dumps({"lockfileVersion": 3, "packages": packages})}


def importing(text: str, **files: str) -> dict[str, str]:
    """An ES module with the files that it may import."""
    return {"index.js": text, **{path.replace("_", "/", 1).replace("__", "."): body for path, body in files.items()}}


LIB = {"lib_a__js": "export const a = 1;\n"}
BAD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("esm-not-loadable", ESM, importing("export * from './lib/a';\n", **LIB)),
    ("esm-not-loadable", ESM, {"index.js": "import { a } from './lib';\nexport { a };\n", "lib/index.js": "export const a = 1;\n"}),
    ("esm-not-loadable", ESM, {"index.js": "import d from './d.json';\nexport default d;\n", "d.json": "{}"}),
    ("esm-not-loadable", ESM, {"index.js": "export const here = __dirname;\n"}),
    ("package-json-reference-missing", {"private": True}, ONE),
    ("package-json-reference-missing", {"dependencies": {"a": "1"}, "bundledDependencies": ["a"]}, ONE),
    ("package-json-reference-missing", {}, shrunk("http://localhost:4873/a/-/a-1.0.0.tgz")),
    ("package-json-reference-missing", {"dependencies": {"a": "http://10.0.0.7/a.tgz"}}, ONE),
    ("undeclared-dependency", {}, {"index.js": LEFT}),
    ("undeclared-dependency", ESM, {"index.js": "import left from 'left-pad';\nexport default left;\n"}),
    ("exports-unreachable", {"exports": {".": {"default": "./index.js", "import": "./index.mjs"}}}, TWO),
    ("exports-unreachable", {"exports": {"require": "./index.js", "default": "./index.mjs", "types": "./i.d.ts"}}, {**TWO, "i.d.ts": "declare const a: number;\nexport = a;\n"}),
    ("required-file-missing", {"types": "i.d.ts"}, {**ONE, "i.d.ts": "export * from './types';\n"}),
    ("wrong-architecture", {}, {**ONE, "prebuilds/linux-arm64/demo.node": elf("d.node", "library")}),
    ("entry-not-packed", {"man": "man/demo.1"}, ONE),
    ("entry-not-packed", {"style": "dist/a.css"}, ONE),
    ("node-data-missing", {}, {"index.js": "const t = require('fs').readFileSync(__dirname + '/a.txt');\n"}),
    ("node-data-missing", ESM, {"index.js": "export const t = new URL('./a.wasm', import.meta.url);\n"}),
]  # fmt: skip
GOOD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (ESM, importing("export * from './lib/a.js';\n", **LIB)),
    (ESM, {"index.js": "import d from './d.json' with { type: 'json' };\nexport default d;\n", "d.json": "{}"}),
    (ESM, {"index.js": "import { dirname } from 'path';\nconst __dirname = dirname('');\nexport const here = __dirname;\n"}),
    (ESM, {"index.js": "export const here = typeof __dirname === 'undefined' ? '' : __dirname;\n"}),
    ({"main": "index.js", "module": "esm.js"}, {**ONE, "esm.js": "export * from './lib/a';\n", "lib/a.js": "export const a = 1;\n"}),
    ({"private": False}, ONE),
    ({}, shrunk("https://registry.example.com/a/-/a-1.0.0.tgz")),
    ({"dependencies": {"left-pad": "1"}}, {"index.js": LEFT}),
    ({"peerDependencies": {"left-pad": "1"}}, {"index.js": LEFT}),
    ({}, {"index.js": "try { require('left-pad'); } catch {}\nfunction f() {\n  return require('right-pad');\n}\nconst fs = require('node:fs');\n"}),
    ({"types": "i.d.ts", "devDependencies": {"left": "1"}, "name": "left-plugin"}, {**ONE, "i.d.ts": "import left = require('left');\n"}),
    ({"name": "demo"}, {"index.js": "const own = require('demo/package.json');\n"}),
    ({"exports": {".": {"types": "./i.d.ts", "import": "./index.mjs", "default": "./index.js"}}}, {**TWO, "i.d.ts": "declare const a: number;\nexport = a;\n"}),
    ({"types": "i.d.ts"}, {**ONE, "i.d.ts": "export * from './types';\nexport * from './more.js';\n", "types.d.ts": "export type A = 1;\n", "more.d.ts": ""}),
    ({"types": "i.d.ts"}, {**ONE, "i.d.ts": "export * from './types.ts';\n", "types.d.ts": "export type A = 1;\n"}),
    ({}, {**ONE, "prebuilds/linux-arm64/demo.node": elf("d.node", "library", arch="aarch64"), "prebuilds/linux-x64/demo.node": elf("d.node", "library")}),
    ({}, {"index.js": "const t = require('fs').readFileSync(__dirname + '/a.txt');\n", "a.txt": ""}),
    ({}, {"index.js": "const fs = require('fs');\nif (fs.existsSync(__dirname + '/a.txt')) fs.readFileSync(__dirname + '/a.txt');\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "manifest", "files"), BAD)
def test_what_node_or_npm_refuses_is_refused(tmp_path: Path, rule: str, manifest: dict[str, Any], files: dict[str, Any]) -> None:
    """Each for its reason, and for no other."""
    assert rules_of(found(tmp_path, node(manifest, files))) == [rule]


@pytest.mark.parametrize(("manifest", "files"), GOOD)
def test_what_works_is_left_alone(tmp_path: Path, manifest: dict[str, Any], files: dict[str, Any]) -> None:
    """The same, done right or meant for others than Node."""
    assert found(tmp_path, node(manifest, files)) == []


HUB = {
    "exports": {".": "./index.js", "./d1": "./d1.js"},
    "peerDependencies": {"other": "1"},
    "peerDependenciesMeta": {"other": {"optional": True}},
    "devDependencies": {"left-pad": "1"},
}
DEVELOPED = {"main": "index.js", "devDependencies": {"left-pad": "1", "url": "1", "oracle": "1"}}
QUOTED = "export const a = 1;\nexport const text = 'rethrow(e, __filename)';\n"


@pytest.mark.parametrize(
    ("manifest", "files", "rules"),
    [
        (HUB, {"index.js": "exports.a = 1;\n", "d1.js": LEFT}, []),
        (HUB, {"index.js": LEFT, "d1.js": "exports.a = 1;\n"}, ["undeclared-dependency"]),
        (DEVELOPED, {"index.js": "const url = require('url');\nexports.url = url;\n"}, []),
        (DEVELOPED, {"index.js": "require('./oracle/i.js');\n", "oracle/i.js": "exports.a = () => {\n  return require('oracle');\n};\n"}, []),
        (DEVELOPED, {"index.js": LEFT}, ["undeclared-dependency"]),
        (ESM, {"index.js": QUOTED}, []),
        (ESM, {"index.js": f"{QUOTED}export const b = __filename;\n"}, ["esm-not-loadable"]),
        ({"main": "index.js"}, {"index.js": "import { sql } from 'bun';\nexport { sql };\n"}, ["module-format-mismatch"]),
    ],
)  # fmt: skip
def test_what_only_some_users_load_asks_for_nothing(
    tmp_path: Path, manifest: dict[str, Any], files: dict[str, str], rules: list[str]
) -> None:
    """Subpaths of a package with optional peers, folders called after what they drive, built-in modules, words in strings."""
    assert rules_of(found(tmp_path, node(manifest, files))) == rules
