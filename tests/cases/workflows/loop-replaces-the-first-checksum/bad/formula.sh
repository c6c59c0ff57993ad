#!/usr/bin/env bash
set -euo pipefail
for target in macos linux; do
  sum="$(sha256sum "dist/finch-$target.tar.gz" | cut -d " " -f 1)"
  sed -i "0,/sha256 \"[0-9a-f]*\"/s//sha256 \"$sum\"/" Formula/finch.rb
done
