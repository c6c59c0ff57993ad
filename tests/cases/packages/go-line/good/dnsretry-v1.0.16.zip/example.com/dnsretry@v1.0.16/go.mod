module example.com/dnsretry

go 1.18
