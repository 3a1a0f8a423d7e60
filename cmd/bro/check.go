package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"brig/bro"
)

// checkScripts prints all errors and warnings and returns the exit status.
func checkScripts(cfg *bro.Config, asJSON bool, stdout, stderr io.Writer) int {
	list, err := bro.Check(cfg)
	code := status(err, stderr)
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	for _, d := range list {
		if d.Severity == "error" {
			code = 1
		}
		if !asJSON {
			fmt.Fprintln(stderr, d)
		} else if err := enc.Encode(d); err != nil {
			return status(err, stderr)
		}
	}
	return code
}

// catalogue prints what scripts can use: all of it, or what has one of the words in its kind,
// family or name.
func catalogue(cfg *bro.Config, words []string, signatures, asJSON bool, stdout io.Writer) error {
	list, err := bro.Catalogue(cfg)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	family := ""
	for _, c := range list {
		if !mentions(c, words) {
			continue
		}
		if asJSON {
			if err := enc.Encode(c); err != nil {
				return err
			}
			continue
		}
		if c.Family != family {
			family = c.Family
			if _, err := fmt.Fprintln(stdout, family); err != nil {
				return err
			}
		}
		text := c.Name
		if signatures && c.Kind != "Analyzer" && c.Kind != "Reader" && c.Kind != "Writer" {
			text = c.Signature
		} else if signatures {
			text += " (" + c.Signature + ")"
		}
		if _, err := fmt.Fprintf(stdout, "    [%s] %s\n", c.Kind, text); err != nil {
			return err
		}
	}
	return nil
}

func mentions(c bro.Component, words []string) bool {
	for _, w := range words {
		w = strings.ToLower(w)
		for _, s := range []string{c.Kind, c.Family, c.Name} {
			if strings.Contains(strings.ToLower(s), w) {
				return true
			}
		}
	}
	return len(words) == 0
}
