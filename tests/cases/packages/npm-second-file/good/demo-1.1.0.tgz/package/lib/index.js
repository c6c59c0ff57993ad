const ask = require('./make-default-questions');
module.exports = { ask };
