import assert from "node:assert/strict";
import { test } from "node:test";
import { slug } from "./index.js";

test("accents and spaces", () => {
  assert.equal(slug("  Crème brûlée! "), "creme-brulee");
});
