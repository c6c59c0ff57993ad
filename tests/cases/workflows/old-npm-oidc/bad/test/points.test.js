import assert from "node:assert/strict";
import test from "node:test";

import { points } from "../src/index.js";

test("counts", () => {
  assert.equal(points("AQ9"), 6);
});
