package core

import "testing"

func TestBerth(t *testing.T) {
	if got := Berth(5, 4); got != 2 {
		t.Fatalf("Berth(5, 4) = %d", got)
	}
}
