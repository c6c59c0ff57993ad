module example.org/culvert

go 1.24
