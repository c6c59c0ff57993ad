#!/usr/bin/env bash
set -euo pipefail
STAMP=$(date -u -d "@$(git log -1 --format=%ct)" +%F)
echo "$STAMP" > stamp.txt
