import assert from "node:assert/strict";
import { test } from "node:test";
import { climb, hover } from "@kestrel-labs/core";

test("climbs", () => assert.equal(climb(1, 2), 7));
test("hovers", () => assert.deepEqual(hover(4, 2), [4, 4]));
