package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"brig/result"
)

// A File is a document in a result directory.
type File struct {
	Path     string // in the directory, with slashes
	Resource string
}

// Documents finds the documents in a result directory by their file names
// (see [result.Resources]; trials/*.json are trials) and returns them in the
// order in which they refer to each other, then by path. Other files, and
// what is in a folder or file NAME.partial, which is not finished, are passed
// over.
func Documents(dir fs.FS) ([]File, error) {
	rank := map[string]int{} // by resource
	resources := map[string]string{}
	for i, r := range result.Resources {
		rank[r.Name] = i
		resources[r.File] = r.Name
	}
	var files []File
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasSuffix(name, ".partial"):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		resource := resources[path.Base(name)]
		if path.Dir(name) == "trials" && path.Ext(name) == ".json" {
			resource = "trials"
		}
		if resource != "" {
			files = append(files, File{name, resource})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading result directory: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("no documents here: a result directory has benchmark.json, trials/ and runs/")
	}
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(rank[a.Resource], rank[b.Resource]), cmp.Compare(a.Path, b.Path))
	})
	return files, nil
}

// ReadFile reads a document, which may be no larger than a request.
func ReadFile(dir fs.FS, name string) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, MaxBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > MaxBody {
		return nil, fmt.Errorf("%s is larger than the %d MiB that a server takes", name, MaxBody>>20)
	}
	return body, nil
}

// A Summary counts what came of the files of an upload.
type Summary struct {
	New     int `json:"new"`
	Present int `json:"already_there"`
	Refused int `json:"refused"`
}

// Upload posts the files in order. It calls each after every file, with the
// reason for one that was refused, and goes on; it gives up when the server
// cannot be reached or lacks the right token, or when ctx is done.
func (c *Client) Upload(ctx context.Context, dir fs.FS, files []File, each func(f File, isNew bool, refused error)) (Summary, error) {
	var sum Summary
	for _, f := range files {
		body, refused := ReadFile(dir, f.Path)
		isNew := false
		if refused == nil {
			var err error
			isNew, err = c.Post(ctx, f.Resource, body)
			var reply *Error
			if err != nil && (!errors.As(err, &reply) || !ofDocument(reply)) {
				return sum, fmt.Errorf("uploading %s: %w", f.Path, err)
			}
			refused = err
		}
		switch {
		case refused != nil:
			sum.Refused++
		case isNew:
			sum.New++
		default:
			sum.Present++
		}
		each(f, isNew, refused)
	}
	return sum, nil
}

// ofDocument reports whether a server's error is about the document sent, so
// that the next one may fare better.
func ofDocument(e *Error) bool {
	switch e.Code {
	case 400, 409, 413, 422:
		return true
	}
	return false
}
