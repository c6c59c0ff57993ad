package main

import (
	"slices"
	"testing"
)

func TestRuns(t *testing.T) {
	if got := runs("aabccc"); !slices.Equal(got, []string{"aa", "b", "ccc"}) {
		t.Fatalf("got %q", got)
	}
}

func TestLongest(t *testing.T) {
	if got := longest("aabccc"); got != "ccc" {
		t.Fatalf("got %q", got)
	}
}
