#!/usr/bin/env node
require("child_process").spawnSync(require.resolve(`@example/finch-${process.platform}-${process.arch}/finch`), {stdio: "inherit"});
