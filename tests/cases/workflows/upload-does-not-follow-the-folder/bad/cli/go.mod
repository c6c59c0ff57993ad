module example.org/finch/cli

go 1.23
