#!/usr/bin/env bash
# Prints the section of a version from CHANGELOG.md.
set -euo pipefail

version="${1:?usage: notes.sh X.Y.Z}"
awk -v start="## [${version}]" '
  index($0, start) == 1 { inside = 1; next }
  inside && /^## / { exit }
  inside { print }
' CHANGELOG.md
