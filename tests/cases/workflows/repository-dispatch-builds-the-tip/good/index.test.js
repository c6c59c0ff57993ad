import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "./index.js";

test("parses", () => assert.deepEqual(parse("211/4"), { runs: 211, wickets: 4 }));
