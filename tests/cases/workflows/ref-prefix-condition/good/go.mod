module github.com/updraft/kestrel

go 1.24.5
