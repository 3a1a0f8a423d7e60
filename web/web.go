// Package web holds the results browser: a single-page application that
// shows what the REST API serves. Its sources are in src, the files made from
// them in dist; "make web" makes them anew and README.md says how. Nothing it
// loads comes from elsewhere, so it works offline.
//
// The server gets the files as an [fs.FS] and serves them under /ui/, with
// index.html for every address there that names no file.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// FS returns the browser's files, index.html at the top.
func FS() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only for an invalid path
	}
	return files
}
