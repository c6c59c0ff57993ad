"""Programs for the folder of an installed Node package: they load it as its users do, and name the programs that it brings.

A package without main and exports is loaded by nobody. What fails for another reason than a file that cannot be found or read
is the package's own business on this system.
"""

_READ = r"""
const fs = require("fs"), path = require("path"), name = process.argv[2];
let manifest = null;
try { manifest = JSON.parse(fs.readFileSync(path.join("node_modules", name, "package.json"), "utf8")); }
catch (error) { console.log(`${name} is not installed`); process.exit(1); }
"""
LOADED = (
    _READ
    + r"""
const wrong = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ERR_UNSUPPORTED_DIR_IMPORT", "ERR_INVALID_PACKAGE_TARGET"]);
// What the manifest calls optional is for those who have it.
const optional = Object.entries(manifest.peerDependenciesMeta || {}).filter(([, meta]) => meta && meta.optional).map(([name]) => name);
const lacks = (error) => (/Cannot find (?:module|package) '((?:@[^/']+\/)?[^/']+)/.exec(error.message) || [])[1];
const is = (error) => (wrong.has(error.code) && !optional.includes(lacks(error))) || error instanceof SyntaxError;
const loadable = manifest.main || manifest.exports || fs.existsSync(path.join("node_modules", name, "index.js"));
let judged = false;
process.on("exit", () => { if (!judged) console.log("loaded: it ended the process itself"); });
(async () => {
  if (!loadable) { judged = true; console.log("loaded: nothing, the package has neither main nor exports"); return; }
  const failed = [];
  let required = false;
  try { require(name); required = true; }
  catch (error) { if (is(error)) failed.push(`require: ${error.message}`); }
  try { await import(name); if (!required) failed.length = manifest.main && manifest.type !== "module" ? failed.length : 0; }
  catch (error) { if (is(error)) failed.push(`import: ${error.message}`); }
  judged = true;
  console.log(failed.join("\n") || "loaded");
  process.exit(failed.length ? 1 : 0);
})();
"""
)
NAMES = (
    _READ
    + r"""
const programs = typeof manifest.bin === "string" ? { [name.split("/").pop()]: manifest.bin } : manifest.bin || {};
console.log(Object.keys(programs).join("\n"));
"""
)
