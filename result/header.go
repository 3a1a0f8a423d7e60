package result

import (
	"fmt"
	"time"
)

// Schema is the version of the documents in this package. It goes up when a
// field changes its meaning or goes away.
const Schema = 1

// A Version names a program and its version.
type Version struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// A Header begins every document.
type Header struct {
	UUID      string    `json:"uuid"`
	Schema    int       `json:"schema"`
	Created   time.Time `json:"created"`             // UTC, RFC 3339
	Benchmark string    `json:"benchmark,omitempty"` // uuid of the Benchmark this is part of
	Trial     string    `json:"trial,omitempty"`     // uuid of the Trial this is part of
	Run       string    `json:"run,omitempty"`       // uuid of the Run this was decoded from
	Engine    *Version  `json:"engine,omitempty"`    // the program measured
	Tool      Version   `json:"tool"`                // the program that wrote the document
	Source    string    `json:"source,omitempty"`    // what it was read from: SourceProfile; absent for a trace, and for what is of neither
}

// SourceProfile is the source of documents that were made of the engine's own script
// profile. It knows functions, calls and CPU time, and nothing of single packets.
const SourceProfile = "script profile"

// Head returns h itself. Every document has it by embedding a Header.
func (h *Header) Head() *Header { return h }

// A Document is any of the documents of this package.
type Document interface {
	Head() *Header
}

// Validate reports the first thing wrong with the header.
func (h *Header) Validate() error {
	switch {
	case !validUUID(h.UUID):
		return fmt.Errorf("uuid: %q is not a lower-case RFC 9562 UUID", h.UUID)
	case h.Schema < 1 || h.Schema > Schema:
		return fmt.Errorf("schema: version %d is not one this program knows (1 to %d)", h.Schema, Schema)
	case h.Created.IsZero():
		return fmt.Errorf("created: missing")
	case h.Tool.Name == "":
		return fmt.Errorf("tool: missing")
	}
	for _, ref := range []struct{ name, uuid string }{
		{"benchmark", h.Benchmark}, {"trial", h.Trial}, {"run", h.Run},
	} {
		if ref.uuid != "" && !validUUID(ref.uuid) {
			return fmt.Errorf("%s: %q is not a lower-case RFC 9562 UUID", ref.name, ref.uuid)
		}
	}
	return nil
}

// validUUID reports whether s has the form 8-4-4-4-12 in lower-case hex.
func validUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return true
}
