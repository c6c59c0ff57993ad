package main

import "testing"

func TestAnswer(t *testing.T) {
	if got := answer([]string{"a"}); got != "berth 2" {
		t.Fatalf("answer() = %q", got)
	}
}
