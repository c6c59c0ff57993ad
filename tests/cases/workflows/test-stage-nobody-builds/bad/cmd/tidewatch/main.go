package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/saltmarsh/tidewatch/internal/tide"
)

func main() {
	http.HandleFunc("/next", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, tide.Next(0))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
