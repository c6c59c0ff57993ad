import test from "node:test";
import assert from "node:assert/strict";
import { key } from "../src/index.js";

test("sorted", () => assert.equal(key({ b: 1, a: 2 }), "a=2&b=1"));
