import { writeFile } from "node:fs/promises";

const [tag, commit] = process.argv.slice(2);
if (!/^v\d+\.\d+\.\d+$/.test(tag ?? "") || !commit) {
  throw new Error("usage: stamp.mjs TAG COMMIT");
}
await writeFile("src/build.json", `${JSON.stringify({ version: tag.slice(1), commit })}\n`);
