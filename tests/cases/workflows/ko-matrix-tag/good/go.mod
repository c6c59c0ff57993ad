module github.com/acme-labs/probebench

go 1.24.0
