module github.com/parcel-meter/parcel-meter

go 1.24
