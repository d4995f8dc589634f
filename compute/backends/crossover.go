package backends

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"oracled/compute"
	"oracled/fixed"
)

// What is measured: columns of so many agents, from few to many of them. The
// largest size is one that any accelerator is faster at, if it ever is.
const (
	measuredAgents = 1024
	measuredMost   = 4096            // columns
	measuredTimes  = 3               // of which the best counts, so that one that is disturbed does not
	measuredFor    = 2 * time.Second // at most, unless the smallest size takes longer
)

// crossover returns from how many anchors on the second backend is faster than
// the first, over all of the sizes that are measured; MaxInt64 if it is not.
func crossover(ctx context.Context, a, b compute.Backend) (int64, error) {
	var sizes []int64
	var faster []bool
	begin := time.Now()
	var last time.Duration
	for d := 4; d <= measuredMost && time.Since(begin)+4*last < measuredFor; d *= 4 {
		start := time.Now()
		in := sampleColumns(measuredAgents, d)
		ta, err := best(ctx, a, in)
		if err != nil {
			return 0, err
		}
		tb, err := best(ctx, b, in)
		if err != nil {
			return 0, err
		}
		sizes = append(sizes, int64(measuredAgents)*int64(d))
		faster = append(faster, tb < ta)
		last = time.Since(start)
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

func best(ctx context.Context, b compute.Backend, in compute.Columns) (time.Duration, error) {
	shortest := time.Duration(math.MaxInt64)
	for range measuredTimes {
		start := time.Now()
		if _, err := b.TrimmedEquilibrium(ctx, in); err != nil {
			return 0, fmt.Errorf("time backend %s on %d columns: %w", b.Name(), in.Coordinates, err)
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
