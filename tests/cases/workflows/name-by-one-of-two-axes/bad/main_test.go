package main

import "testing"

func TestWords(t *testing.T) {
	if got := len(words(" a b ")); got != 2 {
		t.Fatalf("got %d words", got)
	}
}
