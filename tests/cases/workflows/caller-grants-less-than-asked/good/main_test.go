package main

import (
	"testing"
	"time"
)

func TestNext(t *testing.T) {
	at := time.Date(2024, 5, 1, 9, 30, 0, 0, time.UTC)
	if got := next(at).Hour(); got != 10 {
		t.Fatal(got)
	}
}
