package history

import (
	"cmp"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Spread is how the positions of a round lay. It is for people and for what is
// recommended to them, so it is measured in floating point and looks at
// maxCoordinates at most.
type Spread struct {
	// Outliers is the largest number of agents, over the coordinates, that are
	// farther than 6 median deviations from the median, which is about four
	// standard deviations of a normal distribution. Unlike the rule of trust it
	// does not depend on how many are trimmed.
	Outliers int `json:"outliers"`
	// Confidence is the correlation of the agents' confidence with their
	// distance, -1 to 1; nil where it cannot be told.
	Confidence *float64 `json:"confidence,omitempty"`
	Far        []Far    `json:"far,omitempty"` // the farthest agents, the farthest first
}

// Far is an agent far from the outcome.
type Far struct {
	Agent common.Address `json:"agent"`
	// Ratio is its distance over the median agent's, in the coordinate in which
	// that is largest.
	Ratio float64 `json:"ratio"`
	// Trimmed is in how many coordinates it was cut.
	Trimmed int `json:"trimmed,omitempty"`
}

const (
	maxFar         = 8
	maxCoordinates = 32
	outlier        = 6    // median absolute deviations
	maxRatio       = 1e6  // beyond, farther is no news
	hardly         = 1e-6 // share of a value that is no difference
	minCorrelated  = 8    // agents below which a correlation says nothing
)

// Measure looks at the positions that an outcome was made of.
func Measure(p oracle.Profile, o oracle.Outcome) *Spread {
	n, values := len(p.Positions), o.Robust()
	if n == 0 || len(values) == 0 {
		return nil
	}
	far := make([]Far, n)
	for i := range far {
		far[i].Agent = p.Positions[i].Agent
	}
	s := &Spread{}
	column, sorted := make([]float64, n), make([]float64, n)
	step := (len(values) + maxCoordinates - 1) / maxCoordinates
	for c := 0; c < len(values); c += step {
		for i, pos := range p.Positions {
			column[i] = pos.Values[c].Float64()
		}
		s.Outliers = max(s.Outliers, outliers(column, sorted))
		v := values[c].Float64()
		for i := range column {
			column[i] = math.Abs(column[i] - v)
		}
		scale := deviation(column, sorted, v)
		for i, d := range column {
			far[i].Ratio = max(far[i].Ratio, min(d/scale, maxRatio))
		}
	}
	s.Confidence = correlation(p, far)
	cut := make(map[common.Address]int, len(o.Trimmed))
	for _, t := range o.Trimmed {
		cut[t.Agent] = t.Low + t.High
	}
	slices.SortStableFunc(far, func(a, b Far) int { return cmp.Compare(b.Ratio, a.Ratio) })
	for _, f := range far[:min(n, maxFar)] {
		if f.Ratio > 1 {
			f.Ratio, f.Trimmed = rounded(f.Ratio), cut[f.Agent]
			s.Far = append(s.Far, f)
		}
	}
	return s
}

// outliers counts the values that are far from the median; scratch is as long.
func outliers(values, scratch []float64) int {
	middle := median(values, scratch)
	deviations := make([]float64, len(values))
	for i, v := range values {
		deviations[i] = math.Abs(v - middle)
	}
	limit := outlier * deviation(deviations, scratch, middle)
	count := 0
	for _, d := range deviations {
		if d > limit {
			count++
		}
	}
	return count
}

// deviation returns the median of distances from a value, and where more than
// half say the same, the least that is a difference at all.
func deviation(distances, scratch []float64, of float64) float64 {
	return max(median(distances, scratch), hardly*math.Abs(of), 1e-9)
}

// median returns the lower median.
func median(values, scratch []float64) float64 {
	copy(scratch, values)
	slices.Sort(scratch)
	return scratch[(len(scratch)-1)/2]
}

// correlation is Pearson's of confidence with distance, in which one that is ten
// median distances off counts like any that is farther.
func correlation(p oracle.Profile, far []Far) *float64 {
	n := float64(len(far))
	if n < minCorrelated {
		return nil
	}
	var x, y, xx, yy, xy float64
	for i, pos := range p.Positions {
		a, b := float64(pos.Confidence), min(far[i].Ratio, 10)
		x, y, xx, yy, xy = x+a, y+b, xx+a*a, yy+b*b, xy+a*b
	}
	sx, sy := xx-x*x/n, yy-y*y/n
	if sx <= 1e-9 || sy <= 1e-9 {
		return nil
	}
	r := rounded((xy - x*y/n) / math.Sqrt(sx*sy))
	return &r
}

// rounded keeps four digits, which is more than people read.
func rounded(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	unit := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*unit) / unit
}

// quantile returns the p-quantile by nearest rank; it sorts the values.
func quantile(values []float64, p float64) float64 {
	slices.Sort(values)
	return values[max(int(math.Ceil(p*float64(len(values))))-1, 0)]
}
