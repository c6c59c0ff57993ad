#!/usr/bin/env bash
set -euo pipefail
for target in macos linux; do
  sum="$(sha256sum "dist/finch-$target.tar.gz" | cut -d " " -f 1)"
  sed -i "/finch-$target/{n;s/sha256 \".*\"/sha256 \"$sum\"/}" Formula/finch.rb
done
