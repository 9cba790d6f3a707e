// Package ui holds the built editor, as Vite leaves it in the folder dist.
package ui

import (
	"embed"
	"io/fs"
)

// The pattern also meets dist.txt, so that the program can be built without the
// editor.
//
//go:embed all:dist*
var files embed.FS

// Files gives the built editor; false when it was not built into the program.
func Files() (fs.FS, bool) {
	built, err := fs.Sub(files, "dist")
	if err != nil {
		return nil, false
	}
	if _, err := fs.Stat(built, "index.html"); err != nil {
		return nil, false
	}
	return built, true
}
