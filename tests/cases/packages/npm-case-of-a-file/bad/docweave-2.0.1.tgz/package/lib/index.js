'use strict';

const { weave } = require('./weaver');

module.exports = { weave };
