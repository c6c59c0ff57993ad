import assert from "node:assert/strict";
import { test } from "node:test";
import { wind, steps } from "../src/index.js";

test("winds", () => assert.deepEqual(wind([1, 2, 3], 4), [2, 3, 1]));
test("an empty list stays", () => assert.deepEqual(wind([], 4), []));
test("in steps", () => assert.deepEqual([...steps([1, 2], 2)], [[2, 1], [1, 2]]));
