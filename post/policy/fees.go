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

type sample struct{ time, log float64 }

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
		f.samples[n-1].log = math.Log(b.BaseFee)
		return
	}
	if n := len(f.samples); n > 1 && b.Time-f.samples[n-1].time > longGap*(f.samples[n-1].time-f.samples[0].time)/float64(n-1) {
		f.samples = nil // nobody looked for long: what was learned is old
	}
	if len(f.samples) == f.window {
		copy(f.samples, f.samples[1:])
		f.samples = f.samples[:f.window-1]
	}
	f.samples = append(f.samples, sample{b.Time, math.Log(b.BaseFee)})
}

// now returns the last base fee, in logarithm of wei.
func (f *fees) now() (float64, bool) {
	if len(f.samples) == 0 {
		return 0, false
	}
	return f.samples[len(f.samples)-1].log, true
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
	var sx, sy float64
	for i := range n {
		sx += f.samples[i].log
		sy += f.samples[i+1].log - f.samples[i].log
	}
	mx, my := sx/float64(n), sy/float64(n)
	var sxx, sxy float64
	for i := range n {
		dx := f.samples[i].log - mx
		sxx += dx * dx
		sxy += dx * (f.samples[i+1].log - f.samples[i].log - my)
	}
	if sxx <= 1e-12 {
		return h // as good as constant
	}
	slope := sxy / sxx
	var rss float64
	for i := range n {
		r := f.samples[i+1].log - f.samples[i].log - my - slope*(f.samples[i].log-mx)
		rss += r * r
	}
	variance := rss / float64(n-2)
	h.noise = math.Sqrt(variance)
	if slope >= 0 || variance > 0 && slope/math.Sqrt(variance/sxx) > dickeyFuller {
		return h
	}
	pull := -(slope + (1+3*(1+slope))/float64(n))
	if pull <= 0 {
		return h
	}
	h.pull = math.Min(pull, 1)
	h.mean = math.Min(math.Max(mx-my/slope, f.min), f.max)
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
