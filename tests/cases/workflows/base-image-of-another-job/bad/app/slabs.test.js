import assert from "node:assert/strict";
import { test } from "node:test";
import { count, heaviest } from "./slabs.js";

const slabs = [{ weight: 2 }, { weight: 5 }];

test("counts", () => assert.equal(count(slabs), 2));
test("the heaviest", () => assert.deepEqual(heaviest(slabs), { weight: 5 }));
