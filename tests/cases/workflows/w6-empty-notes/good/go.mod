module github.com/acme-tools/petrel

go 1.23
