#!/usr/bin/env bash
# Publishes one crate unless its version is already on crates.io.
set -euo pipefail

crate="${1:?usage: publish_crate.sh CRATE X.Y.Z}"
version="${2:?usage: publish_crate.sh CRATE X.Y.Z}"

if cargo info --registry crates-io "${crate}@${version}" > /dev/null 2>&1; then
  echo "${crate} ${version} is already there"
  exit 0
fi
cargo publish --locked --package "$crate"
