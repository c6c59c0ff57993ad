package main

import (
	"flag"
	"fmt"

	"github.com/example-org/harborctl/v2/berth"
	"github.com/example-org/harborctl/v2/internal/buildinfo"
)

func main() {
	show := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *show {
		fmt.Println("harborctl", buildinfo.Version)
		return
	}
	for _, name := range flag.Args() {
		fmt.Println(berth.New(name, 12).String())
	}
}
