module github.com/acme-labs/formulate

go 1.24.0
