#!/usr/bin/env node
'use strict'
const { spawnSync } = require('child_process')

const platform = `hashferry-${process.platform}-${process.arch}`
let program
try {
  program = require.resolve(`${platform}/bin/hashferry`)
} catch {
  console.error(`hashferry: no program for this platform, ${platform} is not installed`)
  process.exit(1)
}
process.exit(spawnSync(program, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1)
