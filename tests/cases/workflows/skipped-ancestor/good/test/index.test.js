import assert from "node:assert/strict";
import test from "node:test";

import { formatPins } from "../src/index.js";

test("joins pins", () => {
  const plain = formatPins([1, 2], "; ").replace(/\u001b\[\d+m/g, "");
  assert.equal(plain, "1; 2");
});
