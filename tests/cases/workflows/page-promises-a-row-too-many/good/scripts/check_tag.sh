#!/usr/bin/env bash
# The tag must name the version that the manifest states.
set -euo pipefail

tag="${1:?usage: check_tag.sh TAG}"
version="$(cat VERSION)"
if [[ "$tag" != "v${version}" ]]; then
  echo "error: the tag is ${tag}, the manifest states ${version}" >&2
  exit 1
fi
