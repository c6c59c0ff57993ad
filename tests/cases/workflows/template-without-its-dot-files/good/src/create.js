import { cp } from "node:fs/promises";

export async function create(target) {
  await cp(new URL("./template", import.meta.url), target, { recursive: true });
}
