#!/usr/bin/env bash
set -euo pipefail

cd "$(dirname "$0")/.."
rm -rf dist
mkdir dist

for locale in en fr ja; do
  node scripts/bundle.mjs "$locale" &
done
wait
