package main

import "testing"

func TestAltitude(t *testing.T) {
	if got := altitude(nil); got != "90 degrees" {
		t.Fatalf("altitude() = %q", got)
	}
}
