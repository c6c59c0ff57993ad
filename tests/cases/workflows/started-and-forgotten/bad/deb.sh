#!/usr/bin/env bash
set -euo pipefail
nfpm package -p deb -t finch.deb
