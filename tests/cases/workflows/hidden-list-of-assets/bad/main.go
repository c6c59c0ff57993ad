package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/harborview/harborview/web"
)

func main() {
	site, err := web.Load()
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/assets/", http.FileServerFS(site.FS))
	http.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<link rel=stylesheet href="/%s"><script src="/%s"></script>`, site.Assets["app.css"], site.Assets["app.js"])
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:8090", nil))
}
