module example.org/finch

go 1.24
