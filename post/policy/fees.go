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
// the next: x' = x + pull·(mean − x) + momentum·(x − last x) + noise·N(0, 1).
// EIP-1559 moves a base fee towards what demand bears, by at most an eighth a
// block, so a change of demand shows as a run of moves in one direction.
type habit struct {
	pull, mean, noise float64
	momentum, move    float64 // move is x − last x, now
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
func (f *fees) next() (log, move float64, known bool) {
	n := len(f.samples) - 1
	if n < 0 {
		return 0, 0, false
	}
	last := f.samples[n]
	if n < minSamples-1 {
		return last.log, 0, true
	}
	var l line
	for i := range n {
		l.add(f.samples[i].used, math.Exp(f.samples[i+1].log-f.samples[i].log)-1)
	}
	slope, intercept, rss := l.fit()
	if slope <= 0 || rss > (1-ruleFits)*l.syy() {
		return last.log, last.log - f.samples[n-1].log, true
	}
	move = math.Log1p(min(max(intercept+slope*last.used, -maxMove), maxMove))
	return last.log + move, move, true
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
// that a series returns to a mean. Momentum is believed at Student's 1 %.
const (
	dickeyFuller = -2.57
	student      = 2.58
	maxMomentum  = 0.95
)

// learn fits the habit to the window by least squares of x' − x on x and on the
// move before: the augmented Dickey-Fuller regression with one lag. Least squares
// sees a return to the mean even in a random walk, so the slope is corrected for
// Kendall's bias, (1+3ρ)/n, and believed only if the test says so. Without belief
// the fee is expected to stay where it is.
func (f *fees) learn() habit {
	n := len(f.samples) - 1
	if n < 1 {
		return habit{}
	}
	h := habit{step: (f.samples[n].time - f.samples[0].time) / float64(n), mean: f.samples[n].log}
	if n < minSamples-1 {
		return h
	}
	var r regression
	for i := 1; i < n; i++ {
		// Around the last fee, so that sums of squares do not cancel.
		r.add(f.samples[i].log-h.mean, f.samples[i].log-f.samples[i-1].log, f.samples[i+1].log-f.samples[i].log)
	}
	fit, ok := r.fit()
	if !ok {
		return h // as good as constant
	}
	h.noise = math.Sqrt(fit.variance)
	if fit.b/fit.seB > student {
		h.momentum = min(fit.b, maxMomentum)
	}
	if fit.a >= 0 || fit.a/fit.seA > dickeyFuller {
		return h
	}
	if pull := -(fit.a + (1+3*(1+fit.a))/float64(n)); pull > 0 {
		h.pull = min(pull, 1)
		h.mean = min(max(h.mean-fit.constant/fit.a, f.min), f.max)
	}
	return h
}

// regression accumulates rows of z = constant + a·x + b·y.
type regression struct{ n, x, y, z, xx, xy, yy, xz, yz, zz float64 }

func (r *regression) add(x, y, z float64) {
	r.n, r.x, r.y, r.z = r.n+1, r.x+x, r.y+y, r.z+z
	r.xx, r.xy, r.yy = r.xx+x*x, r.xy+x*y, r.yy+y*y
	r.xz, r.yz, r.zz = r.xz+x*z, r.yz+y*z, r.zz+z*z
}

// fitted is a fit with its standard errors and the variance of the residuals.
type fitted struct{ a, b, seA, seB, constant, variance float64 }

// fit solves the normal equations around the means. It fails where x or y hardly
// vary or say the same.
func (r *regression) fit() (fitted, bool) {
	xx, yy, xy := r.xx-r.x*r.x/r.n, r.yy-r.y*r.y/r.n, r.xy-r.x*r.y/r.n
	xz, yz, zz := r.xz-r.x*r.z/r.n, r.yz-r.y*r.z/r.n, r.zz-r.z*r.z/r.n
	det := xx*yy - xy*xy
	if xx <= 1e-12 || yy <= 1e-12 || det <= 1e-9*xx*yy {
		return fitted{}, false
	}
	f := fitted{a: (xz*yy - yz*xy) / det, b: (yz*xx - xz*xy) / det}
	f.constant = (r.z - f.a*r.x - f.b*r.y) / r.n
	f.variance = max(zz-f.a*xz-f.b*yz, 1e-18) / (r.n - 3)
	f.seA, f.seB = math.Sqrt(f.variance*yy/det), math.Sqrt(f.variance*xx/det)
	return f, true
}

// over returns the habit over m observed blocks at once, without its momentum,
// which drift tells.
func (h habit) over(m int) habit {
	stay := math.Pow(1-h.pull, float64(m))
	variance := float64(m)
	if h.pull > 0 {
		rho := 1 - h.pull
		variance = (1 - stay*stay) / (1 - rho*rho)
	}
	return habit{pull: 1 - stay, mean: h.mean, noise: h.noise * math.Sqrt(variance), step: h.step * float64(m)}
}

// drift returns by how much momentum moves x from the block from on to the block
// to, counted from now: a geometric series.
func (h habit) drift(from, to int) float64 {
	if h.momentum == 0 {
		return 0
	}
	m := h.momentum
	return h.move * m * (math.Pow(m, float64(from)) - math.Pow(m, float64(to))) / (1 - m)
}
