module github.com/saltmarsh/tidewatch

go 1.24
