#!/bin/sh
set -eu
echo "class Finch < Formula; version \"$1\"; end"
