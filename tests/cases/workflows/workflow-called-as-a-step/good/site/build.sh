#!/bin/sh
set -eu
mkdir -p out
cp README.md out/
