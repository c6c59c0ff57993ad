module github.com/sextantnav/sextant

go 1.24
