#!/usr/bin/env bash
# Publishes one crate of the workspace.
set -euo pipefail

crate="${1:?usage: publish_crate.sh CRATE X.Y.Z}"
version="${2:?usage: publish_crate.sh CRATE X.Y.Z}"
echo "publishing ${crate} ${version}"
cargo publish --locked --package "$crate"
