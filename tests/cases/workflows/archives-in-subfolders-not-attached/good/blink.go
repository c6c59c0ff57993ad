package main

import "strings"

// Blink returns n blinks.
func Blink(n int) string { return strings.Repeat("*", n) }
