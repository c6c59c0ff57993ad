#!/usr/bin/env bash
set -euo pipefail

cd "$(dirname "$0")/.."
rm -rf dist
mkdir dist

pids=()
for locale in en fr ja; do
  node scripts/bundle.mjs "$locale" &
  pids+=("$!")
done
for pid in "${pids[@]}"; do
  wait "$pid"
done
