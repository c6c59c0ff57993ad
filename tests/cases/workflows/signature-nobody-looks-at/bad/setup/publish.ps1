$ErrorActionPreference = "Stop"
dotnet build src/Finch -c Release -o out
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
signtool sign /fd sha256 out/setup.exe
Write-Host "done"
Get-ChildItem out
cmd /c ver
