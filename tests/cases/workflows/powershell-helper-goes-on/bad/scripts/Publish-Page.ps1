# Makes the release page of a tag out of the changelog and the files of dist/.
param([Parameter(Mandatory)] [string] $Tag)
$ErrorActionPreference = 'Stop'

function Invoke-Gh {
    gh @args
}

$version = $Tag.TrimStart('v')
$notes = [System.Collections.Generic.List[string]]::new()
$on = $false
foreach ($line in Get-Content CHANGELOG.md) {
    if ($line.StartsWith('## ')) { $on = $line.StartsWith("## $version "); continue }
    if ($on) { $notes.Add($line) }
}
if (-not ($notes -join '').Trim()) { throw "CHANGELOG.md has no section for $version" }
Set-Content -Path notes.md -Value $notes

gh release view $Tag *> $null
if ($LASTEXITCODE -ne 0) {
    Invoke-Gh release create $Tag --verify-tag --draft --title $Tag --notes-file notes.md
}
foreach ($file in Get-ChildItem dist -Filter *.tar.gz) {
    Invoke-Gh release upload $Tag $file.FullName --clobber
}
Invoke-Gh release edit $Tag '--draft=false'
