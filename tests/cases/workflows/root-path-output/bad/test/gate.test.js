import assert from "node:assert/strict";
import test from "node:test";

import { gate } from "../src/index.js";

test("holds shallow values back", () => {
  assert.deepEqual(gate([1, 2, 3], 2), [2, 3]);
});
