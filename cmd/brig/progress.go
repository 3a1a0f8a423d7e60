package main

import (
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

// A progress shows how far the runs are: a bar on a terminal, else a line
// every tenth.
type progress struct {
	w         io.Writer
	bar       *progressbar.ProgressBar
	done, all int
	began     time.Time
	had       int // runs that were done before
}

func newProgress(w io.Writer, done, all int) *progress {
	p := &progress{w: w, done: done, all: all, had: done, began: time.Now()}
	if isTerminal(w) {
		p.bar = progressbar.NewOptions(all,
			progressbar.OptionSetWriter(w),
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
func (p *progress) step() {
	p.done++
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
	fmt.Fprintf(p.w, "further    %d runs of trials that are not known well enough\n", runs)
}

// stop ends the bar.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
