package probe

import (
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"slices"
	"time"

	"brig/result"
)

// maxDelay is how long a sample stays in memory before it is on disk.
const maxDelay = time.Second

// A recorder keeps samples: the latest in memory, the others on disk. A run
// of less than maxDelay never makes a file.
//
// Blocks are written, but not synced: what was written survives the end of
// the probe however it comes, though not that of the machine.
type recorder struct {
	interval time.Duration
	path     string           // of the stream; empty keeps all in memory
	most     int              // samples of the document; 0 for as many as it holds
	absent   []result.Absence // known before the first sample

	file    *os.File
	pending block
	last    row
	begun   bool // there is a last row
	buf     []byte
	err     error // the first of writing
}

// add takes a sample. It allocates nothing once blocks have their size.
func (r *recorder) add(s *row) {
	if n := len(r.pending.at); n == maxBlockRows || n > 0 && s.at-r.pending.at[0] >= maxDelay.Nanoseconds() {
		r.keep()
	}
	r.pending.add(s)
	if r.interval >= maxDelay && s.at >= maxDelay.Nanoseconds() {
		r.keep() // the next one is far
	}
	r.last, r.begun = *s, true
	r.last.threads = nil
}

// keep writes the samples that are in memory, if they are to be written.
func (r *recorder) keep() {
	if r.path != "" && r.err == nil {
		r.err = r.flush()
	}
}

// addFinal takes what could still be read of a process that has ended.
func (r *recorder) addFinal(s *row) {
	if r.begun {
		s.complete(&r.last)
	} else {
		s.have &^= gauges
		s.threads = nil
	}
	r.add(s)
}

// flush writes the samples that are in memory.
func (r *recorder) flush() error {
	r.buf = r.buf[:0]
	if r.file == nil {
		f, err := os.OpenFile(r.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return fmt.Errorf("keeping samples: %w", err)
		}
		r.file = f
		h := streamHeader{Interval: r.interval.Nanoseconds(), Columns: columnNames[:], Absent: r.absent}
		if r.buf, err = appendHeader(r.buf, h); err != nil {
			return err
		}
	}
	r.buf = appendBlock(r.buf, r.pending.append)
	r.pending.reset()
	if _, err := r.file.Write(r.buf); err != nil {
		return fmt.Errorf("keeping samples: %w", err)
	}
	return nil
}

// document makes the samples part of a run, and ends the recording. When
// there is a file it then holds all samples.
func (r *recorder) document() (result.Samples, error) {
	if r.file != nil {
		defer r.file.Close()
	}
	switch {
	case r.err != nil:
		return result.Samples{}, r.err
	case r.file == nil:
		return document(r.interval, r.absent, r.most, r.pending.each)
	}
	if len(r.pending.at) > 0 {
		if err := r.flush(); err != nil {
			return result.Samples{}, err
		}
	}
	return document(r.interval, r.absent, r.most, func(f func(*row) error) error {
		return eachOf(r.file, f)
	})
}

// eachOf calls f with each row of a stream.
func eachOf(file io.ReadSeeker, f func(*row) error) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s, err := openStream(file)
	if err != nil {
		return err
	}
	for {
		switch b, err := s.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		default:
			if err := b.each(f); err != nil {
				return err
			}
		}
	}
}

// ReadSamples reads a stream of samples. cut says that its end is missing or
// damaged, as it is when the probe that wrote it was killed while it wrote; the
// samples before that are whole.
func ReadSamples(file io.ReadSeeker) (samples result.Samples, cut bool, err error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return samples, false, err
	}
	s, err := openStream(file)
	if err != nil {
		return samples, false, err
	}
	samples, err = document(time.Duration(s.header.Interval), s.header.Absent, 0, func(f func(*row) error) error {
		err := eachOf(file, f)
		if errors.Is(err, errCut) {
			cut, err = true, nil
		}
		return err
	})
	return samples, cut, err
}

// Bounds of the samples in a document. A document may have 16 MB in MongoDB,
// where a number in a list takes about 15 bytes.
const (
	maxCells         = 640 << 10 // numbers
	maxThreadsListed = 512
)

// document makes a document of rows that can be gone through repeatedly.
// When there are too many, or more than most if that is not 0, it keeps every
// second, fourth, eighth... and the last, and says what that costs.
func document(interval time.Duration, absent []result.Absence, most int, each func(func(*row) error) error) (result.Samples, error) {
	d := result.Samples{At: []int64{}, Interval: interval.Nanoseconds()}
	taken, cells, have := 0, 0, uint64(1<<columns-1)
	err := each(func(r *row) error {
		taken++
		have &= r.have
		cells += bits.OnesCount64(r.have) + threadColumns*len(r.threads)
		return nil
	})
	if err != nil || taken == 0 {
		return d, err
	}
	every := 1
	for cells/every > maxCells || most > 0 && 1+(taken+every-2)/every > max(most, 2) {
		every *= 2
	}
	d.Interval *= int64(every)

	fields := fieldsOf(&d)
	threads := threadList{listed: map[int64]int{}}
	at := 0
	err = each(func(r *row) error {
		if at%every == 0 || at == taken-1 {
			threads.add(r, len(d.At))
			d.At = append(d.At, r.at)
			for c := range columns {
				if have&(1<<c) != 0 {
					*fields[c] = append(*fields[c], r.value[c])
				}
			}
		} else {
			threads.pass(r)
		}
		at++
		return nil
	})
	if err != nil {
		return d, err
	}
	d.PerThread, d.ThreadsLeftOut = threads.all, threads.leftOut
	d.Absent = absences(absent, have)
	if every > 1 {
		d.Thinned = &result.Thinning{Every: every, Taken: int64(taken)}
		d.Thinned.Error, err = thinningError(&d, have, every, each)
	}
	return d, err
}

// A threadList gathers the series of threads.
type threadList struct {
	all     []result.ThreadSamples
	listed  map[int64]int // index in all of the threads of the row before; -1 when not in it
	present map[int64]int
	leftOut int
}

// add appends what row number at, of those kept, says of its threads.
func (l *threadList) add(r *row, at int) {
	now := map[int64]int{}
	for i := range r.threads {
		t := &r.threads[i]
		n, ok := l.listed[t.id]
		switch {
		case ok && n >= 0:
		case len(l.all) < maxThreadsListed:
			if n = len(l.all); ok {
				l.leftOut-- // it was counted when it was passed
			}
			l.all = append(l.all, result.ThreadSamples{ID: t.id, Name: t.name, First: at})
		default:
			if n = -1; !ok {
				l.leftOut++
			}
		}
		now[t.id] = n
		if n < 0 {
			continue
		}
		s := &l.all[n]
		for c, field := range [threadColumns]*[]int64{&s.User, &s.System, &s.CPU, &s.RunQueue} {
			if t.have&(1<<c) != 0 {
				*field = append(*field, t.value[c])
			}
		}
	}
	l.listed = now
}

// pass notes the threads of a row that is not kept.
func (l *threadList) pass(r *row) {
	if l.present == nil {
		l.present = map[int64]int{}
	}
	clear(l.present)
	for i := range r.threads {
		id := r.threads[i].id
		n, ok := l.listed[id]
		if !ok {
			n = -1
			l.leftOut++
		}
		l.present[id] = n
	}
	l.listed, l.present = l.present, l.listed
}

// absences adds to the reasons that are known those for the other columns
// that are not there.
func absences(known []result.Absence, have uint64) []result.Absence {
	var all []result.Absence
	var rest []string
	for c, name := range columnNames {
		if have&(1<<c) != 0 {
			continue
		}
		i := slices.IndexFunc(known, func(a result.Absence) bool { return slices.Contains(a.Columns, name) })
		if i < 0 {
			rest = append(rest, name)
			continue
		}
		j := slices.IndexFunc(all, func(a result.Absence) bool { return a.Reason == known[i].Reason })
		if j < 0 {
			j = len(all)
			all = append(all, result.Absence{Reason: known[i].Reason})
		}
		all[j].Columns = append(all[j].Columns, name)
	}
	if len(rest) > 0 {
		all = append(all, result.Absence{Columns: rest, Reason: "some sample lacks it"})
	}
	return all
}

// thinningError says how far the samples that were left out are from the
// lines between those that were kept.
func thinningError(d *result.Samples, have uint64, every int, each func(func(*row) error) error) (map[string]int64, error) {
	fields := fieldsOf(d)
	worst := [columns]float64{}
	at := 0
	err := each(func(r *row) error {
		i := at / every // the kept row at or before this one
		if at++; i+1 < len(d.At) {
			part := 0.0
			if length := d.At[i+1] - d.At[i]; length > 0 {
				part = float64(r.at-d.At[i]) / float64(length)
			}
			for c := range columns {
				if have&(1<<c) != 0 {
					v := *fields[c]
					line := float64(v[i]) + part*float64(v[i+1]-v[i])
					worst[c] = max(worst[c], line-float64(r.value[c]), float64(r.value[c])-line)
				}
			}
		}
		return nil
	})
	found := map[string]int64{}
	for c, w := range worst {
		if w >= 1 {
			found[columnNames[c]] = int64(w)
		}
	}
	return found, err
}
