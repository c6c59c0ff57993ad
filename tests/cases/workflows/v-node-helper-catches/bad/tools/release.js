const { execSync } = require("node:child_process");

const tag = process.env.GITHUB_REF_NAME;
const run = (line) => execSync(line, { stdio: "inherit" });

run(`gh release create ${tag} --draft --generate-notes --verify-tag`);
for (const name of ["finch-linux", "finch-darwin"]) {
  try {
    run(`gh release upload ${tag} ${name}`);
  } catch (error) {
    console.warn(`could not upload ${name}: ${error.message}`);
  }
}
run(`gh release edit ${tag} --draft=false --verify-tag`);
