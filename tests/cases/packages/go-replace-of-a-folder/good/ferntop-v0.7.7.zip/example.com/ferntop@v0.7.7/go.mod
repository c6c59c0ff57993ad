module example.com/ferntop

go 1.21
