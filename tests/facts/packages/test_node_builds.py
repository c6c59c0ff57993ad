"""Node packages whose build left something undone, next to the same done right."""

from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, node

ONE, TYPES = "exports.a = 1;\n", "export declare const a: number;\n"
TYPED = {"main": "i.js", "types": "i.d.ts"}
ESM = {"type": "module", "main": "i.js"}
DIST = {"main": "dist/i.js", "types": "dist/i.d.ts"}
BIN = {"type": "module", "bin": {"demo": "bin/demo"}}


def typed(text: str, **more: str) -> dict[str, str]:
    """A module with its declarations."""
    return {"i.js": ONE, "i.d.ts": text, **more}


BAD: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("types-empty", TYPED, typed("")),
    ("types-empty", TYPED, typed("// nothing\nexport {};\n")),
    ("types-empty", {"exports": {".": {"types": "./i.d.ts", "default": "./i.js"}}}, typed("export {};\n")),
    ("required-file-missing", TYPED, typed(f'/// <reference path="./globals.d.ts" />\n{TYPES}')),
    ("path-alias", TYPED, typed("export { B } from '@/b';\n")),
    ("path-alias", TYPED, typed("export { B } from '~/b';\n")),
    ("path-alias", TYPED, typed("export { B } from '$demo/b';\n")),
    ("path-alias", TYPED, typed("export { B } from '@parts/b';\n")),
    ("path-alias", DIST, {"dist/i.js": ONE, "dist/i.d.ts": "export { B } from 'src/b';\n"}),
    ("path-alias", DIST, {"dist/i.js": ONE, "dist/i.d.ts": "export { B } from 'lib/b';\n", "dist/lib/b.d.ts": TYPES}),
    ("engine-range", {"engines": {"node": ">=99"}}, {"index.js": ONE}),
    ("engine-range", {"engines": {"node": "latest"}}, {"index.js": ONE}),
    ("engine-range", {"engines": {"npm": ">=9 <8"}}, {"index.js": ONE}),
    ("dependency-range", {"dependencies": {"a": "undefined"}}, {"index.js": ONE}),
    ("dependency-range", {"dependencies": {"a": "^^1.0"}}, {"index.js": ONE}),
    ("dependency-range", {"peerDependencies": {"a": "^${version}"}}, {"index.js": ONE}),
    ("dependency-range", {"dependencies": {"a": {"version": "1"}}}, {"index.js": ONE}),
    ("module-format-mismatch", {"exports": {"import": "./i.mjs", "require": "./i.js"}}, {"i.js": ONE, "i.mjs": ONE}),
    ("module-format-mismatch", {"main": "i.js"}, {"i.js": "module.exports = require('./b');\n", "b.js": "export const a = 1;\n"}),
    ("module-format-mismatch", {"main": "i.js"}, {"i.js": "const a=1;export{a};\n"}),
    ("esm-not-loadable", ESM, {"i.js": "const fs = require('fs');\nexport const a = fs;\n"}),
    ("esm-not-loadable", ESM, {"i.js": "export * from './b.js';\n", "b.js": "const fs = require('fs');\nmodule.exports = fs;\n"}),
    ("esm-not-loadable", BIN, {"bin/demo": "#!/usr/bin/env node\nconst { join } = require('path');\njoin('a');\n"}),
    ("secret-inside", {}, {"index.js": f"exports.token = 'npm_{'a' * 30}1yLcDB';\n"}),
]  # fmt: skip
GOOD: list[tuple[dict[str, Any], dict[str, str]]] = [
    (TYPED, typed(TYPES)),
    (TYPED, {"i.js": "'use strict';\n", "i.d.ts": "export {};\n"}),
    (TYPED, typed("export {};\ndeclare global {\n    interface Window { a: number }\n}\n")),
    (TYPED, typed(f'/// <reference path="globals.d.ts" />\n{TYPES}', **{"globals.d.ts": "declare const b: number;\n"})),
    ({**TYPED, "dependencies": {"@parts/b": "1"}}, typed("export { B } from '@parts/b';\n")),
    ({**TYPED, "dependencies": {"@types/parts__b": "1"}}, typed("export { B } from '@parts/b';\n")),
    ({**TYPED, "dependencies": {"lib": "1"}}, typed("export { B } from 'lib/b';\n", **{"lib/b.d.ts": TYPES})),
    ({**ESM, "imports": {"#b": "./b.js"}}, {"i.js": "import b from '#b';\nexport const a = b;\n", "b.js": "export default 1;\n"}),
    ({**ESM, "imports": {"#c": "./i.js"}}, {"i.js": "import b from '#build/b.mjs';\nexport const a = b;\n"}),
    (TYPED, typed("import { B } from './b';\nexport declare const a: B;\n", **{"b.d.ts": "export type A = 'a/*' | 'b';\nexport type B = 'c/*';\n"})),
    ({"exports": {".": "./i.js", "./b": "./b.js"}}, {**typed(TYPES), "b.js": ONE, "b.d.ts": "export {};\n"}),
    (ESM, {"i.js": "import { page } from '$app/stores';\nexport const a = page;\n"}),
    ({"engines": {"node": "^20 || >=22", "npm": "*", "vscode": "^1.80.0"}}, {"index.js": ONE}),
    ({"engines": {"node": ">=12.22.1 <13"}}, {"index.js": ONE}),
    ({"dependencies": {"a": "latest", "b": "1 || 2", "c": "npm:d@1", "e": "", "f": ">= 1.0 < 2", "g": "x/y"}}, {"index.js": ONE}),
    ({"main": "i.js"}, {"i.js": "module.exports = require('./b');\n", "b.js": "exports.a = 1;\n"}),
    ({"main": "i.js"}, {"i.js": "exports.a = () => import('./b.mjs');\n", "b.mjs": "export const a = 1;\n"}),
    (ESM, {"i.js": "import { createRequire } from 'module';\nconst require = createRequire('a');\nconst fs = require('fs');\nexport { fs };\n"}),
    (ESM, {"i.js": "export * from './b.cjs';\n", "b.cjs": "const fs = require('fs');\nmodule.exports = fs;\n"}),
    ({"bin": {"demo": "bin/demo"}}, {"bin/demo": "#!/usr/bin/env node\nconst { join } = require('path');\njoin('a');\n"}),
    (BIN, {"bin/demo": "#!/bin/sh\nexec node demo.js\n"}),
    ({}, {"index.js": f"exports.token = 'npm_{'a' * 36}';\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "manifest", "files"), BAD)
def test_what_a_build_left_undone_is_found(tmp_path, rule: str, manifest: dict[str, Any], files: dict[str, str]) -> None:
    """By its rule, and by no other."""
    assert rules_of(found(tmp_path, node(manifest, files))) == [rule]


@pytest.mark.parametrize(("manifest", "files"), GOOD)
def test_what_was_built_is_left_alone(tmp_path, manifest: dict[str, Any], files: dict[str, str]) -> None:
    """Whatever it looks like."""
    assert found(tmp_path, node(manifest, files)) == []
