module github.com/pierhead/pierctl/core

go 1.24
