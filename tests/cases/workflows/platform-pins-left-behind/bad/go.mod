module github.com/spindle-cli/spindle

go 1.24
