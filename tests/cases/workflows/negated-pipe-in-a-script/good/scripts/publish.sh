#!/usr/bin/env bash
set -euo pipefail
cargo package --locked
! tar -tf target/package/finch-1.4.0.crate | grep '\.env$' >/dev/null || exit 1
cargo publish --locked
