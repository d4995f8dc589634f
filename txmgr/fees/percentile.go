package fees

import (
	"math"
	"sync/atomic"
)

// Percentile is that of the priority fees of recent blocks that a model offers.
// It may be read and set by many at once.
type Percentile struct{ bits atomic.Uint64 }

// PercentileOf returns the percentile of a model, nil where it pays no priority
// fee.
func PercentileOf(m Model) *Percentile {
	if t, ok := m.(interface{ tip() *Percentile }); ok {
		return t.tip()
	}
	return nil
}

func newPercentile(p float64) *Percentile {
	x := &Percentile{}
	x.Set(p)
	return x
}

// Get returns the percentile, 0 to 100.
func (x *Percentile) Get() float64 { return math.Float64frombits(x.bits.Load()) }

// Set changes it for the transactions that are priced from now on. What is
// outside 0 to 100 is brought inside.
func (x *Percentile) Set(p float64) { x.bits.Store(math.Float64bits(min(max(p, 0), 100))) }
