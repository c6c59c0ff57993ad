import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "./render.js";

test("renders a module", () => {
  assert.equal(render({ hello: "Hej" }), 'export const hello = "Hej";\n');
});
