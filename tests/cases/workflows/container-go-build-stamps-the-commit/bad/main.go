package main

func main() { println("finch") }
