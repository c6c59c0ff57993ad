package main

import (
	"fmt"
	"net/http"
)

var version = "dev"

func ready() string { return "ready " + version }

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, ready()) })
	_ = http.ListenAndServe(":8080", nil)
}
