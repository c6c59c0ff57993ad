#!/usr/bin/env bash
# Publishes the crate of a tag unless that version is on crates.io.
set -euo pipefail

tag="${1:?usage: publish.sh vX.Y.Z}"
grep -qx "version = \"${tag#v}\"" Cargo.toml
if cargo info --registry crates-io "dipper-time@${tag#v}" > /dev/null 2>&1; then
  echo "dipper-time ${tag#v} is already there"
  exit 0
fi
cargo publish --locked
