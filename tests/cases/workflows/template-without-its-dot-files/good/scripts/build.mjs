import { chmod, cp, rm } from "node:fs/promises";

await rm("dist", { recursive: true, force: true });
await cp("src", "dist", { recursive: true });
await cp("template", "dist/template", { recursive: true });
await chmod("dist/cli.js", 0o755);
