"""Types that checkers find through `exports`: hidden ones, those of the other format, and sound shapes."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, node

CJS, ESM = "exports.a = 1;\n", "export const a = 1;\n"
TYPES, DEFAULT = "export declare const a: number;\n", "declare const a: number;\nexport default a;\n"
DUAL = {"import": "./i.mjs", "require": "./i.cjs"}
CODE = {"i.mjs": ESM, "i.cjs": CJS}
SPLIT = {"import": {"types": "./i.d.ts", "default": "./i.js"}, "require": {"types": "./i.d.cts", "default": "./i.cjs"}}
MODULE = {"i.js": ESM, "i.cjs": CJS}
BAD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"types": "./t/i.d.ts", "exports": {".": DUAL}}, {**CODE, "t/i.d.ts": TYPES}),
    ({"types": "./t/i.d.ts", "exports": "./i.cjs"}, {**CODE, "t/i.d.ts": TYPES}),
    ({"exports": {".": {"types": "./i.d.mts", **DUAL}}}, {**CODE, "i.d.mts": TYPES}),
    (
        {"type": "module", "exports": {"types": "./i.d.ts", "import": "./i.js", "require": "./i.cjs"}},
        {**MODULE, "i.d.ts": TYPES},
    ),
    (
        {
            "type": "module",
            "exports": {".": SPLIT, "./x": {"types": "./x.d.ts", "require": "./x.cjs", "default": "./x.js"}},
        },
        {**MODULE, "i.d.ts": TYPES, "i.d.cts": TYPES, "x.cjs": CJS, "x.js": ESM, "x.d.ts": TYPES},
    ),
    (
        {"exports": {".": {"types": "./i.d.ts", "import": "./i.mjs", "require": "./i.cjs"}}},
        {"i.mjs": "export default 1;\n", "i.cjs": "module.exports = 1;\n", "i.d.ts": DEFAULT},
    ),
]
GOOD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"type": "module", "exports": {".": SPLIT}}, {**MODULE, "i.d.ts": TYPES, "i.d.cts": TYPES}),
    ({"exports": {".": DUAL}, "types": "./i.d.cts"}, {**CODE, "i.d.mts": TYPES, "i.d.cts": TYPES}),
    ({"exports": {".": {"types": "./i.d.ts", **DUAL}}}, {**CODE, "i.d.ts": TYPES}),
    ({"exports": {".": DUAL}}, CODE),
    ({"main": "./i.cjs", "types": "./t/i.d.ts"}, {**CODE, "t/i.d.ts": TYPES}),
    ({"type": "module", "exports": {"types": "./i.d.ts", "default": "./i.js"}}, {"i.js": ESM, "i.d.ts": DEFAULT}),
    ({"exports": {".": ["./i.cjs"], "./package.json": "./package.json"}}, {**CODE, "i.d.cts": TYPES}),
    (
        {"types": "./t/i.d.ts", "typesVersions": {"*": {"*": ["t/*"]}}, "exports": {".": DUAL}},
        {**CODE, "t/i.d.ts": TYPES},
    ),
    ({"exports": {".": {"types": "./i.ts", "default": "./i.js"}}}, {"i.js": CJS, "i.ts": TYPES}),
    (
        {"exports": {"import": "./m/i.js", "require": "./i.cjs"}},
        {**CODE, "m/i.js": ESM, "m/package.json": '{"type": "module"}', "m/i.d.ts": TYPES, "i.d.cts": TYPES},
    ),
]


@pytest.mark.parametrize(("manifest", "files"), BAD)
def test_types_that_checkers_cannot_use_are_refused(tmp_path: Path, manifest: dict[str, Any], files: dict[str, str]) -> None:
    """Hidden behind exports, or of the other module format."""
    assert rules_of(found(tmp_path, node(manifest, files))) == ["types-unusable"]


@pytest.mark.parametrize(("manifest", "files"), GOOD)
def test_types_that_fit_are_left_alone(tmp_path: Path, manifest: dict[str, Any], files: dict[str, str]) -> None:
    """Types for both ways, next to the code, for all versions, or none at all."""
    assert found(tmp_path, node(manifest, files)) == []
