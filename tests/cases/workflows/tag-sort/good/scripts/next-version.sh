#!/usr/bin/env bash
# Prints the tag of the next release: next-version.sh minor|patch
set -euo pipefail

level=${1:?minor or patch}
last=$(git tag --list 'v[0-9]*' | sort -V | tail -n 1)
IFS=. read -r major minor patch <<<"${last#v}"

case $level in
  minor) echo "v$major.$((minor + 1)).0" ;;
  patch) echo "v$major.$minor.$((patch + 1))" ;;
  *) echo "unknown level: $level" >&2; exit 2 ;;
esac
