package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

var version = "dev"

func count(r io.Reader) int {
	n := 0
	for s := bufio.NewScanner(r); s.Scan(); {
		n++
	}
	return n
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--version" {
		fmt.Println(version)
		return
	}
	fmt.Println(count(os.Stdin))
}
