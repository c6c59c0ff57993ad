exports.minify = (text) => text.replace(/\s+/g, " ");
