#!/usr/bin/env bash
# Publishes every package whose version is not there yet, in the order of dependence.
set -euo pipefail

root=$PWD

for dir in packages/core packages/kit; do
    cd "$dir"
    id=$(node -p 'const p = require("./package.json"); `${p.name}@${p.version}`')
    if [ -n "$(npm view "$id" version 2>/dev/null || true)" ]; then
        echo "$id is published"
    else
        npm publish --access public
    fi
    cd "$root"
done
