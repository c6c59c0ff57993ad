#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const program = require.resolve(`@quillfmt/${process.platform}-${process.arch}/quillfmt`)
process.exit(spawnSync(program, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1)
