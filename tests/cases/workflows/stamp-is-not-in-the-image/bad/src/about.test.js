import assert from "node:assert/strict";
import { test } from "node:test";
import { about } from "./about.js";

test("names the program", async () => {
  assert.match(await about(), /^skylark \S+ \(\S+\)$/);
});
