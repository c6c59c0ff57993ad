module example.org/finch/app

go 1.23
