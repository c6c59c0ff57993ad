module example.org/dray

go 1.24
