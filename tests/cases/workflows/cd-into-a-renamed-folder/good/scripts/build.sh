#!/usr/bin/env bash
set -euo pipefail
cd cli
go test ./...
GOOS=linux go build -o ../cli/finch-linux .
