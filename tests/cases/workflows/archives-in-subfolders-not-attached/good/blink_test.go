package main

import "testing"

func TestBlink(t *testing.T) {
	if Blink(2) != "**" {
		t.Fatal(Blink(2))
	}
}
