module github.com/acme-labs/tagalong

go 1.24.0
