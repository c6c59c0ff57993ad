module example.com/acme/dns

go 1.22
