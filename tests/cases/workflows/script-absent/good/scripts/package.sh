#!/usr/bin/env bash
set -euo pipefail
go build -o finch .
