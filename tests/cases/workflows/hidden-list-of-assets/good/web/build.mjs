import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, basename } from "node:path";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist/assets", { recursive: true });
mkdirSync("dist/.build");
const manifest = {};
for (const file of readdirSync("src").sort()) {
  const body = readFileSync(`src/${file}`);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 8);
  const ext = extname(file);
  manifest[file] = `assets/${basename(file, ext)}-${hash}${ext}`;
  writeFileSync(`dist/${manifest[file]}`, body);
}
writeFileSync("dist/.build/assets.json", JSON.stringify(manifest));
