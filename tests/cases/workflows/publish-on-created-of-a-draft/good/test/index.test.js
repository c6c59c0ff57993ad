import assert from "node:assert/strict";
import test from "node:test";
import { dusk } from "../lib/index.js";

test("dusk", () => {
  assert.equal(dusk(19), true);
  assert.equal(dusk(9), false);
});
