module github.com/bellows-app/bellows

go 1.24
