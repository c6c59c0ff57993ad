package main

import (
	"flag"
	"fmt"

	"github.com/acme-labs/probebench/internal/probe"
)

var version = "dev"

func main() {
	showVersion := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return
	}
	fmt.Println(probe.Describe(flag.Args()))
}
