#!/bin/sh
set -eu
mkdir -p pkg
cargo build --release --target wasm32-unknown-unknown
cp target/wasm32-unknown-unknown/release/finch.wasm pkg/
sed "s/VERSION/1.2.3/" pkg.json > pkg/package.json
