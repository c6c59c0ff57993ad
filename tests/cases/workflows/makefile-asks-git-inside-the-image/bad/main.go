package main

var version = "none"

func main() { println(version) }
