import assert from "node:assert/strict";
import test from "node:test";
import { match } from "../lib/index.js";

test("matches", () => {
  assert.equal(match({ "/a": 1 }, "/a"), 1);
  assert.equal(match({ "/a": 1 }, "/b"), null);
});
test("default", () => {
  assert.equal(match({ "*": 2 }, "/b"), 2);
});
