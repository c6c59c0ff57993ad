package main

import (
	"flag"
	"fmt"

	"github.com/acme-labs/tagalong/internal/describe"
)

var version = "dev"

func main() {
	showVersion := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return
	}
	fmt.Println(describe.Describe(flag.Args()))
}
