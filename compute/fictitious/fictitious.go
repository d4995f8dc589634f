// Package fictitious is fictitious play of games of two that are too large for one
// player's memory of everything: the players' sums are a compute.Backend's, which
// plays many periods at a time, on a GPU where that is faster.
//
// The counts are those of package play, to the last one. A backend adds payoffs as
// integers of 64 bits. Payoffs that are, up to a power of two, integers which fit
// there over all periods are added exactly, and nothing else is needed. Others are
// rounded down to what fits, and where two actions are then too close to be told
// apart, the ones in question are summed in 128 bits from the payoffs as given.
package fictitious

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute"
	"oracled/compute/game"
	"oracled/compute/game/play"
	"oracled/compute/progress"
)

// Large is the number of pure profiles from which on a game is a backend's. What is
// smaller is played faster where it is.
const Large = 1 << 18

// BytesEach is how much memory a profile of a large game takes beside the game.
const BytesEach = 16

// pause is how many periods pass between two reports, and at least an eighth of all
// that were played.
const pause = 1 << 12

// Play is play.Fictitious with a backend for large games of two; what it returns is
// the same.
func Play(ctx context.Context, b compute.Backend, g *game.Game, iterations int64, first []int, watchers ...progress.Func) (play.Counts, error) {
	if g.Players() != 2 || g.Size() < Large {
		return play.Fictitious(ctx, g, iterations, first, watchers...)
	}
	return onBackend(ctx, b, g, iterations, first, watchers)
}

// onBackend is Play for games of any size.
func onBackend(ctx context.Context, b compute.Backend, g *game.Game, iterations int64, first []int, watchers []progress.Func) (play.Counts, error) {
	if err := play.Check(g, iterations, first); err != nil {
		return nil, err
	}
	exact, ok := play.NewExact(g, iterations)
	if !ok { // magnitudes too far apart
		return play.Fictitious(ctx, g, iterations, first, watchers...)
	}
	p, err := newPair(ctx, b, g, exact, iterations, first)
	if err != nil {
		return nil, err
	}
	defer p.learners.Close()
	for step := int64(1); ; step = max(min(2*step, pause), p.history.Periods/8) {
		if err := p.until(ctx, min(p.history.Periods+step, iterations)); err != nil {
			return nil, err
		}
		if p.history.Periods == iterations {
			return p.counts(), nil
		}
		progress.Tell(watchers, progress.Report{
			Done: p.history.Periods, Total: iterations, Unit: "periods", Measure: "NashConv", Value: p.nashConv,
		})
	}
}

// pair is two players who have played so far.
type pair struct {
	*table
	exact    play.Exact
	learners compute.Learners
	history  *compute.History
	spent    int // products that decisions took since the sums were right
}

// newPair returns players of so many periods at most, whose learners are to be
// closed.
func newPair(ctx context.Context, b compute.Backend, g *game.Game, exact play.Exact, iterations int64, first []int) (*pair, error) {
	t, err := lay(ctx, g, exact, iterations, first)
	if err != nil {
		return nil, fmt.Errorf("fictitious play, period 0: %w", err)
	}
	l, err := b.LoadLearners(ctx, t.Earnings)
	if err != nil {
		return nil, err
	}
	return &pair{table: t, exact: exact, learners: l, history: compute.NewHistory(t.Earnings, t.first)}, nil
}

// until goes on until so many periods were played.
func (p *pair) until(ctx context.Context, periods int64) error {
	for p.history.Periods < periods {
		undecided, err := p.learners.Play(ctx, p.history, periods)
		if err != nil {
			return err
		}
		for i := range 2 {
			if undecided[i] {
				p.history.Next[i] = p.decide(i)
			}
		}
		if err := p.refresh(ctx); err != nil {
			return fmt.Errorf("fictitious play, period %d: %w", p.history.Periods, err)
		}
	}
	return nil
}

// played returns which of the game's actions a player has played, and how often.
func (p *pair) played(i int) (actions []int, times []int64) {
	for k, c := range p.history.Counts[i] {
		if c > 0 {
			actions, times = append(actions, p.order[i][k]), append(times, c)
		}
	}
	return actions, times
}

// refresh puts sums that are less than a unit below what they stand for in the place
// of those that have fallen behind, when decisions have taken as much work as that.
func (p *pair) refresh(ctx context.Context) error {
	h := p.history
	var others [2][]int
	var times [2][]int64
	work := 0
	if p.spent > 0 {
		for i, rounded := range p.Rounded {
			if rounded {
				others[i], times[i] = p.played(1 - i)
				work += p.Live[i] * len(others[i])
			}
		}
	}
	if p.spent == 0 || p.spent < work {
		return nil
	}
	for i, rounded := range p.Rounded {
		if !rounded {
			continue
		}
		if err := inBlocks(ctx, p.Live[i], func(from, to int) {
			p.exact.Sums(h.Sums[i][from:to], i, p.order[i][from:to], others[i], times[i], p.unit[i])
		}); err != nil {
			return err
		}
	}
	h.Behind, p.spent = 1, 0
	return nil
}

// decide returns the best reply among the actions whose sums are too close.
func (p *pair) decide(i int) int {
	h := p.history
	var among []int
	for k, s := range h.Sums[i] {
		if h.Sums[i][h.Next[i]]-s < h.Behind {
			among = append(among, p.order[i][k])
		}
	}
	others, times := p.played(1 - i)
	p.spent += len(among) * len(others)
	return p.live(i, p.exact.Best(i, among, others, times))
}

// live returns where an action that replies are among stands.
func (t *table) live(i, action int) int {
	at, _ := slices.BinarySearch(t.order[i][:t.Live[i]], action)
	return at
}

// counts returns how often the game's actions were played.
func (p *pair) counts() play.Counts {
	out := play.Counts{make([]int64, p.actions[0]), make([]int64, p.actions[1])}
	for i := range 2 {
		for k, c := range p.history.Counts[i] {
			out[i][p.order[i][k]] = c
		}
	}
	return out
}

// nashConv is that of the empirical strategies, from sums: what every action has
// earned against the other's counts is what a product with the payoffs would give.
func (p *pair) nashConv() float64 {
	h := p.history
	sum := 0.0
	for i := range 2 {
		best, short := slices.Max(h.Sums[i]), 0.0
		for k, c := range h.Counts[i] {
			if k >= p.Live[i] {
				k = p.twin[i]
			}
			if c > 0 {
				short += float64(c) / float64(h.Periods) * float64(best-h.Sums[i][k])
			}
		}
		sum += math.Ldexp(short/float64(h.Periods), p.unit[i])
	}
	return sum
}
