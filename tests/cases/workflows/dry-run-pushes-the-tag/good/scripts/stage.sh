#!/usr/bin/env bash
# stage.sh VERSION true|false: publish the crate and push its tag (true: only rehearse)
set -euo pipefail

version=$1
dry=()
if [[ $2 != false ]]; then
    dry=(--dry-run)
fi

grep -qx "version = \"$version\"" Cargo.toml
grep -qx "## $version" CHANGELOG.md

if cargo info --registry crates-io "plover@$version" >/dev/null 2>&1; then
    echo "plover $version is published"
else
    cargo publish "${dry[@]}"
fi

if git ls-remote --exit-code origin "refs/tags/v$version" >/dev/null; then
    echo "v$version is tagged"
else
    git tag --annotate --message "plover $version" "v$version"
    git push "${dry[@]}" origin "v$version"
fi
