package builtin

import (
	"math"
	"math/rand/v2"

	"brig/bro/interp"
)

// mathFuncs is the family of floor, sqrt and the like. What has no result
// (sqrt of a negative number) is an error message and -1, as in Bro.
func mathFuncs() table {
	of := func(f func(float64) float64) interp.Builtin {
		return func(c call) (value, error) { return double(f(c.Double(0))) }
	}
	return table{
		"floor": of(math.Floor),
		"ceil":  of(math.Ceil),
		"round": of(math.Round),
		"exp":   of(math.Exp),
		"ln":    positive("ln", math.Log),
		"log2":  positive("log2", math.Log2),
		"log10": positive("log10", math.Log10),
		"sqrt": func(c call) (value, error) {
			if c.Double(0) < 0 {
				c.Error("sqrt: negative sqrt argument")
				return double(-1)
			}
			return double(math.Sqrt(c.Double(0)))
		},
		"pow": func(c call) (value, error) { return double(math.Pow(c.Double(0), c.Double(1))) },
	}
}

func positive(name string, f func(float64) float64) interp.Builtin {
	return func(c call) (value, error) {
		if c.Double(0) <= 0 {
			c.Error("%s: the argument must be positive", name)
			return double(-1)
		}
		return double(f(c.Double(0)))
	}
}

// randomFuncs gives numbers and ids that repeat with the interpreter's seed.
func randomFuncs() table {
	var r *rand.Rand
	source := func(c call) *rand.Rand {
		if r == nil {
			r = rand.New(rand.NewPCG(c.In.Seed, 0x6272696721))
		}
		return r
	}
	return table{
		// rand gives a number below its argument.
		"rand": func(c call) (value, error) {
			if c.Count(0) == 0 {
				c.Error("rand: the bound must be positive")
				return count(0)
			}
			return count(source(c).Uint64N(c.Count(0)))
		},
		"srand": func(c call) (value, error) {
			r = rand.New(rand.NewPCG(c.Count(0), 0x6272696721))
			return none, nil
		},
		"unique_id":      func(c call) (value, error) { return str(c.Str(0) + base62(source(c).Uint64())) },
		"unique_id_from": func(c call) (value, error) { return str(c.Str(1) + base62(source(c).Uint64())) },
	}
}

// base62 writes n with digits and letters, as connection uids are written.
func base62(n uint64) string {
	// strconv goes up to base 36, so the digits are made here.
	const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	var b [11]byte
	i := len(b)
	for {
		i--
		b[i] = digits[n%62]
		if n /= 62; n == 0 {
			return string(b[i:])
		}
	}
}
