package stats

import (
	"math"
	"slices"
)

// Means returns the robust centres of samples that have no blocks, such as the
// changes of things of very different size.
//
// A handful of values that happen to lie close to each other would seem sure of
// their centre. As in [Fit] their variance is weighed with that of the others; since
// what is larger varies more, with what the others say of their size: the logarithm
// of the variance as a straight line over that of the size. All sizes must be positive.
func Means(samples [][]float64, sizes []float64) []Centre {
	out := make([]Centre, len(samples))
	var rows []int
	var variances, freedoms, x []float64
	for i, values := range samples {
		out[i] = Centre{Log: median(values), Err: math.Inf(1), N: len(values)}
		if len(values) < 2 {
			continue
		}
		c, v := robustMean(values)
		out[i].Log = c
		rows = append(rows, i)
		variances, freedoms = append(variances, v), append(freedoms, float64(len(values)-1))
		x = append(x, math.Log(sizes[i]))
	}
	if len(rows) == 0 {
		return out
	}
	trend := trendOf(x, variances, freedoms)
	scaled := make([]float64, len(rows))
	for k := range rows {
		scaled[k] = variances[k] / trend(x[k])
	}
	priorDF, prior := priorVariance(scaled, freedoms)
	priorDF *= priorTrust
	all := 0.0
	for _, d := range freedoms {
		all += d
	}
	for k, i := range rows {
		v, d := variances[k], freedoms[k]
		at := prior * trend(x[k])
		if math.IsInf(priorDF, 1) {
			v, d = at, all
		} else {
			v, d = (priorDF*at+d*v)/(priorDF+d), min(priorDF+d, all)
		}
		out[i].Err, out[i].DF = math.Sqrt(v/float64(len(samples[i]))), d
	}
	return out
}

// trendOf fits the logarithms of variances as a straight line, by least squares
// weighted with their degrees of freedom, and returns the variance it says. Fewer
// than three that vary, or all of one size, give a level line.
func trendOf(x, variances, freedoms []float64) func(x float64) float64 {
	var w, sx, sy, sxx, sxy float64
	n := 0
	for i, v := range variances {
		if v <= 0 {
			continue
		}
		d, y := freedoms[i], math.Log(v)
		n++
		w, sx, sy, sxx, sxy = w+d, sx+d*x[i], sy+d*y, sxx+d*x[i]*x[i], sxy+d*x[i]*y
	}
	if n == 0 {
		return func(float64) float64 { return 1 }
	}
	slope := 0.0
	if spread := sxx - sx*sx/w; n >= 3 && spread > 1e-9*w {
		slope = (sxy - sx*sy/w) / spread
	}
	level := (sy - slope*sx) / w
	return func(x float64) float64 { return math.Exp(level + slope*x) }
}

// robustMean is Huber's estimate of the centre of two or more values, with the
// scale of their own scatter, and the variance that over their number is its squared
// error.
func robustMean(values []float64) (centre, variance float64) {
	centre = median(values)
	sizes := make([]float64, len(values))
	for i, v := range values {
		sizes[i] = math.Abs(v - centre)
	}
	slices.Sort(sizes)
	// Around their own median one value, or two of an even number, lie at the
	// least distance: that tells nothing.
	scale := 1.4826 * median(sizes[1:])
	if scale == 0 {
		_, variance = meanVariance(values)
		return centre, variance
	}
	h := huber{huberK * scale, 1}
	centre = h.centre(values)
	left := make([]float64, len(values))
	for i, v := range values {
		left[i] = v - centre
	}
	return centre, h.variance(left)
}
