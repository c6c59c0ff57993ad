// Command ferntop lists the largest files of a folder.
package main

import (
	"fmt"
	"os"

	"example.com/ferntop/internal/walk"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: ferntop FOLDER")
		os.Exit(2)
	}
	files, err := walk.Largest(os.Args[1], 10)
	if err != nil {
		fmt.Fprintln(os.Stderr, "ferntop:", err)
		os.Exit(1)
	}
	for _, file := range files {
		fmt.Printf("%12d  %s\n", file.Size, file.Path)
	}
}
