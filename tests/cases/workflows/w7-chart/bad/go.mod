module github.com/acme-tools/skua

go 1.23
