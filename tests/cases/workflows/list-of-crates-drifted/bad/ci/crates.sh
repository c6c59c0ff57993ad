#!/usr/bin/env bash
set -euo pipefail
for crate in $CRATES; do
  if cargo info "$crate@1.2.3" --registry crates-io >/dev/null 2>&1; then
    continue
  fi
  cargo publish --locked --package "$crate"
done
