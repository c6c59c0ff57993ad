package main

import _ "example.com/cloud/api/v2"

func main() {}
