module example.org/finch/client

go 1.23
