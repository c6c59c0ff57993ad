package main

import (
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	if n := count(strings.NewReader("a\nb\n")); n != 2 {
		t.Fatalf("got %d", n)
	}
}
