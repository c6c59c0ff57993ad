import assert from "node:assert/strict";
import test from "node:test";

import { rows } from "../src/index.js";

test("splits rows", () => {
  assert.deepEqual(rows("a,b\nc\td\n"), [["a", "b"], ["c", "d"]]);
});
