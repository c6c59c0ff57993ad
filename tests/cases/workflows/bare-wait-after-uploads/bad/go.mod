module example.org/gannet

go 1.24
