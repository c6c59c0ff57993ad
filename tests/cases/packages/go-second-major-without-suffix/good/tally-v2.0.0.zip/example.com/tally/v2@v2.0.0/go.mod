module example.com/tally/v2

go 1.21
