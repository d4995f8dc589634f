package cpu

import (
	"context"
	"fmt"
	"slices"

	"oracled/compute"
	"oracled/compute/game/play"
)

// LoadLearners implements compute.Backend. The learners alias e.
func (b *Backend) LoadLearners(ctx context.Context, e compute.Earnings) (compute.Learners, error) {
	largest, err := e.Largest()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load earnings of %d and %d actions: %w", e.Actions[0], e.Actions[1], err)
	}
	return &learners{e, largest}, nil
}

// learners are compute.Learners on the processor: the specification.
//
// A period is one pass over a line of earnings and the sums for each player, on one
// core: what several could share is less than what it takes them to meet.
type learners struct {
	compute.Earnings
	largest [2]int64
}

const (
	// patience is for how many periods nothing has to change before it pays to
	// work out how long that will last.
	patience = 8
	// glance is how many sums are added to at least between two looks at ctx.
	glance = 1 << 24
	// stretch is how many sums are looked at together.
	stretch = 512
)

// Close implements compute.Learners: the processor holds nothing.
func (*learners) Close() error { return nil }

// Play implements compute.Learners.
func (l *learners) Play(ctx context.Context, h *compute.History, until int64) (undecided [2]bool, err error) {
	if err := h.Check(l.Earnings, l.largest, until); err != nil {
		return undecided, err
	}
	now := *h
	for i := range 2 {
		now.Counts[i], now.Sums[i] = slices.Clone(h.Counts[i]), slices.Clone(h.Sums[i])
	}
	run, seen := 0, glance
	for now.Periods < until && undecided == [2]bool{} {
		if seen += l.Live[0] + l.Live[1]; seen >= glance {
			if err := ctx.Err(); err != nil {
				return [2]bool{}, fmt.Errorf("fictitious play, period %d: %w", now.Periods, err)
			}
			seen = 0
		}
		played := now.Next
		now.Periods++
		now.Behind++
		for i, a := range played {
			now.Counts[i][a]++
		}
		for i := range 2 {
			r := add(now.Sums[i], l.Line(i, played[1-i]), l.Rounded[i])
			now.Next[i] = r.best
			undecided[i] = l.Rounded[i] && r.top-r.second < now.Behind
		}
		if now.Next != played {
			run = 0
		} else if run++; run >= patience && undecided == [2]bool{} {
			run = 0
			l.repeat(&now, l.lasts(&now, until-now.Periods))
		}
	}
	*h = now
	return undecided, nil
}

// reply is the first of the largest sums, and the largest of all others where that
// was asked for.
type reply struct {
	top, second int64
	best        int
}

// add adds a line of earnings.
func add(sums, line []int64, both bool) reply {
	r := reply{top: play.Nothing, second: play.Nothing}
	from := 0 // where the stretch with the largest begins
	for at := 0; at < len(line); at += stretch {
		some := line[at:min(at+stretch, len(line))]
		top, second := int64(play.Nothing), int64(play.Nothing)
		if both {
			top, second = play.AddTwo(sums[at:], some)
		} else {
			top = play.Add(sums[at:], some)
		}
		if top > r.top {
			r.second = max(r.top, second)
			r.top, from = top, at
		} else {
			r.second = max(r.second, top)
		}
	}
	r.best = from + slices.Index(sums[from:], r.top)
	return r
}

// lasts returns for how many more periods both go on with what they play now, for
// certain, at most most.
func (l *learners) lasts(h *compute.History, most int64) int64 {
	for i, a := range h.Next {
		line, sums := l.Line(i, h.Next[1-i]), h.Sums[i]
		unit := int64(0)
		if l.Rounded[i] {
			unit = 1
		}
		lead := sums[a] - unit*h.Behind
		for k, e := range line {
			rate := e - line[a] + unit
			if k == a || rate <= 0 {
				continue
			}
			gap := lead - sums[k]
			if k < a { // it would be taken at a tie
				gap += unit - 1
			}
			most = min(most, gap/rate)
		}
	}
	return most
}

// repeat plays so many periods as the next one.
func (l *learners) repeat(h *compute.History, times int64) {
	for i, a := range h.Next {
		h.Counts[i][a] += times
		for k, e := range l.Line(i, h.Next[1-i]) {
			h.Sums[i][k] += e * times
		}
	}
	h.Periods += times
	h.Behind += times
}
