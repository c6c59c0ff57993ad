module example.org/pinnace

go 1.24
