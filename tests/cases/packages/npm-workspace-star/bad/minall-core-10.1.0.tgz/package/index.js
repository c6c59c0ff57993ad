'use strict';
exports.minify = require('minall-utils').minify;
