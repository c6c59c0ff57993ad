package main

import (
	"io"
	"log"
	"net/http"
)

func handler(s *store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodPut:
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			s.put(r.URL.Path, body)
		default:
			value, ok := s.get(r.URL.Path)
			if !ok {
				http.NotFound(w, r)
				return
			}
			w.Write(value)
		}
	}
}

func main() {
	log.Fatal(http.ListenAndServe(":7070", handler(newStore())))
}
