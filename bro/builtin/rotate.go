package builtin

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"brig/bro/interp"
)

// A rotation knows when the files that are open were opened, in seconds of
// network time. A file is rotated by giving it another name, made of its own
// and the network time, and beginning a new one.
type rotation map[*interp.File]float64

func (r rotation) open(flag int) interp.Builtin {
	return func(c call) (value, error) {
		v, err := openFile(c, flag)
		if err == nil && v.File().Open {
			r[v.File()] = c.In.NetworkTime()
		}
		return v, err
	}
}

// rotate gives a rotate_info: old_name, new_name, open, close. What cannot be
// rotated is an error message, and the names are empty.
func (r rotation) rotate(c call) (value, error) {
	f := c.Args[0].File()
	at, ours := r[f]
	now := c.In.NetworkTime()
	if !f.Open || !ours {
		c.Error("rotate_file: %s is not open", f.Name)
		return rotateInfo(c, "", "", 0, 0), nil
	}
	if err := f.Flush(); err != nil {
		return none, err
	}
	to := rotatedName(f.Name, now)
	if err := os.Rename(f.Name, to); err != nil {
		c.Error("rotate_file: can't move %s to %s: %v", f.Name, to, errors.Unwrap(err))
		return rotateInfo(c, "", "", 0, 0), nil
	}
	w, err := os.Create(f.Name)
	if err != nil {
		return none, err
	}
	if err := f.Switch(w); err != nil {
		return none, err
	}
	r[f] = now
	return rotateInfo(c, f.Name, to, at, now), nil
}

// rotateByName rotates a file that this process has not opened.
func rotateByName(c call) (value, error) {
	name, now := c.Str(0), c.In.NetworkTime()
	to := rotatedName(name, now)
	info, err := os.Stat(name)
	if err == nil {
		err = os.Rename(name, to)
	}
	if err != nil {
		c.Error("rotate_file: can't move %s to %s: %v", name, to, errors.Unwrap(err))
		return rotateInfo(c, "", "", 0, 0), nil
	}
	w, err := os.Create(name)
	if err != nil {
		return none, err
	}
	return rotateInfo(c, name, to, float64(info.ModTime().UnixMicro())/1e6, now), w.Close()
}

func rotatedName(name string, now float64) string { return fmt.Sprintf("%s.%.6f.tmp", name, now) }

func rotateInfo(c call, from, to string, opened, closed float64) value {
	r := c.In.NewRecord(c.Result)
	set(r, "old_name", interp.String(from))
	set(r, "new_name", interp.String(to))
	set(r, "open", interp.Time(opened))
	set(r, "close", interp.Time(closed))
	return r.Value()
}

// nextRotation is how long it is from now, by network time, to the next
// multiple of an interval: counted from log_rotate_base_time ("HH:MM", UTC) if a
// script declares that, else from 1970.
func nextRotation(c call) (value, error) {
	every, now := c.Double(0), c.In.NetworkTime()
	if !(every > 0) {
		c.Error("calc_next_rotate: zero interval")
		return interp.Interval(-1), nil
	}
	base := 0.0
	if v, ok := c.In.Global("log_rotate_base_time"); ok && v.IsSet() && v.Str() != "" {
		hour, minute, _ := strings.Cut(v.Str(), ":")
		h, errH := strconv.ParseUint(hour, 10, 8)
		m, errM := strconv.ParseUint(minute, 10, 8)
		if errH != nil || errM != nil || h > 23 || m > 59 {
			c.Error("calc_next_rotate: invalid log_rotate_base_time %q", v.Str())
		} else {
			const day = 24 * 60 * 60
			base = math.Floor(now/day)*day + float64(h*60*60+m*60)
		}
	}
	next := base + math.Ceil((now-base)/every)*every
	if next <= now {
		next += every
	}
	return interp.Interval(next - now), nil
}
