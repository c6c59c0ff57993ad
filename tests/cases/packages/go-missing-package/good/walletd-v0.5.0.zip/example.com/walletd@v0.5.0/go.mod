module example.com/walletd

go 1.21
