package main

import (
	"encoding/json"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"
	"github.com/google/uuid"

	"brig/result"
)

// newHeader is the header of a new document of this program.
func newHeader() result.Header {
	return result.Header{UUID: uuid.NewString(), Schema: result.Schema, Created: time.Now().UTC(), Tool: tool}
}

// writeDocument writes a document into a result directory.
func writeDocument(dir, name string, doc result.Document) error {
	data, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, name), append(data, '\n'), 0o644)
}
