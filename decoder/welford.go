package decoder

// A welford follows mean and variance of values in double precision, in the
// order in which they come (Welford, "Note on a method for calculating
// corrected sums of squares and products", Technometrics 4, 1962). It rounds
// at every step, as the decoder of 2013 did: its files hold these doubles.
// All else is made of [moments], which are exact.
type welford struct {
	n             int64
	sum, mean, m2 float64
}

func (w *welford) add(v int64) {
	x := float64(v)
	w.n++
	w.sum += x
	d := x - w.mean
	w.mean += d / float64(w.n)
	// Conversions keep the compiler from fusing product and sum, which some
	// processors can and Java does not.
	w.m2 += float64(d * (x - w.mean))
}

// merge adds the values of another sequence (Chan, Golub and LeVeque,
// "Updating formulae and a pairwise algorithm for computing sample
// variances", 1979).
func (w *welford) merge(o *welford) {
	if o.n == 0 {
		return
	}
	if w.n == 0 {
		*w = *o
		return
	}
	n := float64(w.n + o.n)
	d := o.mean - w.mean
	w.m2 += o.m2 + float64(d*d*float64(w.n)*float64(o.n)/n)
	w.mean += float64(d * float64(o.n) / n)
	w.sum += o.sum
	w.n += o.n
}

// variance returns the sample variance, and 0 for fewer than two values.
func (w *welford) variance() float64 {
	if w.n < 2 {
		return 0
	}
	return w.m2 / float64(w.n-1)
}
