module github.com/example/finch

go 1.23
