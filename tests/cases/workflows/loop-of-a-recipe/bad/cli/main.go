// Command pierctl tells the berth of a ship.
package main

import (
	"fmt"
	"os"

	"github.com/pierhead/pierctl/core"
)

var version = "dev"

func answer(args []string) string {
	if len(args) > 0 && args[0] == "--version" {
		return "pierctl " + version
	}
	return fmt.Sprintf("berth %d", core.Berth(len(args), 4))
}

func main() {
	fmt.Println(answer(os.Args[1:]))
}
