package main

import (
	"fmt"

	"example.com/kestrel/internal/parse"
)

func main() {
	fmt.Println("kestrel", parse.Version)
}
