// Package walk finds files in a folder.
package walk

import (
	"io/fs"
	"path/filepath"
	"sort"
)

// File is a file with its size.
type File struct {
	Path string
	Size int64
}

// Largest returns up to n files below the folder, the largest first.
func Largest(folder string, n int) ([]File, error) {
	var files []File
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files = append(files, File{path, info.Size()})
		return nil
	})
	if err != nil {
		return nil, err
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Size > files[j].Size })
	if len(files) > n {
		files = files[:n]
	}
	return files, nil
}
