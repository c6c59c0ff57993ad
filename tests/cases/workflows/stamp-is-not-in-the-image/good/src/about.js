import { readFile } from "node:fs/promises";

export async function about() {
  const { version, commit } = JSON.parse(await readFile(new URL("./build.json", import.meta.url), "utf8"));
  return `skylark ${version} (${commit})`;
}
