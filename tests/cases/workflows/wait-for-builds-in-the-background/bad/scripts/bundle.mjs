import { readFile, writeFile } from "node:fs/promises";
import { render } from "../src/render.js";

const locale = process.argv[2];
const messages = JSON.parse(await readFile(`locales/${locale}.json`, "utf8"));
await writeFile(`dist/${locale}.js`, render(messages));
