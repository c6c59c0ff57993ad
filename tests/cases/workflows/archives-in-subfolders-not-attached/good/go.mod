module github.com/example-org/lanternd

go 1.23
