#!/usr/bin/env bash
set -euo pipefail
go build -o "npm/$1/finch" .
