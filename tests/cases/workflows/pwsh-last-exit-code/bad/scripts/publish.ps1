param([Parameter(Mandatory)] [string] $Tag)

$ErrorActionPreference = 'Stop'
$version = $Tag.Substring(1)

foreach ($crate in 'sieve', 'sieve-yaml') {
    cargo info --registry crates-io "$crate@$version" *> $null
    if ($LASTEXITCODE -eq 0) {
        Write-Host "$crate $version is published"
        continue
    }
    cargo publish --package $crate
}
