package main

import "testing"

func TestToll(t *testing.T) {
	if Toll("truck") != 9 || Toll("car") != 3 {
		t.Fatal("wrong toll")
	}
}
