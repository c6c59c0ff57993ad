#!/bin/sh
set -eu
mkdir -p pkg
rustup target add wasm32-unknown-unknown
cargo build --release --target wasm32-unknown-unknown
cp target/wasm32-unknown-unknown/release/finch.wasm pkg/
sed "s/VERSION/1.2.3/" pkg.json > pkg/package.json
