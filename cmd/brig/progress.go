package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// isTerminal reports whether w is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// A voice says what a command does, for people or as JSON lines.
type voice struct {
	w    io.Writer
	json bool
}

// say says something of a kind in one line.
func (v voice) say(kind, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if v.json {
		v.object(map[string]any{"event": kind, "text": text})
		return
	}
	fmt.Fprintf(v.w, "%-10s %s\n", kind, text)
}

// object writes a line of JSON. Progress that cannot be written is no reason to
// stop.
func (v voice) object(values map[string]any) {
	_ = json.NewEncoder(v.w).Encode(values)
}

// A progress shows how far the runs are: a bar on a terminal, a JSON object a run,
// else a line every tenth.
type progress struct {
	voice
	bar       *progressbar.ProgressBar
	done, all int
	began     time.Time
	had       int // runs that were done before
}

func newProgress(says voice, done, all int) *progress {
	p := &progress{voice: says, done: done, all: all, had: done, began: time.Now()}
	if isTerminal(p.w) && !p.json {
		p.bar = progressbar.NewOptions(all,
			progressbar.OptionSetWriter(p.w),
			progressbar.OptionSetDescription("runs      "),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
		p.bar.Add(done)
	}
	return p
}

// step counts one more run.
func (p *progress) step(run string) {
	p.done++
	if p.json {
		p.object(map[string]any{"event": "run", "run": run, "done": p.done, "all": p.all, "seconds": time.Since(p.began).Seconds()})
		return
	}
	if p.bar != nil {
		p.bar.Add(1)
		return
	}
	if p.done*10/p.all > (p.done-1)*10/p.all {
		spent := time.Since(p.began)
		left := spent / time.Duration(p.done-p.had) * time.Duration(p.all-p.done)
		fmt.Fprintf(p.w, "runs       %d of %d, %v spent, about %v left\n", p.done, p.all, spent.Round(time.Second), left.Round(time.Second))
	}
}

// more adds runs to those that are to be made.
func (p *progress) more(runs int) {
	if runs == 0 {
		return
	}
	p.all += runs
	if p.bar != nil {
		p.bar.ChangeMax(p.all)
		return
	}
	p.say("further", "%d runs of trials that are not known well enough", runs)
}

// stop ends the bar.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
