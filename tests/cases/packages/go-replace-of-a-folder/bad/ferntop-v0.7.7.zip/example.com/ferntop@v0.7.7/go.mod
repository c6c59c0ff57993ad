module example.com/ferntop

go 1.21

replace example.com/termgrid => ../termgrid
