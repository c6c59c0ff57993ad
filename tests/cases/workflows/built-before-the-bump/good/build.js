const fs = require("fs");
const {version} = require("./package.json");
fs.mkdirSync("dist", {recursive: true});
fs.writeFileSync("dist/index.js", `exports.version = "${version}";\n`);
