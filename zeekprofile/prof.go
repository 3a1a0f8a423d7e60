package zeekprofile

import (
	"regexp"
	"strings"
)

var (
	profMark    = regexp.MustCompile(`^[0-9]+\.[0-9]{6} (-{24}$|Command line: |Memory: total=)`)
	profMemory  = regexp.MustCompile(`^Memory: total=(\S+)K total_adj=`)
	profRuntime = regexp.MustCompile(`^Run-time: user\+sys=\S+ user=(\S+) sys=(\S+) real=(\S+)$`)
	profConns   = regexp.MustCompile(`^Conns: total=(\S+) current=`)
	profThreads = regexp.MustCompile(`^Threads: current=(\S+)$`)
)

func isProf(line []byte) bool { return profMark.Match(line) }

// readProf reads a prof.log. Blocks begin with the line of memory: the rule of
// hyphens above it can be on the line before, as some versions do not end one
// of their lines. Other lines are passed over.
func (s *series) readProf(in *lines) error {
	network, memory, conns, threads := s.column(&s.Network), s.column(&s.RSS), s.column(&s.Connections), s.column(&s.Threads)
	user, system, at := s.column(&s.User), s.column(&s.System), s.column(&s.At)
	begun := 0 // line of the block
	end := func() error {
		switch {
		case begun == 0:
			return nil
		case !at.have:
			return in.errorf("the block that begins on line %d has no run-time", begun)
		}
		if err := s.row(); err != nil {
			return in.errorf("the block that begins on line %d: %w", begun, err)
		}
		return nil
	}
	take := func(match []string, parse func(string) (int64, error), scale int64, to ...*column) error {
		for i, c := range to {
			v, err := parse(match[i+1])
			if err != nil {
				return in.errorf("%w", err)
			}
			c.set(v * scale)
		}
		return nil
	}
	for in.next() {
		stamp, rest, _ := strings.Cut(strings.TrimRight(in.Text(), "\r"), " ")
		var err error
		if m := profMemory.FindStringSubmatch(rest); m != nil {
			if err = end(); err != nil {
				return err
			}
			begun = in.number
			if err = take([]string{"", stamp}, moment, 1, network); err == nil {
				err = take(m, kilobytes, 1024, memory)
			}
		} else if m := profRuntime.FindStringSubmatch(rest); m != nil {
			err = take(m, duration, 1, user, system, at)
		} else if m := profConns.FindStringSubmatch(rest); m != nil {
			err = take(m, count, 1, conns)
		} else if m := profThreads.FindStringSubmatch(rest); m != nil {
			err = take(m, count, 1, threads)
		}
		if err != nil {
			return err
		}
	}
	return end()
}
