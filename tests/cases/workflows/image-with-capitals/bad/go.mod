module github.com/Example/Finch

go 1.23
