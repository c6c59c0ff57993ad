module github.com/acme-tools/tern

go 1.23
