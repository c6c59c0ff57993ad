import assert from "node:assert/strict";
import test from "node:test";

import { run } from "../src/index.js";

test("runs hooks in order", async () => {
  assert.equal(await run([(n) => n + 1, async (n) => n * 2], 1), 4);
});
