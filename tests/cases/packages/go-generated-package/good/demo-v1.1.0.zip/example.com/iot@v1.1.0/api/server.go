package api

import (
	"net/http"

	"example.com/iot/assets/frontend"
)

var _ = http.FS(frontend.Files)
