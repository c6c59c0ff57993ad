package main

import "testing"

func TestFolder(t *testing.T) {
	if got := folder("2024-05-01.jpg"); got != "2024-05" {
		t.Fatal(got)
	}
}
