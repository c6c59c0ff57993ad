#!/usr/bin/env bash
set -euo pipefail
for target in macos linux; do
  sum="$(sha256sum "dist/finch-$target.tar.gz" | cut -d " " -f 1)"
  sed -i "0,/SUM_TO_COME/s//$sum/" Formula/finch.rb
done
