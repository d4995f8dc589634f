package policy

import "math"

// Limits of what is learned from.
const (
	minSamples   = 32 // below, nothing is believed of the base fee
	maxFeeWindow = 4096
	longGap      = 32 // times the usual step between blocks
)

// fees learns how a chain's base fee moves from its recent blocks.
type fees struct {
	window   int
	samples  []sample // oldest first, at most window
	min, max float64  // bounds of the mean, logarithms of wei
}

type sample struct{ time, log, used float64 }

// habit is how the logarithm x of the base fee moves from one observed block to
// the next: x′ = x + pull·(mean − x) + noise·N(0, 1). EIP-1559 moves a base fee
// towards what demand bears, by at most an eighth a block.
type habit struct {
	pull, mean, noise float64
	step              float64 // seconds between observed blocks
}

// observe takes in a block. The base fee of a chain that has none is 0, of
// which nothing can be learned.
func (f *fees) observe(b Block) {
	if b.BaseFee <= 0 {
		f.samples = nil
		return
	}
	if n := len(f.samples); n > 0 && b.Time <= f.samples[n-1].time {
		// The same head again, or a head of the same second: the newest counts.
		f.samples[n-1].log, f.samples[n-1].used = math.Log(b.BaseFee), b.Used
		return
	}
	if n := len(f.samples); n > 1 && b.Time-f.samples[n-1].time > longGap*(f.samples[n-1].time-f.samples[0].time)/float64(n-1) {
		f.samples = nil // nobody looked for long: what was learned is old
	}
	if len(f.samples) == f.window {
		copy(f.samples, f.samples[1:])
		f.samples = f.samples[:f.window-1]
	}
	f.samples = append(f.samples, sample{b.Time, math.Log(b.BaseFee), b.Used})
}

// next returns the base fee that is expected of the next block, in logarithm of
// wei. By EIP-1559 it follows from the last block alone: b'/b = 1 + c·(used −
// target). Chains differ in c and target, so both are learned; where the line
// does not fit, because the chain has another rule or the follower does not see
// every block, the base fee is expected to stay.
func (f *fees) next() (float64, bool) {
	n := len(f.samples) - 1
	if n < 0 {
		return 0, false
	}
	last := f.samples[n]
	if n < minSamples-1 {
		return last.log, true
	}
	var l line
	for i := range n {
		l.add(f.samples[i].used, math.Exp(f.samples[i+1].log-f.samples[i].log)-1)
	}
	slope, intercept, rss := l.fit()
	if slope <= 0 || rss > (1-ruleFits)*l.syy() {
		return last.log, true
	}
	move := min(max(intercept+slope*last.used, -maxMove), maxMove)
	return last.log + math.Log1p(move), true
}

// Limits of the rule of the next base fee.
const (
	ruleFits = 0.98    // share of the variance that it must explain
	maxMove  = 1.0 / 8 // EIP-1559 with the denominator 8; no chain has less
)

// line accumulates points for a fit by least squares.
type line struct{ n, x, y, xx, xy, yy float64 }

func (l *line) add(x, y float64) {
	l.n, l.x, l.y, l.xx, l.xy, l.yy = l.n+1, l.x+x, l.y+y, l.xx+x*x, l.xy+x*y, l.yy+y*y
}

func (l *line) sxx() float64 { return max(l.xx-l.x*l.x/l.n, 0) }
func (l *line) syy() float64 { return max(l.yy-l.y*l.y/l.n, 0) }

// fit returns y = intercept + slope·x and the sum of the squared residuals; a
// slope of 0 where all x are as good as one.
func (l *line) fit() (slope, intercept, rss float64) {
	sxx, sxy := l.sxx(), l.xy-l.x*l.y/l.n
	if sxx <= 1e-12 {
		return 0, l.y / l.n, l.syy()
	}
	slope = sxy / sxx
	return slope, (l.y - slope*l.x) / l.n, max(l.syy()-slope*sxy, 0)
}

// dickeyFuller is the 10 % point of the Dickey-Fuller distribution with a
// constant (Fuller 1976, table 8.5.2): a t statistic above it is no evidence
// that a series returns to a mean.
const dickeyFuller = -2.57

// learn fits the habit to the window by least squares of x′ − x on x. Least
// squares sees a return to the mean even in a random walk, so the slope is
// corrected for Kendall's bias, (1+3ρ)/n, and believed only if the Dickey-Fuller
// test says so. Without belief the fee is expected to stay where it is.
func (f *fees) learn() habit {
	n := len(f.samples) - 1
	if n < 1 {
		return habit{}
	}
	h := habit{step: (f.samples[n].time - f.samples[0].time) / float64(n), mean: f.samples[n].log}
	if n < minSamples-1 {
		return h
	}
	// Around the last fee, so that sums of squares do not cancel.
	var l line
	for i := range n {
		l.add(f.samples[i].log-h.mean, f.samples[i+1].log-f.samples[i].log)
	}
	slope, intercept, rss := l.fit()
	variance := rss / float64(n-2)
	h.noise = math.Sqrt(variance)
	if slope >= 0 || variance > 0 && slope/math.Sqrt(variance/l.sxx()) > dickeyFuller {
		return h
	}
	pull := -(slope + (1+3*(1+slope))/float64(n))
	if pull <= 0 {
		return h
	}
	h.pull = min(pull, 1)
	h.mean = min(max(h.mean-intercept/slope, f.min), f.max)
	return h
}

// over returns the habit over m observed blocks at once.
func (h habit) over(m int) habit {
	stay := math.Pow(1-h.pull, float64(m))
	variance := float64(m)
	if h.pull > 0 {
		rho := 1 - h.pull
		variance = (1 - stay*stay) / (1 - rho*rho)
	}
	return habit{pull: 1 - stay, mean: h.mean, noise: h.noise * math.Sqrt(variance), step: h.step * float64(m)}
}
