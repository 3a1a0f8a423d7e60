package bro

import (
	"encoding/json"
	"fmt"

	"github.com/google/renameio/v2"
)

// A Summary is the engine's account of what it did.
type Summary struct {
	Engine      EngineVersion `json:"engine"`
	Packets     int64         `json:"packets"`
	Bytes       int64         `json:"bytes"`       // of captured frames
	Events      int64         `json:"events"`      // that had a handler
	Connections int64         `json:"connections"` // skipped ones too
	Skipped     int64         `json:"skipped_connections"`
	First       int64         `json:"first_ns"` // network time of the first packet, Unix epoch
	Last        int64         `json:"last_ns"`
	Logs        []LogSummary  `json:"logs"` // sorted by path
}

// An EngineVersion names the engine.
type EngineVersion struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// A LogSummary stands for the lines of a log without header and footer.
type LogSummary struct {
	Path   string `json:"path"`
	Lines  int64  `json:"lines"`
	SHA256 string `json:"sha256"`
}

func (e *engine) summary() *Summary {
	st := e.session.Stats()
	s := &Summary{
		Engine:      EngineVersion{Name, Version},
		Packets:     e.packets,
		Bytes:       e.bytes,
		Events:      int64(e.in.Counters.Events),
		Connections: int64(st.TCP + st.UDP + st.ICMP + st.Other),
		Skipped:     int64(st.Skipped),
		First:       e.first,
		Last:        e.session.Now(),
		Logs:        []LogSummary{},
	}
	for _, l := range e.logs.Logs() {
		s.Logs = append(s.Logs, LogSummary(l))
	}
	return s
}

// WriteFile writes the summary as JSON. The file is complete or not there.
func (s *Summary) WriteFile(name string) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(name, append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing summary: %w", err)
	}
	return nil
}
