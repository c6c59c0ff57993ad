#!/usr/bin/env bash
set -euo pipefail
cd cmd
go test ./...
GOOS=linux go build -o ../cli/finch-linux .
