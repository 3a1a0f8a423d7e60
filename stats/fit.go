package stats

import (
	"math"
	"slices"
)

// A Value is the logarithm of one cost: of a row, measured in a block.
type Value struct {
	Row, Block int
	Log        float64
}

// A Centre is where the values of a row lie once the effects of their blocks
// are taken out, with its standard error. Err is infinite, and DF 0, when there is
// nothing to tell it by.
type Centre struct {
	Log float64
	Err float64
	DF  float64 // of Err, in the sense of Student's distribution
	N   int     // values
}

// Fitting stops when no effect moves by more than this, or after so many rounds.
const (
	fitStep   = 1e-9
	fitRounds = 200
)

// priorTrust is the weight given to the degrees of freedom of the prior. True
// variances are not drawn from the distribution the prior supposes; half its
// weight costs one interval in thirty of its width where it holds, and halves the
// false alarms where it does not.
const priorTrust = 0.5

// Fit explains values as row effect + block effect + noise, and returns the rows'
// effects. Only differences of them mean something.
//
// Costs are products of disturbances more than sums of them, so their
// logarithms are nearer to a normal distribution than they are. A run that was
// disturbed is slower, sometimes much: effects are Huber's estimates, on which no
// single run has more than a bounded pull, and leant to the runs that were
// disturbed least (Breckling and Chambers, M-quantiles, 1988).
//
// The error of a row comes from its own scatter and from that of all rows: with
// five values a row its own variance is known so badly that Student's distribution
// for 4 degrees of freedom makes every interval useless, while the variances of sixty
// rows together say well what variance a row has and how much variances differ.
// Both are weighed by that (Smyth, Linear models and empirical Bayes methods, 2004):
// rows that differ much in their noise are judged by their own, rows that are
// alike by the noise of all.
func Fit(values []Value, rows int) []Centre {
	f := newFit(values, rows)
	f.effects()
	return f.centres()
}

type fit struct {
	values  []Value
	byRow   [][]int // indices of values
	byBlock [][]int
	row     []float64
	block   []float64
	scale   float64 // of the noise of one value
}

func newFit(values []Value, rows int) *fit {
	blocks := map[int]int{}
	f := &fit{values: values, byRow: make([][]int, rows), row: make([]float64, rows)}
	for i, v := range values {
		b, ok := blocks[v.Block]
		if !ok {
			b = len(blocks)
			blocks[v.Block] = b
			f.byBlock = append(f.byBlock, nil)
		}
		f.byRow[v.Row] = append(f.byRow[v.Row], i)
		f.byBlock[b] = append(f.byBlock[b], i)
	}
	f.block = make([]float64, len(values)) // of each value, for speed
	return f
}

// effects finds row and block effects: by medians first, which stand any
// disturbance of less than half the runs, then by Huber's estimate with the
// scale that the medians leave.
func (f *fit) effects() {
	for range 10 {
		f.round(median)
	}
	f.scale = f.spread()
	if f.scale == 0 {
		return
	}
	for range fitRounds {
		if f.round(f.huber().centre) < fitStep {
			break
		}
	}
}

// round re-estimates all effects and returns by how much one moved at most.
func (f *fit) round(centre func([]float64) float64) float64 {
	var left []float64
	most := 0.0
	for r, members := range f.byRow {
		if len(members) == 0 {
			continue
		}
		left = left[:0]
		for _, i := range members {
			left = append(left, f.values[i].Log-f.block[i])
		}
		c := centre(left)
		most = max(most, math.Abs(c-f.row[r]))
		f.row[r] = c
	}
	for _, members := range f.byBlock {
		left = left[:0]
		for _, i := range members {
			left = append(left, f.values[i].Log-f.row[f.values[i].Row])
		}
		c := centre(left)
		most = max(most, math.Abs(c-f.block[members[0]]))
		for _, i := range members {
			f.block[i] = c
		}
	}
	return most
}

func (f *fit) residual(i int) float64 {
	return f.values[i].Log - f.block[i] - f.row[f.values[i].Row]
}

// spread is the standard deviation of the noise, from the median of the
// residuals' sizes. A fit by medians makes about as many residuals vanish as it
// has effects: those are left out.
func (f *fit) spread() float64 {
	own, df := f.freedom()
	if own == 0 {
		return 0
	}
	sizes := make([]float64, len(f.values))
	for i := range f.values {
		sizes[i] = math.Abs(f.residual(i))
	}
	slices.Sort(sizes)
	return 1.4826 * median(sizes[len(sizes)-int(df):])
}

// freedom returns the degrees of freedom of the residuals within rows, and
// what is left of them once blocks are fitted too.
func (f *fit) freedom() (own, df float64) {
	for _, members := range f.byRow {
		if len(members) > 0 {
			own += float64(len(members) - 1)
		}
	}
	return own, max(own-float64(len(f.byBlock)-1), 1)
}

// centres works out the rows' errors.
func (f *fit) centres() []Centre {
	own, df := f.freedom()
	if own == 0 { // a single block: nothing tells noise from cost
		df = 0
	}
	out := make([]Centre, len(f.row))
	var variances, freedoms []float64
	for r, members := range f.byRow {
		out[r] = Centre{Log: f.row[r], Err: math.Inf(1), N: len(members)}
		if len(members) < 2 {
			continue
		}
		variances = append(variances, f.variance(members)*own/df)
		freedoms = append(freedoms, float64(len(members)-1)*df/own)
	}
	if len(variances) == 0 {
		return out
	}
	priorDF, prior := priorVariance(variances, freedoms)
	priorDF *= priorTrust
	k := 0
	for r, members := range f.byRow {
		n := float64(len(members))
		if len(members) < 2 {
			continue
		}
		v, d := variances[k], freedoms[k]
		k++
		if math.IsInf(priorDF, 1) {
			v, d = prior, df
		} else {
			v, d = (priorDF*prior+d*v)/(priorDF+d), min(priorDF+d, df)
		}
		out[r].Err, out[r].DF = math.Sqrt(v/n), d
	}
	return out
}

// variance is that of a row, as huber.variance.
func (f *fit) variance(members []int) float64 {
	if f.scale == 0 {
		return 0
	}
	left := make([]float64, len(members))
	for k, i := range members {
		left[k] = f.residual(i)
	}
	return f.huber().variance(left)
}

func (f *fit) huber() huber { return huber{huberK * f.scale, lean} }
