#!/usr/bin/env node
const { spawnSync } = require("node:child_process");

const name = `@spindle-cli/${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bin/spindle`);
} catch {
  console.error(`spindle: there is no program for this platform (${name})`);
  process.exit(1);
}
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (run.error) throw run.error;
process.exit(run.status ?? 1);
