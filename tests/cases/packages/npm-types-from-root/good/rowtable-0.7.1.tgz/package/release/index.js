'use strict';
exports.Table = class {};
