package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/bellows-app/bellows/internal/version"
	"github.com/bellows-app/bellows/internal/webui"
)

func main() {
	fmt.Println("bellows", version.Version, "on http://localhost:8787")
	log.Fatal(http.ListenAndServe("localhost:8787", webui.Handler(webui.FS())))
}
