package builtin

import (
	"errors"
	"math"
	"math/rand/v2"

	"brig/bro/interp"
)

// mathFuncs is the family of floor, sqrt and the like. What has no result is
// NaN or infinite, but for sqrt: a negative argument is an error message and -1.
func mathFuncs() table {
	of := func(f func(float64) float64) interp.Builtin {
		return func(c call) (value, error) { return double(f(c.Double(0))) }
	}
	return table{
		"floor": of(math.Floor),
		"ceil":  of(math.Ceil),
		"round": of(math.Round),
		"exp":   of(math.Exp),
		"ln":    of(math.Log),
		"log2":  of(math.Log2),
		"log10": of(math.Log10),
		"sqrt": func(c call) (value, error) {
			if c.Double(0) < 0 {
				c.Error("negative sqrt argument")
				return double(-1)
			}
			return double(math.Sqrt(c.Double(0)))
		},
		"pow":                func(c call) (value, error) { return double(math.Pow(c.Double(0), c.Double(1))) },
		"modulo":             modulo,
		"haversine_distance": haversine,
	}
}

// modulo gives a remainder with the sign of the divisor, as mathematics has it.
func modulo(c call) (value, error) {
	a, b := c.Int(0), c.Int(1)
	switch b {
	case 0:
		return none, errors.New("modulo by zero")
	case -1:
		return interp.Int(0), nil // the smallest int has no quotient
	}
	r := a % b
	if r != 0 && (r < 0) != (b < 0) {
		r += b
	}
	return interp.Int(r), nil
}

// haversine is the distance in miles of two places given in degrees.
func haversine(c call) (value, error) {
	const radius, degree = 3958.8, math.Pi / 180
	lat1, long1, lat2, long2 := c.Double(0)*degree, c.Double(1)*degree, c.Double(2)*degree, c.Double(3)*degree
	s1, s2 := math.Sin((lat2-lat1)/2), math.Sin((long2-long1)/2)
	return double(2 * radius * math.Asin(math.Sqrt(s1*s1+math.Cos(lat1)*math.Cos(lat2)*s2*s2)))
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
		// rand gives a number below its argument, 0 for 0.
		"rand": func(c call) (value, error) {
			if c.Count(0) == 0 {
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
