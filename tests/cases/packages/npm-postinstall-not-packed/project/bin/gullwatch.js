#!/usr/bin/env node
'use strict';

const { watch } = require('../lib/watch');

const folder = process.argv[2];
if (!folder) {
  console.error('usage: gullwatch FOLDER');
  process.exit(2);
}
watch(folder, (name) => console.log(name));
