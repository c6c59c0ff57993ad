package main

import (
	_ "embed"
	"fmt"
	"os"
	"strings"
)

//go:embed VERSION
var version string

func words(text string) []string { return strings.Fields(text) }

func count(text string) int { return len(words(text)) }

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("kestrel", strings.TrimSpace(version))
		return
	}
	fmt.Println(strings.Join(words(strings.Join(os.Args[1:], " ")), "\n"))
}
