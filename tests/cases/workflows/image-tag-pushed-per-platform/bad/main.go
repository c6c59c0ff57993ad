package main

import (
	"fmt"
	"net/http"
)

var version = "dev"

func main() {
	http.HandleFunc("/toll", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, Toll(r.URL.Query().Get("kind")))
	})
	fmt.Println("tollgate", version)
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}
