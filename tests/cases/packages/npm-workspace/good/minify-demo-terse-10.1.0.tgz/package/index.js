exports.terse = (text) => require("minify-demo-core").minify(text).trim();
