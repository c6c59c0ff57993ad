module example.com/acme/upload

go 1.22

require example.com/cloud/api/v2 v2.17.0
