// Package describe describes its arguments.
package describe

import (
	"fmt"
	"strings"
)

// Describe names the number of arguments and lists them.
func Describe(args []string) string {
	return fmt.Sprintf("%d: %s", len(args), strings.Join(args, " "))
}
