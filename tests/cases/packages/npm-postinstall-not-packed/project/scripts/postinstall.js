'use strict';

const fs = require('node:fs');

const limit = '/proc/sys/fs/inotify/max_user_watches';
if (process.platform === 'linux' && fs.existsSync(limit)) {
  const watches = Number(fs.readFileSync(limit, 'utf8'));
  if (watches < 8192) console.log(`gullwatch: only ${watches} files can be watched`);
}
