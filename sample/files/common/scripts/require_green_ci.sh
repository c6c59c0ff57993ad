#!/usr/bin/env bash
# Fails unless the ci workflow succeeded for the commit of a tag.
set -euo pipefail

tag="${1:?usage: require_green_ci.sh vX.Y.Z}"
commit="$(git rev-parse "refs/tags/${tag}^{commit}")"

runs="$(gh run list --repo "$GITHUB_REPOSITORY" --workflow ci.yml --commit "$commit" --json conclusion)"
green="$(jq '[.[] | select(.conclusion == "success")] | length' <<< "$runs")"
if [[ "$green" -eq 0 ]]; then
  echo "error: ci.yml has no success for ${commit}; repair main, then release" >&2
  exit 1
fi
