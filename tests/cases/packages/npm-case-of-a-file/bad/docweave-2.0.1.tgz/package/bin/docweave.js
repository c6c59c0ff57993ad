#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const { weave } = require('../lib/index');

const texts = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8'));
process.stdout.write(weave(texts));
