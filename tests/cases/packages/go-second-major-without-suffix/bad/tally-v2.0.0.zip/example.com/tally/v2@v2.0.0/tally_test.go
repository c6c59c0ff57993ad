package tally

import "testing"

func TestNames(t *testing.T) {
	c := New()
	for _, s := range []string{"b", "a", "b"} {
		c.Add(s)
	}
	if got := c.Names(); len(got) != 2 || got[0] != "b" {
		t.Errorf("got %v", got)
	}
}
