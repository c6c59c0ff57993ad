module github.com/harborview/harborview

go 1.24
