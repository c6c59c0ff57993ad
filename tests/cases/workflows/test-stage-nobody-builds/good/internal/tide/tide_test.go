package tide

import "testing"

func TestNext(t *testing.T) {
	if got := Next(45); got != 700 {
		t.Fatalf("Next(45) = %d", got)
	}
}
