#!/usr/bin/env bash
# Writes release-metadata/metadata.json: the tag, the version and the commit that was really checked out.
set -euo pipefail

tag="${1:?usage: release_metadata.sh vX.Y.Z}"
version="${tag#v}"
commit="$(git rev-parse HEAD)"
tagged="$(git rev-parse "refs/tags/${tag}^{commit}")"

if [[ "$commit" != "$tagged" ]]; then
  echo "error: ${commit} is checked out, but ${tag} is ${tagged}" >&2
  exit 1
fi

mkdir -p release-metadata
printf '{"tag": "%s", "version": "%s", "source_sha": "%s", "source_run_id": "%s"}\n' \
  "$tag" "$version" "$commit" "${GITHUB_RUN_ID:-local}" > release-metadata/metadata.json
