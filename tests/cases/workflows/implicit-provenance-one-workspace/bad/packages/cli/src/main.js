#!/usr/bin/env node
import { words } from "@driftwood/core";

console.log(words(process.argv.slice(2).join(" ")).join("\n"));
