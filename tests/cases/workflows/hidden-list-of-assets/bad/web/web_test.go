package web

import (
	"io/fs"
	"testing"
)

func TestEveryAssetIsThere(t *testing.T) {
	site, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range site.Assets {
		if _, err := fs.Stat(site.FS, path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
