#!/usr/bin/env bash
# Fails when a tag does not exist on the remote.
set -euo pipefail

tag="${1:?usage: require_remote_tag.sh vX.Y.Z}"

if [[ ! "$tag" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "error: '${tag}' is not of the form vX.Y.Z" >&2
  exit 1
fi

if ! git ls-remote --exit-code --tags origin "refs/tags/${tag}" > /dev/null; then
  echo "error: ${tag} does not exist on origin; push it first" >&2
  exit 1
fi
