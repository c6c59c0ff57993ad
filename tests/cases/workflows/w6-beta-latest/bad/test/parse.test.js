import test from "node:test";
import assert from "node:assert/strict";
import { parse } from "../src/index.js";

test("a pair", () => assert.deepEqual(parse("a = b=c"), ["a", "b=c"]));
