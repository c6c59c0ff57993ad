module github.com/gatehouse-proxy/gatehouse

go 1.24
