package backends

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"oracled/compute"
	"oracled/fixed"
)

const (
	measuredAgents  = 1024
	measuredMost    = 4096            // columns, or rows and columns of payoffs
	measuredLongest = 1 << 20         // agents of a single column
	measuredTimes   = 3               // of which the best counts, so that one that is disturbed does not
	measuredFor     = 2 * time.Second // at most, unless the smallest size takes longer
)

// sample is a piece of work of some size, which a backend makes ready to be timed.
type sample struct {
	size    int64
	prepare func(ctx context.Context, b compute.Backend) (job func() error, done func() error, err error)
}

// rounds returns the work that says which backend is asked for rounds: columns of
// so many agents, four times as many of them every time. The largest size is one
// that any accelerator is faster at, if it ever is.
func rounds(yield func(sample) bool) {
	for d := 4; d <= measuredMost; d *= 4 {
		if !yield(round(int64(measuredAgents)*int64(d), sampleColumns(measuredAgents, d))) {
			return
		}
	}
}

// columns returns the work that says from how many agents on a backend is asked for
// rounds of any size: single columns. The CPU has one core for each, and an
// accelerator cuts the longest in slices.
func columns(yield func(sample) bool) {
	for n := measuredAgents; n <= measuredLongest; n *= 4 {
		if !yield(round(int64(n), sampleColumns(n, 1))) {
			return
		}
	}
}

func round(size int64, in compute.Columns) sample {
	return sample{size, func(ctx context.Context, b compute.Backend) (func() error, func() error, error) {
		return func() error {
			_, err := b.TrimmedEquilibrium(ctx, in)
			return err
		}, func() error { return nil }, nil
	}}
}

// crossover returns from which size on the second backend is faster than the
// first, over all of the samples that are measured; MaxInt64 if it is not.
func crossover(ctx context.Context, a, b compute.Backend, samples iter.Seq[sample]) (int64, error) {
	var sizes []int64
	var faster []bool
	begin := time.Now()
	start := begin
	for s := range samples {
		ta, err := best(ctx, a, s)
		if err != nil {
			return 0, err
		}
		tb, err := best(ctx, b, s)
		if err != nil {
			return 0, err
		}
		sizes = append(sizes, s.size)
		faster = append(faster, tb < ta)
		if time.Since(begin)+4*time.Since(start) >= measuredFor {
			break
		}
		start = time.Now()
	}
	return crossing(sizes, faster), nil
}

// crossing returns the smallest size from which on the second is always faster.
func crossing(sizes []int64, faster []bool) int64 {
	out := int64(math.MaxInt64)
	for i, size := range slices.Backward(sizes) {
		if !faster[i] {
			break
		}
		out = size
	}
	return out
}

func best(ctx context.Context, b compute.Backend, s sample) (shortest time.Duration, err error) {
	job, done, err := s.prepare(ctx, b)
	if err != nil {
		return 0, fmt.Errorf("time backend %s on work of size %d: %w", b.Name(), s.size, err)
	}
	defer func() { err = errors.Join(err, done()) }()
	shortest = math.MaxInt64
	for range measuredTimes {
		start := time.Now()
		if err := job(); err != nil {
			return 0, fmt.Errorf("time backend %s on work of size %d: %w", b.Name(), s.size, err)
		}
		shortest = min(shortest, time.Since(start))
	}
	return shortest, nil
}

// sampleColumns returns columns of mixed confidence, always the same, that no
// backend has an easy time with.
func sampleColumns(n, d int) compute.Columns {
	c := compute.Columns{Agents: n, Coordinates: d, Faults: n / 5, Anchors: make([]fixed.Q64x64, n*d), Weights: make([]uint32, n)}
	state := uint64(1)
	next := func() uint64 { // xorshift64*
		state ^= state >> 12
		state ^= state << 25
		state ^= state >> 27
		return state * 0x2545f4914f6cdd1d
	}
	for i := range c.Anchors {
		c.Anchors[i] = fixed.Q64x64{Hi: int64(next()%2000) - 1000, Lo: next()}
	}
	for i := range c.Weights {
		c.Weights[i] = compute.Unit - uint32(next()%(compute.MaxLambda+1))
	}
	return c
}
