package main

import (
	"fmt"
	"log"
	"net/http"
)

func mean(grams []int) int {
	if len(grams) == 0 {
		return 0
	}
	sum := 0
	for _, g := range grams {
		sum += g
	}
	return sum / len(grams)
}

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
