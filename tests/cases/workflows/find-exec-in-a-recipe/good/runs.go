// Command brindle prints the runs of equal letters in a word.
package main

import (
	"fmt"
	"os"
)

const version = "0.10.0"

func runs(word string) []string {
	var found []string
	start := 0
	for i := range word {
		if word[i] != word[start] {
			found = append(found, word[start:i])
			start = i
		}
	}
	if word != "" {
		found = append(found, word[start:])
	}
	return found
}

func longest(word string) string {
	best := ""
	for _, run := range runs(word) {
		if len(run) > len(best) {
			best = run
		}
	}
	return best
}

func main() {
	for _, word := range os.Args[1:] {
		fmt.Println(runs(word), longest(word))
	}
}
