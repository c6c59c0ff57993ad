import { appendFileSync, readFileSync } from "node:fs";

const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
if (`v${version}` !== process.env.TAG) throw new Error(`package.json says ${version}, the tag is ${process.env.TAG}`);

const answer = await fetch(`https://npm.example.invalid/${name}/${version}`);
if (answer.status !== 200 && answer.status !== 404) throw new Error(`the registry answers ${answer.status}`);

const missing = answer.status === 404;
console.log(`${name} ${version} is ${missing ? "new" : "already there"}`);
appendFileSync(process.env.GITHUB_OUTPUT, `publish=${missing}\n`);
