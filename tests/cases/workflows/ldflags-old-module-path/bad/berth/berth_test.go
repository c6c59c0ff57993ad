package berth

import "testing"

func TestNew(t *testing.T) {
	if got := New("A1", 12).Len; got != 1200 {
		t.Fatalf("got %d", got)
	}
}
