package main

import "testing"

func TestReady(t *testing.T) {
	if ready() != "ready dev" {
		t.Fatal(ready())
	}
}
