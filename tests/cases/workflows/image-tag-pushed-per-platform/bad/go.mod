module github.com/example-org/tollgate

go 1.23
