package backends

import (
	"context"
	"errors"

	"oracled/compute"
)

// LoadLearners implements compute.Backend. The game is ready on both, and
// whichever plays goes on from where the other was.
func (c *Chosen) LoadLearners(ctx context.Context, e compute.Earnings) (compute.Learners, error) {
	plain, err := c.cpu.LoadLearners(ctx, e)
	if err != nil {
		return nil, err
	}
	l := &learners{chosen: c, plain: plain, live: int64(e.Live[0]) + int64(e.Live[1])}
	if c.accelerator != nil {
		if l.accelerated, err = c.accelerator.LoadLearners(ctx, e); err != nil {
			return nil, errors.Join(err, plain.Close())
		}
	}
	return l, nil
}

// learners are compute.Learners on both.
type learners struct {
	chosen             *Chosen
	plain, accelerated compute.Learners // the second nil without an accelerator
	live               int64
}

// Play implements compute.Learners.
func (l *learners) Play(ctx context.Context, h *compute.History, until int64) ([2]bool, error) {
	return run(ctx, l.chosen, l.live >= l.chosen.actions,
		func() ([2]bool, error) { return l.accelerated.Play(ctx, h, until) },
		func() ([2]bool, error) { return l.plain.Play(ctx, h, until) })
}

// Close implements compute.Learners.
func (l *learners) Close() error {
	err := l.plain.Close()
	if l.accelerated != nil {
		err = errors.Join(err, l.accelerated.Close())
	}
	return err
}

// measuredPeriods is how many periods of play are timed.
const measuredPeriods = 256

// plays returns the work that says which backend plays: periods of symmetric games
// without an equilibrium to settle on, twice as large every time.
func plays(yield func(sample) bool) {
	for n := 256; n <= measuredMost; n *= 2 {
		e := compute.Earnings{Actions: [2]int{n, n}, Live: [2]int{n, n}, Of: [2][]int64{make([]int64, n*n)}}
		for i := range n {
			for k := range i {
				e.Of[0][i*n+k] = int64(uint32(i*n+k)*2654435761>>2) - 1<<29
				e.Of[0][k*n+i] = -e.Of[0][i*n+k]
			}
		}
		e.Of[1] = e.Of[0]
		if !yield(sample{2 * int64(n), func(ctx context.Context, b compute.Backend) (func() error, func() error, error) {
			l, err := b.LoadLearners(ctx, e)
			if err != nil {
				return nil, nil, err
			}
			return func() error {
				_, err := l.Play(ctx, compute.NewHistory(e, [2]int{0, 1}), measuredPeriods)
				return err
			}, l.Close, nil
		}}) {
			return
		}
	}
}
