package logs

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestAppendSeconds(t *testing.T) {
	check := func(sec float64) {
		got, want := string(appendSeconds([]byte("x"), sec)), "x"+strconv.FormatFloat(sec, 'f', 6, 64)
		if got != want {
			t.Errorf("%v is written as %s, want %s", sec, got, want)
		}
	}
	for _, sec := range []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1e-6, 5e-7, 4.9e-7, 1.5e-6, 0.9999995, 0.9999999,
		1398558005.123456, 1<<31 - 1e-6, 1 << 31, 1 << 32, 1 << 53, 1e18, 1e300, math.Pi, math.NaN(), math.Inf(1), math.Inf(-1)} {
		check(sec)
		check(math.Nextafter(sec, 0))
		check(math.Nextafter(sec, math.Inf(1)))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		us := r.Uint64N(1 << r.IntN(52))
		check(float64(us) / 1e6)
		check(float64(us) * 1e-6)
		check(r.ExpFloat64() * math.Exp2(float64(r.IntN(60)-20)))
	}
}
