'use strict';

const fs = require('node:fs');

function watch(folder, report) {
  const recursive = process.platform !== 'linux';
  return fs.watch(folder, { recursive }, (event, name) => report(`${event} ${name}`));
}

module.exports = { watch };
