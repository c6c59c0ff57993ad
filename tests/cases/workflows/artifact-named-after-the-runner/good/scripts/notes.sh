#!/usr/bin/env bash
# Prints the section of CHANGELOG.md for one version.
set -euo pipefail
version="${1:?usage: notes.sh VERSION}"
awk -v head="## $version " 'index($0 " ", head) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md > notes.md
grep -q '[^[:space:]]' notes.md
cat notes.md
