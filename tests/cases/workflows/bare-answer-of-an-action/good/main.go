package main

import (
	"crypto/subtle"
	"log"
	"net/http"
	"os"
)

func allowed(r *http.Request, token string) bool {
	given := r.Header.Get("X-Token")
	return token != "" && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

func main() {
	token := os.Getenv("GATEHOUSE_TOKEN")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if !allowed(r, token) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
