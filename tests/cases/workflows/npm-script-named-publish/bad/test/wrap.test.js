import assert from "node:assert/strict";
import { test } from "node:test";
import { wrap } from "../src/index.js";

test("wraps", () => assert.deepEqual(wrap("abcd", 3), ["abc", "d"]));
