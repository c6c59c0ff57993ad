#!/usr/bin/env node
import { create } from "./create.js";

await create(process.argv[2] ?? "moorland-app");
