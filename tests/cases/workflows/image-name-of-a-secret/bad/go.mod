module example.org/finch

go 1.23
