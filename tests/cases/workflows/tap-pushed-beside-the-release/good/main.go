// Command sextant prints an altitude.
package main

import (
	"fmt"
	"os"
)

var version = "dev"

func altitude(args []string) string {
	if len(args) > 0 && args[0] == "--version" {
		return "sextant " + version
	}
	return fmt.Sprintf("%d degrees", 90-len(args))
}

func main() {
	fmt.Println(altitude(os.Args[1:]))
}
