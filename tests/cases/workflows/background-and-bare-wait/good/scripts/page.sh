#!/usr/bin/env bash
# Makes the release page of a tag and uploads all files at once.
set -euo pipefail

tag="${1:?usage: page.sh TAG FOLDER}"
folder="${2:?usage: page.sh TAG FOLDER}"

awk -v wanted="## [${tag#v}]" 'index($0, wanted) == 1 { on = 1; next } /^## \[/ { on = 0 } on' CHANGELOG.md > notes.md
test -s notes.md
if ! gh release view "$tag" > /dev/null 2>&1; then
  gh release create "$tag" --verify-tag --draft --title "$tag" --notes-file notes.md
fi

uploads=()
for file in "$folder"/*.tar.gz; do
  gh release upload "$tag" --clobber "$file" &
  uploads+=("$!")
done
for upload in "${uploads[@]}"; do
  wait "$upload"
done

gh release edit "$tag" --draft=false
