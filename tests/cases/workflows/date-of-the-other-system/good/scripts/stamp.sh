#!/usr/bin/env bash
set -euo pipefail
STAMP=$(git log -1 --format=%cs)
echo "$STAMP" > stamp.txt
