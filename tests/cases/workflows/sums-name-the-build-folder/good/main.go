package main

import "fmt"

func label(port int) string {
	if port < 1024 {
		return "system"
	}
	return "user"
}

func main() { fmt.Println(80, label(80)) }
