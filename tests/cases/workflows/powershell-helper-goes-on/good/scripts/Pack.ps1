# Packs the program of this host as dist/tarn-VERSION-PLATFORM.tar.gz.
param(
    [Parameter(Mandatory)] [string] $Tag,
    [Parameter(Mandatory)] [string] $Platform
)
$ErrorActionPreference = 'Stop'
$version = $Tag.TrimStart('v')
if (-not (Select-String -Path Cargo.toml -SimpleMatch -Pattern "version = `"$version`"" -Quiet)) {
    throw "Cargo.toml has another version than $Tag"
}
cargo build --release --locked
if ($LASTEXITCODE -ne 0) { throw "cargo exited with $LASTEXITCODE" }
$program = if ($IsWindows) { 'tarn.exe' } else { 'tarn' }
New-Item -ItemType Directory -Force -Path dist | Out-Null
Copy-Item LICENSE target/release/
tar -czf "dist/tarn-$version-$Platform.tar.gz" -C target/release $program LICENSE
if ($LASTEXITCODE -ne 0) { throw "tar exited with $LASTEXITCODE" }
