import test from "node:test";
import assert from "node:assert/strict";
import { mul } from "../src/index.js";

test("product rule", () => assert.deepEqual(mul([2, 1], [3, 0]), [6, 3]));
