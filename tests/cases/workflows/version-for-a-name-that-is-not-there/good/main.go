package main

import (
	"fmt"

	"example.org/finch/internal/build"
)

func main() { fmt.Println(build.Version) }
