#!/usr/bin/env bash
# Prints the section of a version from CHANGELOG.md; fails when there is none.
set -euo pipefail

version="${1:?usage: notes.sh X.Y.Z}"
notes="$(awk -v start="## v${version} (" '
  index($0, start) == 1 { inside = 1; next }
  inside && /^## / { exit }
  inside { print }
' CHANGELOG.md)"
test -n "$notes"
printf '%s\n' "$notes"
