package main

import (
	"fmt"
	"os"
)

func folder(name string) string {
	if len(name) < 7 {
		return "undated"
	}
	return name[:7]
}

func main() {
	for _, name := range os.Args[1:] {
		fmt.Println(folder(name) + "/" + name)
	}
}
