import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "./index.js";

test("aligns", () => {
  assert.equal(table([["a", "b"], ["ccc", "d"]]), "a    b\nccc  d");
});
