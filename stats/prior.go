package stats

import "math"

// priorVariance finds the distribution from which the true variances of rows
// seem to be drawn, given their sample variances: a scaled inverse chi-square
// one with the variance and degrees of freedom returned, the latter infinite when
// the samples differ no more than equal variances would make them. It compares mean and
// variance of the logarithms (Smyth 2004, section 6.2).
func priorVariance(variances, freedoms []float64) (df, variance float64) {
	var logs []float64
	noise := 0.0 // the variance that sampling alone gives the logarithms
	sum, weight := 0.0, 0.0
	for i, v := range variances {
		sum, weight = sum+freedoms[i]*v, weight+freedoms[i]
		if v <= 0 {
			continue // a row that happened not to vary tells nothing of how much
		}
		d := freedoms[i] / 2
		logs = append(logs, math.Log(v)-digamma(d)+math.Log(d))
		noise += trigamma(d)
	}
	pooled := 0.0
	if weight > 0 {
		pooled = sum / weight
	}
	if len(logs) < 3 {
		return math.Inf(1), pooled
	}
	mean, spread := meanVariance(logs)
	spread -= noise / float64(len(logs))
	if spread <= 0 {
		return math.Inf(1), pooled
	}
	half := inverseTrigamma(spread)
	return 2 * half, math.Exp(mean + digamma(half) - math.Log(half))
}

// meanVariance returns the mean and sample variance of two or more values.
func meanVariance(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	for _, v := range values {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(values)-1)
}

// digamma is the derivative of the logarithm of the gamma function, for x > 0:
// its recurrence until the asymptotic series is good to 1e-12 (Abramowitz and
// Stegun 6.3.5, 6.3.18).
func digamma(x float64) float64 {
	shift := 0.0
	for ; x < 10; x++ {
		shift -= 1 / x
	}
	y := 1 / (x * x)
	return shift + math.Log(x) - 0.5/x - y*(1./12-y*(1./120-y*(1./252-y*(1./240-y/132))))
}

// trigamma is the derivative of digamma, for x > 0 (6.4.6, 6.4.12).
func trigamma(x float64) float64 {
	shift := 0.0
	for ; x < 10; x++ {
		shift += 1 / (x * x)
	}
	y := 1 / (x * x)
	return shift + 1/x + y/2 + y/x*(1./6-y*(1./30-y*(1./42-y*(1./30-y*5/66))))
}

// inverseTrigamma solves trigamma(x) = y for y > 0: trigamma falls from
// infinity to 0.
func inverseTrigamma(y float64) float64 {
	low, high := 1e-8, 1.0
	for trigamma(high) > y && high < 1e8 {
		high *= 2
	}
	for range 100 {
		mid := (low + high) / 2
		if trigamma(mid) > y {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
