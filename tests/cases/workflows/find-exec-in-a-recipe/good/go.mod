module github.com/brindle-go/brindle

go 1.24
