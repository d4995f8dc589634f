package cuda

import (
	"context"
	"fmt"

	"oracled/compute"
)

// MeasurePlay returns how long the kernel alone takes for a period of fictitious
// play in which nothing is known of how long plays last, in seconds: of so many that
// are played in one launch, by a game that the device has room for.
func (b *Backend) MeasurePlay(ctx context.Context, e compute.Earnings, periods int) (float64, error) {
	loaded, err := b.LoadLearners(ctx, e)
	if err != nil {
		return 0, err
	}
	l := loaded.(*learners)
	defer l.Close()
	until := int64(compute.MaxSum) / max(l.largest[0], l.largest[1], 1)
	if most := (measuredTimes + 1) * int64(periods); periods < 1 || most > until {
		return 0, fmt.Errorf("%w: measure %d periods of play at a time, not 1 to %d", compute.ErrInput, periods, until/(measuredTimes+1))
	}
	var out float64
	err = b.thread.do(ctx, func(s *session) error {
		g, err := s.wholeGame(ctx, l)
		if err != nil {
			return err
		}
		defer s.freeGame(g)
		h := compute.NewHistory(e, [2]int{})
		bytes := 8 * l.numbers()
		history, err := s.pool.Get(int64(bytes))
		if err != nil {
			return err
		}
		defer s.pool.Put(history)
		ln, err := s.lane(0, bytes, 0)
		if err != nil {
			return err
		}
		writeHistory(ln.in, h)
		if err := s.device.CopyIn(ln.stream, history, ln.in[:bytes]); err != nil {
			return err
		}
		seconds, err := s.best(ctx, ln.stream, func() error { return s.launchPlay(ln.stream, l, g, history, until, periods) })
		out = seconds / float64(periods)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measure play with %d and %d actions: %w", e.Actions[0], e.Actions[1], err)
	}
	return out, nil
}
