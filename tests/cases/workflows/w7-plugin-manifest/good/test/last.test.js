import test from "node:test";
import assert from "node:assert/strict";
import { last } from "../src/index.js";

test("the last two", () => assert.deepEqual(last([1, 2, 3], 2), [2, 3]));
