package main

import (
	"flag"
	"fmt"
)

var version = "dev"

func main() {
	show := flag.Bool("version", false, "print the version")
	every := flag.Int("every", 3, "blinks")
	flag.Parse()
	if *show {
		fmt.Println("lanternd", version)
		return
	}
	fmt.Println(Blink(*every))
}
