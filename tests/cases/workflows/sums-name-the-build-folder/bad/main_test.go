package main

import "testing"

func TestLabel(t *testing.T) {
	if label(22) != "system" || label(8080) != "user" {
		t.Fatal("wrong label")
	}
}
