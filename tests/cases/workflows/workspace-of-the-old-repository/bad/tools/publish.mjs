// Publishes the workspaces that the registry does not have yet, each after what it needs.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const folders = ["packages/core", "packages/cli"];
const wanted = process.env.TAG.replace(/^v/, "");

const manifests = folders.map((folder) => JSON.parse(readFileSync(`${folder}/package.json`, "utf8")));
for (const { name, version } of manifests) {
  if (version !== wanted) throw new Error(`${name} is ${version}, the tag says ${wanted}`);
}

for (const [at, folder] of folders.entries()) {
  const { name, version } = manifests[at];
  const answer = await fetch(`https://npm.example.invalid/${name.replace("/", "%2f")}/${version}`);
  if (answer.status === 200) {
    console.log(`${name} ${version} is already there`);
    continue;
  }
  if (answer.status !== 404) throw new Error(`the registry answers ${answer.status}`);
  execFileSync("npm", ["publish", `./${folder}`, "--access", "public", "--provenance"], { stdio: "inherit" });
}
