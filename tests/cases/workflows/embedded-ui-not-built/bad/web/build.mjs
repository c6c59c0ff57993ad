import { cpSync } from "node:fs";

cpSync("src", "../internal/webui/dist", { recursive: true });
