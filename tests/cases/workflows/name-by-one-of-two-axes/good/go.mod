module github.com/updraft/osprey

go 1.24.5
