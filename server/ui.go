package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// underUI reports whether a path belongs to the results browser.
func underUI(p string) bool { return p == "/ui" || strings.HasPrefix(p, "/ui/") }

// browser handles "GET /ui/...": the files of the results browser. It is a
// single page that reads its own address, so that a path which is no file and
// does not look like one gives that page.
func (a *api) browser(c echo.Context) error {
	req := c.Request()
	if req.URL.Path == "/ui" {
		return c.Redirect(http.StatusMovedPermanently, "/ui/")
	}
	name := strings.TrimPrefix(req.URL.Path, "/ui/")
	if name == "" {
		name = "index.html"
	}
	content, err := a.readUI(name)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		name = "index.html"
		content, err = a.readUI(name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	etag := hex.EncodeToString(sum[:])
	h := c.Response().Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", strconv.Quote(etag))
	if matches(req.Header.Get("If-None-Match"), etag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, contentType(name), content)
}

// readUI reads a file. What is not a path inside the file system, and what is
// a folder, does not exist.
func (a *api) readUI(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	info, err := fs.Stat(a.ui, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(a.ui, name)
}

// contentType is the same on every machine, which package mime's is not.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
