import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "./index.js";

test("first in, first out", () => {
  const queue = new Queue();
  queue.push(1);
  queue.push(2);
  assert.equal(queue.shift(), 1);
});
