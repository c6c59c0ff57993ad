module example.com/acme/upload

go 1.22

require example.com/cloud/api/v2 v2.17.0

replace example.com/cloud/api/v2 => example.com/acme/api/v2 v2.17.1-0.20241206000000-0123456789ab
