// Package webui serves the web interface.
package webui

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// FS is the built interface.
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err)
	}
	return sub
}

// Handler serves the files.
func Handler(files fs.FS) http.Handler { return http.FileServer(http.FS(files)) }
