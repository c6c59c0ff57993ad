#!/usr/bin/env node
"use strict";
const { version } = require("./package.json");
console.log(`jsonpick ${version}`);
