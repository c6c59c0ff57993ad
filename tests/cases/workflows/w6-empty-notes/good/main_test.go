package main

import "testing"

func TestBeaufort(t *testing.T) {
	if b := beaufort(20); b != 5 {
		t.Fatalf("got %d", b)
	}
}
