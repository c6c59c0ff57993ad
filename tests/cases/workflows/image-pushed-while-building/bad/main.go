package main

import "fmt"

var version = "dev"

func banner() string { return "kettle " + version }

func main() { fmt.Println(banner()) }
