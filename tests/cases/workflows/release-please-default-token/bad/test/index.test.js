import test from "node:test";
import assert from "node:assert/strict";
import * as it from "../src/index.js";

test("words", () => assert.deepEqual(it.words(" a b "), ["a", "b"]));
test("count", () => assert.equal(it.count("a b"), 2));
