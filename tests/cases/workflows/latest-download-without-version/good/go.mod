module github.com/updraft/grebe

go 1.24.5
