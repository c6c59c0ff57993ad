import assert from "node:assert/strict";
import test from "node:test";

import { lanes } from "../src/mod.js";

test("null has a lane", () => {
  assert.deepEqual(lanes([1, null]), { number: [1], null: [null] });
});
