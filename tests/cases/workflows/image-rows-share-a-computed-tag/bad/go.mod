module github.com/marrow-db/marrow

go 1.24
