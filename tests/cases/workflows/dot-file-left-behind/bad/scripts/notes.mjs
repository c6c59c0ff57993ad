// notes.mjs VERSION: prints the part of CHANGELOG.md for VERSION
import { readFileSync } from "node:fs";

const version = process.argv[2];
const part = readFileSync("CHANGELOG.md", "utf8")
  .split(/^## /m)
  .find((text) => text.startsWith(`${version}\n`));
if (!part) {
  console.error(`CHANGELOG.md has nothing for ${version}`);
  process.exit(1);
}
console.log(part.slice(version.length).trim());
