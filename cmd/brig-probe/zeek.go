package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"brig/result"
	"brig/zeekprofile"
)

// readProfile reads the script profile that Zeek wrote.
func (c *call) readProfile() ([]result.Document, error) {
	name := c.inWork(c.profile)
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the profile: %w", err)
	}
	defer f.Close()
	p, err := zeekprofile.ReadScripts(f)
	if err != nil {
		return nil, fmt.Errorf("reading the profile %s: %w", name, err)
	}
	documents := []result.Document{p.Counts(), p.ScriptTimings(), p.Mapping()}
	if p.HasStacks {
		documents = append(documents, p.CallChains(), p.EventPaths())
	}
	for _, d := range documents {
		d.Head().Source = result.SourceProfile
	}
	return documents, nil
}

// countLogs counts the lines of the logs in a folder, sorted by path. Their content
// is not claimed: of the logs of Zeek some hold times of day and amounts of memory.
func countLogs(dir string) ([]result.ExactLog, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("looking for logs: %w", err)
	}
	logs := []result.ExactLog{}
	for _, e := range entries {
		path, isLog := strings.CutSuffix(e.Name(), ".log")
		if !isLog || !e.Type().IsRegular() {
			continue
		}
		lines, err := countLines(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("counting the lines of a log: %w", err)
		}
		logs = append(logs, result.ExactLog{Path: path, Lines: lines})
	}
	slices.SortFunc(logs, func(a, b result.ExactLog) int { return strings.Compare(a.Path, b.Path) })
	return logs, nil
}

// countLines counts the lines of a log that do not begin with #.
func countLines(name string) (lines int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	buf := make([]byte, 64<<10)
	begins := true // the next byte is the first of a line
	for {
		n, err := f.Read(buf)
		for rest := buf[:n]; len(rest) > 0; {
			if begins && rest[0] != '#' {
				lines++
			}
			end := bytes.IndexByte(rest, '\n')
			begins = end >= 0
			if !begins {
				break
			}
			rest = rest[end+1:]
		}
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
