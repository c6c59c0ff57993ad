'use strict';
exports.Loader = class {};
