package builtin

import (
	"errors"
	"math"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// entropyFuncs is the family of tests for randomness, those of Walker's
// program "ent" (https://www.fourmilab.ch/random).
func entropyFuncs() table {
	return table{
		"find_entropy": func(c call) (value, error) {
			var e Entropy
			e.Add([]byte(c.Str(0)))
			return e.Result(c.In, c.Result), nil
		},
		"entropy_test_init": func(c call) (value, error) {
			return (&interp.Opaque{T: c.Result, X: &Entropy{}}).Value(), nil
		},
		"entropy_test_add": func(c call) (value, error) {
			e, err := opaque[*Entropy](c.Args[0])
			if err != nil || e.done {
				return boolean(false)
			}
			e.Add([]byte(c.Str(1)))
			return boolean(true)
		},
		"entropy_test_finish": func(c call) (value, error) {
			e, err := opaque[*Entropy](c.Args[0])
			if err != nil {
				return none, err
			}
			if e.done {
				return none, errors.New("the entropy test has been finished already")
			}
			e.done = true
			return e.Result(c.In, c.Result), nil
		},
	}
}

// An Entropy is what the tests need to know of the bytes seen.
type Entropy struct {
	counts [256]uint64
	n      uint64
	done   bool

	// Monte Carlo: each six bytes are a point of 24 bits by 24 bits.
	point       [6]byte
	have        int
	tries, hits uint64

	// Serial correlation: sums over successive bytes.
	first, last   byte
	products, sum float64
	squares       float64
}

// Add takes the next bytes.
func (e *Entropy) Add(s []byte) {
	const radius = 1<<24 - 1
	for _, b := range s {
		if e.n == 0 {
			e.first = b
		} else {
			e.products += float64(e.last) * float64(b)
		}
		e.last = b
		e.n++
		e.counts[b]++
		e.sum += float64(b)
		e.squares += float64(b) * float64(b)

		e.point[e.have] = b
		if e.have++; e.have == len(e.point) {
			e.have = 0
			x := float64(uint32(e.point[0])<<16 | uint32(e.point[1])<<8 | uint32(e.point[2]))
			y := float64(uint32(e.point[3])<<16 | uint32(e.point[4])<<8 | uint32(e.point[5]))
			e.tries++
			if x*x+y*y <= radius*radius {
				e.hits++
			}
		}
	}
}

// Result makes a record of type t, an entropy_test_result: bits per byte, chi square against an even
// distribution, mean (127.5 is random), pi by Monte Carlo, and the correlation of
// each byte with the next (-100000 if it is not defined: all bytes are equal).
func (e *Entropy) Result(in *interp.Interp, t *resolve.Type) interp.Value {
	var bits, chi, mean, pi float64
	n := float64(e.n)
	if e.n > 0 {
		expected := n / 256
		for _, k := range e.counts {
			d := float64(k) - expected
			chi += d * d / expected
			if k > 0 {
				p := float64(k) / n
				bits -= p * math.Log2(p)
			}
		}
		mean = e.sum / n
	}
	if e.tries > 0 {
		pi = 4 * float64(e.hits) / float64(e.tries)
	}
	products := e.products + float64(e.last)*float64(e.first)
	correlation := n*e.squares - e.sum*e.sum
	if correlation == 0 {
		correlation = -100000
	} else {
		correlation = (n*products - e.sum*e.sum) / correlation
	}
	r := in.NewRecord(t)
	set(r, "entropy", interp.Double(bits))
	set(r, "chi_square", interp.Double(chi))
	set(r, "mean", interp.Double(mean))
	set(r, "monte_carlo_pi", interp.Double(pi))
	set(r, "serial_correlation", interp.Double(correlation))
	return r.Value()
}
