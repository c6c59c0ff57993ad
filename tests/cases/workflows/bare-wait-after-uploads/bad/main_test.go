package main

import "testing"

func TestReverse(t *testing.T) {
	if got := reverse("abc"); got != "cba" {
		t.Fatal(got)
	}
}
