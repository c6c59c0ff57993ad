// Package web serves the built front end.
package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Site is the front end with the names of its assets.
type Site struct {
	FS     fs.FS
	Assets map[string]string
}

// Load reads what the build of the front end left.
func Load() (*Site, error) {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		return nil, err
	}
	body, err := fs.ReadFile(dist, ".build/assets.json")
	if err != nil {
		return nil, fmt.Errorf("list of assets: %w", err)
	}
	site := &Site{FS: dist}
	return site, json.Unmarshal(body, &site.Assets)
}
