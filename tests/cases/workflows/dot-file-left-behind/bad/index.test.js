import assert from "node:assert/strict";
import { test } from "node:test";
import { dedent } from "./index.js";

test("dedents", () => assert.equal(dedent("  a\n\tb"), "a\nb"));
