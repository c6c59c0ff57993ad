module example.com/iot

go 1.22
