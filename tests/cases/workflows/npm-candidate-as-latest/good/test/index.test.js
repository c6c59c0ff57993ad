import assert from "node:assert/strict";
import test from "node:test";
import * as quill from "../lib/index.js";

test("quotes", () => {
  assert.equal(quill.quote("a", "de"), "\u201ea\u201c");
});
test("unquotes", () => {
  assert.equal(quill.unquote(quill.quote("a")), "a");
});
