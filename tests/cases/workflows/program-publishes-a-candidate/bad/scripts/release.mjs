import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const tag = process.env.GITHUB_REF_NAME;
if (tag !== `v${version}`) {
  throw new Error(`${tag} does not name version ${version}`);
}

function run(program, ...args) {
  execFileSync(program, args, { stdio: "inherit" });
}

run("npm", "publish", "--access", "public", "--provenance");
run("gh", "release", "create", tag, "--verify-tag", "--title", tag, "--generate-notes");
