module example.com/kestrel

go 1.21
