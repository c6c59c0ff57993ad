#!/usr/bin/env node
import { climb, hover } from "@kestrel-labs/core";

const height = climb(0, Number(process.argv[2] ?? 1));
console.log(height);
console.log(hover(height, 3).join(" "));
