package main

import "testing"

func TestMean(t *testing.T) {
	if got := mean([]int{100, 300}); got != 200 {
		t.Fatalf("got %d", got)
	}
}
