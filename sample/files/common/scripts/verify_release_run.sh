#!/usr/bin/env bash
# Fails unless a run of the release workflow succeeded and its metadata names this tag, version and commit.
set -euo pipefail

run_id="${1:?usage: verify_release_run.sh RUN_ID vX.Y.Z METADATA}"
tag="${2:?usage: verify_release_run.sh RUN_ID vX.Y.Z METADATA}"
metadata="${3:?usage: verify_release_run.sh RUN_ID vX.Y.Z METADATA}"

run="$(gh run view "$run_id" --repo "$GITHUB_REPOSITORY" --json workflowName,conclusion)"
workflow="$(jq -r '.workflowName' <<< "$run")"
conclusion="$(jq -r '.conclusion' <<< "$run")"
if [[ "$workflow" != "release" || "$conclusion" != "success" ]]; then
  echo "error: run ${run_id} is '${workflow}' with '${conclusion}', expected a successful 'release'" >&2
  exit 1
fi

commit="$(git rev-parse "refs/tags/${tag}^{commit}")"
expected="${tag} ${tag#v} ${commit}"
got="$(jq -r '"\(.tag) \(.version) \(.source_sha)"' "$metadata")"
if [[ "$got" != "$expected" ]]; then
  echo "error: the run was built from '${got}', expected '${expected}'" >&2
  exit 1
fi
