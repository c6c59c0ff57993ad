import test from "node:test";
import assert from "node:assert/strict";
import { valid } from "../src/index.js";

test("positive", () => assert.ok(valid(3) && !valid(-1)));
