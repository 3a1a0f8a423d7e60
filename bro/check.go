package bro

import (
	"errors"

	"brig/bro/syntax"
)

// A Diagnostic is what Check has to say of a place in a script. Its JSON form is one that editors read.
type Diagnostic struct {
	File     string `json:"file,omitempty"` // as it was found, "<command line>" or "<stdin>"; "" for no place
	Line     int    `json:"line,omitempty"` // from 1
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity"` // error, or warning: the scripts can run nevertheless
	Message  string `json:"message"`

	text string
}

// String gives the diagnostic in Bro's manner: "FILE, line N, column M: error: MESSAGE".
func (d Diagnostic) String() string { return d.text }

// Check loads and checks the scripts as Run does, but runs nothing. It returns all errors and
// warnings in the order of the files, none if all is well. The error is one that has to do with no script.
func Check(cfg *Config) ([]Diagnostic, error) {
	e := newEngine(cfg.withDefaults())
	err := e.load()
	var list []Diagnostic
	for _, w := range e.warnings {
		list = append(list, diagnose(w))
	}
	var wrong *ScriptError
	if !errors.As(err, &wrong) {
		return list, err
	}
	for _, one := range wrong.Errors {
		list = append(list, diagnose(one))
	}
	return list, nil
}

func diagnose(err error) Diagnostic {
	d := Diagnostic{Severity: "error", Message: err.Error(), text: err.Error()}
	var at *syntax.Error
	if !errors.As(err, &at) {
		return d
	}
	d.Message = at.Msg
	if at.Warning {
		d.Severity = "warning"
	}
	if at.Pos.IsValid() {
		d.File, d.Line, d.Column = at.Pos.File.Name, int(at.Pos.Line), int(at.Pos.Col)
	}
	return d
}
