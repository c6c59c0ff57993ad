module.exports = require("finch");
