module github.com/acme-labs/svcwatch

go 1.24.0
