import assert from "node:assert/strict";
import { access, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { create } from "../dist/create.js";

test("copies the template", async () => {
  const target = join(await mkdtemp(join(tmpdir(), "moorland-")), "app");
  await create(target);
  await access(join(target, "index.js"));
  await access(join(target, ".editorconfig"));
});
