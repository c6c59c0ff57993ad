'use strict';
exports.Unit = {};
