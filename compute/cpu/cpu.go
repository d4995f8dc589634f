// Package cpu is the specification of compute.Backend and its default: pure Go,
// exact integers, parallel over columns.
//
// A column is solved by bracketed Newton on g, each step one pass over the
// column: pulls well below, between and well above the cuts are counted or
// summed without a branch, and only those that may be a cut are gathered and
// selected from. The first pass takes its guess of where the cuts are from a
// sample of the column; later ones from the bounds that a step of known length
// puts on every pull. How the root is found never shows in what is found.
package cpu

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"oracled/compute"
	"oracled/compute/internal/wide"
	"oracled/compute/progress"
	"oracled/fixed"
)

// Backend is a compute.Backend on the processor. The zero value uses every
// core.
type Backend struct {
	// Workers is how many columns are solved at a time; 0 means GOMAXPROCS.
	Workers int
	// Watchers are told of the columns that are solved, from several goroutines.
	Watchers []progress.Func
}

// New returns a backend that uses every core.
func New() *Backend { return &Backend{} }

// Name returns "cpu".
func (*Backend) Name() string { return "cpu" }

func (b *Backend) workers() int {
	if b.Workers > 0 {
		return b.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// TrimmedEquilibrium implements compute.Backend.
func (b *Backend) TrimmedEquilibrium(ctx context.Context, c compute.Columns) (compute.Equilibria, error) {
	if err := c.CheckShape(); err != nil {
		return compute.Equilibria{}, err
	}
	out := compute.Equilibria{
		Values: make([]fixed.Q64x64, c.Coordinates),
		Low:    make([]fixed.Q64x64, c.Coordinates),
		High:   make([]fixed.Q64x64, c.Coordinates),
	}
	workers := min(b.workers(), c.Coordinates)

	var (
		wait  sync.WaitGroup
		next  atomic.Int64
		done  atomic.Int64
		bad   atomic.Bool
		steps = make([]int, workers)
	)
	for k := range workers {
		wait.Go(func() {
			s := newSolver(c.Weights, c.Faults)
			for !bad.Load() && ctx.Err() == nil {
				j := int(next.Add(1)) - 1
				if j >= c.Coordinates {
					return
				}
				col := c.Column(j)
				if !inRange(col) {
					bad.Store(true)
					return
				}
				r := s.solve(col)
				out.Values[j], out.Low[j], out.High[j] = r.value, r.low, r.high
				steps[k] = max(steps[k], r.steps)
				progress.Tell(b.Watchers, progress.Report{Done: done.Add(1), Total: int64(c.Coordinates), Unit: "columns"})
			}
		})
	}
	wait.Wait()
	if bad.Load() {
		return compute.Equilibria{}, c.Check() // the first offender, whichever column met one first
	}
	if err := ctx.Err(); err != nil {
		return compute.Equilibria{}, fmt.Errorf("trimmed equilibrium of %d agents and %d coordinates: %w", c.Agents, c.Coordinates, err)
	}
	for _, n := range steps {
		out.Steps = max(out.Steps, n)
	}
	return out, nil
}

func inRange(col []fixed.Q64x64) bool {
	for _, b := range col {
		if !wide.InRange(b) {
			return false
		}
	}
	return true
}
