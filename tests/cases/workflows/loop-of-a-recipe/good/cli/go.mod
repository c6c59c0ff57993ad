module github.com/pierhead/pierctl/cli

go 1.24

require github.com/pierhead/pierctl/core v0.0.0

replace github.com/pierhead/pierctl/core => ../core
