module github.com/updraft/plover

go 1.24.5
