module example.com/acme/dns/v2

go 1.22
