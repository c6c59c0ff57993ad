#!/usr/bin/env node
"use strict";
const { spawnSync } = require("node:child_process");
const { version } = require("../package.json");

const name = `@quillrun/quill-${process.platform}-${process.arch}`;
let binary;
try {
  binary = require(`${name}/package.json`);
} catch {
  console.error(`quill: ${name} is not installed`);
  process.exit(1);
}
if (binary.version !== version) {
  console.error(`quill: ${name} is ${binary.version}, and ${version} is needed`);
  process.exit(1);
}
const file = process.platform === "win32" ? "quill.exe" : "quill";
const result = spawnSync(require.resolve(`${name}/bin/${file}`), process.argv.slice(2), { stdio: "inherit" });
process.exit(result.status ?? 1);
