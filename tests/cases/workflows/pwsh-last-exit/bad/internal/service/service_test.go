package service

import "testing"

func TestDescribe(t *testing.T) {
	if got := Describe([]string{"a", "b"}); got != "2: a b" {
		t.Fatalf("got %q", got)
	}
}
