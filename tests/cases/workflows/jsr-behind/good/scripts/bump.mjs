// node scripts/bump.mjs 0.3.0
import { readFileSync, writeFileSync } from "node:fs";

const version = process.argv[2];
if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) throw new Error("give a version");

for (const file of ["package.json", "package-lock.json", "jsr.json"]) {
  const json = JSON.parse(readFileSync(file, "utf8"));
  json.version = version;
  if (json.packages) json.packages[""].version = version;
  writeFileSync(file, JSON.stringify(json, null, 2) + "\n");
}
