package compute

import (
	"context"
	"fmt"
	"math/bits"
)

// MaxSum bounds what an action may have earned, in magnitude: differences of two
// sums fit 64 bits.
const MaxSum = 1 << 61

// Earnings are a game of two in integers, laid out for players who learn it: what
// all actions of one earn against an action of the other stands together, so that
// a period reads one line of each. Player 0 is the row player.
type Earnings struct {
	Actions [2]int // of each player, 1 to MaxActions
	// Live is how many of a player's actions its best replies are among, the first
	// ones: 1 to Actions. What others have earned is not kept.
	Live [2]int
	// Of[i] is Actions[1−i]×Live[i], row-major: what player i's live actions earn
	// against each action of the other, in units of player i's. Where both are
	// the same slice it is held once.
	Of [2][]int64
	// Rounded says that player i's earnings are rounded down: up to a unit less
	// than what they stand for. Others are exact.
	Rounded [2]bool
}

// Line returns what player i's live actions earn against the other's action; it
// aliases e.
func (e Earnings) Line(i, against int) []int64 {
	n := e.Live[i]
	return e.Of[i][against*n : (against+1)*n : (against+1)*n]
}

// CheckShape returns an error that wraps ErrInput unless the sizes are within the
// limits and agree.
func (e Earnings) CheckShape() error {
	for i := range 2 {
		switch n := e.Actions[i]; {
		case n < 1 || n > MaxActions:
			return fmt.Errorf("%w: player %d has %d actions, not 1 to %d", ErrInput, i, n, MaxActions)
		case e.Live[i] < 1 || e.Live[i] > n:
			return fmt.Errorf("%w: player %d replies with %d of its %d actions", ErrInput, i, e.Live[i], n)
		}
	}
	for i := range 2 {
		if want := e.Actions[1-i] * e.Live[i]; len(e.Of[i]) != want {
			return fmt.Errorf("%w: %d earnings of player %d, not %d", ErrInput, len(e.Of[i]), i, want)
		}
	}
	return nil
}

// Largest returns the largest magnitude of each player's earnings, and an error
// that wraps ErrInput for earnings above MaxSum or of a wrong shape.
func (e Earnings) Largest() (largest [2]int64, err error) {
	if err := e.CheckShape(); err != nil {
		return largest, err
	}
	for i, of := range e.Of {
		least, most := int64(0), int64(0)
		for _, v := range of {
			least, most = min(least, v), max(most, v)
		}
		if least < -MaxSum || most > MaxSum {
			return largest, fmt.Errorf("%w: player %d earns %d to %d in a period, not within ±2^61", ErrInput, i, least, most)
		}
		largest[i] = max(-least, most)
	}
	return largest, nil
}

// History is how a game was played so far, and how it goes on.
type History struct {
	Periods int64      // that were played
	Next    [2]int     // what each player plays in the next period
	Counts  [2][]int64 // how often each action was played, Actions[i] long, summing to Periods
	Sums    [2][]int64 // what live actions have earned in all of them, Live[i] long
	// Behind is by how many units sums of rounded earnings may be below what they
	// stand for: less than so many. It is the number of periods, unless somebody
	// has put better sums in their place.
	Behind int64
}

// NewHistory returns the history of a game that begins with these actions.
func NewHistory(e Earnings, first [2]int) *History {
	h := &History{Next: first}
	for i := range 2 {
		h.Counts[i], h.Sums[i] = make([]int64, e.Actions[i]), make([]int64, e.Live[i])
	}
	return h
}

// Check returns an error that wraps ErrInput unless h is a history of e, whose
// earnings are at most largest in magnitude, that can go on until so many periods
// were played without a sum above MaxSum.
func (h *History) Check(e Earnings, largest [2]int64, until int64) error {
	if h.Periods < 0 || until < h.Periods {
		return fmt.Errorf("%w: %d periods were played, and it is to go on until %d were", ErrInput, h.Periods, until)
	}
	if h.Behind < 0 || h.Behind > h.Periods {
		return fmt.Errorf("%w: sums are %d units behind after %d periods", ErrInput, h.Behind, h.Periods)
	}
	for i := range 2 {
		if len(h.Counts[i]) != e.Actions[i] || len(h.Sums[i]) != e.Live[i] {
			return fmt.Errorf("%w: %d counts and %d sums for player %d's %d actions, of which %d are live", ErrInput,
				len(h.Counts[i]), len(h.Sums[i]), i, e.Actions[i], e.Live[i])
		}
		if h.Next[i] < 0 || h.Next[i] >= e.Actions[i] {
			return fmt.Errorf("%w: player %d is to play action %d of %d", ErrInput, i, h.Next[i], e.Actions[i])
		}
		each := largest[i]
		if e.Rounded[i] {
			each++
		}
		if hi, lo := bits.Mul64(uint64(each), uint64(until)); hi != 0 || lo > MaxSum || until > MaxSum {
			return fmt.Errorf("%w: sums of %d periods in which player %d earns up to %d do not fit 61 bits", ErrInput, until, i, each)
		}
		total := int64(0)
		for a, c := range h.Counts[i] {
			if c < 0 || c > h.Periods-total {
				return fmt.Errorf("%w: player %d's action %d was played %d times, and all together more than %d", ErrInput, i, a, c, h.Periods)
			}
			total += c
		}
		if total != h.Periods {
			return fmt.Errorf("%w: player %d's counts sum to %d, not %d", ErrInput, i, total, h.Periods)
		}
		most := each * h.Periods
		for a, s := range h.Sums[i] {
			if s < -most || s > most {
				return fmt.Errorf("%w: player %d's action %d has earned %d in %d periods of at most %d", ErrInput, i, a, s, h.Periods, each)
			}
		}
	}
	return nil
}

// Learners is a game of two that a backend holds ready for simultaneous fictitious
// play (Brown 1951, "Iterative solution of games by fictitious play", §2): in a
// period both play what they had decided, and then each decides on its best reply
// to how often the other has played each of its actions, the first of several.
// Every backend counts the same; compute/backendtest holds it to that.
//
// Methods are safe for concurrent use.
type Learners interface {
	// Play goes on until so many periods were played. Where a player's earnings
	// are rounded, it stops after the first period in which another action may be
	// as good as the best by the sums: if that is less than Behind below it. It
	// says for whom, and Next is then the first of the best by
	// the sums: the caller knows better. It returns what History.Check returns for
	// a history outside the limits, and ctx's error soon after ctx ends; h is then
	// what it was.
	Play(ctx context.Context, h *History, until int64) (undecided [2]bool, err error)
	// Close gives back what the backend holds. Nothing may be called after it.
	Close() error
}
