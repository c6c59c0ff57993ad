module example.com/kestrel/internal/parse

go 1.21
