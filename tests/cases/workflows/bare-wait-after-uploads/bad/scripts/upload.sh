#!/usr/bin/env bash
# upload.sh TAG: puts the files of dist/ on the draft of TAG, all at once, and makes it public
set -euo pipefail

tag=$1

gh release view "$tag" >/dev/null 2>&1 ||
    gh release create "$tag" --draft --verify-tag --notes-file CHANGELOG.md

for file in dist/*; do
    gh release upload "$tag" "$file" --clobber &
done

wait

gh release edit "$tag" --draft=false
