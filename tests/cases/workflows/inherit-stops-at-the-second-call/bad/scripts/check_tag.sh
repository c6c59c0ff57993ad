#!/usr/bin/env bash
# The tag must name the version that the manifest states.
set -euo pipefail

tag="${1:?usage: check_tag.sh TAG}"
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
if [[ "$tag" != "v${version}" ]]; then
  echo "error: the tag is ${tag}, the manifest states ${version}" >&2
  exit 1
fi
