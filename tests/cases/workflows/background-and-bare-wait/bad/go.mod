module github.com/updraft/dunlin

go 1.24.5
