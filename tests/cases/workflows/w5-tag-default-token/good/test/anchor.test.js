import test from "node:test";
import assert from "node:assert/strict";
import { anchor } from "../src/index.js";

test("blanks become dashes", () => assert.equal(anchor(" A  b "), "a-b"));
