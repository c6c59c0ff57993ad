package main

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
	"strings"
)

var version = "devel"

func list(r io.Reader, prefix string, out io.Writer) error {
	tr := tar.NewReader(r)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(out, prefix+h.Name)
		if strings.HasSuffix(h.Name, ".tar") {
			if err := list(tr, prefix+h.Name+"!", out); err != nil {
				return err
			}
		}
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: spindle ARCHIVE | --version")
		os.Exit(2)
	}
	if os.Args[1] == "--version" {
		fmt.Println(version)
		return
	}
	f, err := os.Open(os.Args[1])
	if err == nil {
		err = list(f, "", os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "spindle:", err)
		os.Exit(1)
	}
}
