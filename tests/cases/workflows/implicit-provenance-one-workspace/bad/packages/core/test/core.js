import test from "node:test";
import assert from "node:assert/strict";
import { words } from "../src/index.js";

test("words", () => assert.deepEqual(words(" a b "), ["a", "b"]));
