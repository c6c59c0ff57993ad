package main

import (
	"archive/tar"
	"bytes"
	"testing"
)

func TestList(t *testing.T) {
	var archive, out bytes.Buffer
	w := tar.NewWriter(&archive)
	w.WriteHeader(&tar.Header{Name: "a.txt", Size: 1, Mode: 0o644})
	w.Write([]byte("a"))
	w.Close()
	if err := list(&archive, "", &out); err != nil || out.String() != "a.txt\n" {
		t.Fatal(out.String(), err)
	}
}
