#!/usr/bin/env bash
set -euo pipefail
source ./sundial
test "$(main --version)" = "sundial devel"
left="$(seconds_to "$(date -d '+60 seconds' '+%F %T')")"
test "$left" -ge 58
test "$left" -le 60
echo fine
