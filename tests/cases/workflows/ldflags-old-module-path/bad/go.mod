module github.com/example-org/harborctl/v2

go 1.23
