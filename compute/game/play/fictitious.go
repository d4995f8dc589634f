// Package play is players who learn a game by answering each other: fictitious
// play on exact counts and best-response dynamics. Neither has to converge, and
// both say how far from an equilibrium they ended.
package play

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"slices"

	"oracled/compute/game"
	"oracled/compute/progress"
)

// MaxIterations bounds a run of fictitious play, so that counts are exact.
const MaxIterations = 1 << 40

// Counts is how often each player has played each of its actions.
type Counts [][]int64

// Strategies returns the empirical frequencies, which are floats next to
// counts/iterations.
func (c Counts) Strategies() game.Profile {
	p := make(game.Profile, len(c))
	for i, x := range c {
		total := int64(0)
		for _, k := range x {
			total += k
		}
		p[i] = make([]float64, len(x))
		for a, k := range x {
			p[i][a] = float64(k) / float64(total)
		}
	}
	return p
}

// Fictitious returns how often everybody has played what after so many periods
// of simultaneous fictitious play (Brown 1951, "Iterative solution of games by
// fictitious play", §2): in period 1 player i plays first[i], and in every later
// one its best reply to how often the others have played each of their actions,
// each taken to be independent of the others. Ties go to the lowest index.
//
// Best replies are to integer counts and exact: floats never decide a tie,
// whatever the payoffs' scale. Two players with payoffs of a common magnitude
// (126 bits with the counts) take some nanoseconds per action and period, and
// less where runs of the same actions are counted at once; other games take time in proportion to their number of profiles, and
// arbitrary precision wherever two actions are nearly equally good.
//
// The frequencies converge to an equilibrium of zero-sum games (Robinson 1951),
// 2×n games and potential games, and need not otherwise (Shapley 1964): judge
// them by NashConv, which watchers are told of after 1, 3, 7, … periods and then
// every few thousand. Errors wrap game.ErrInput or are ctx's.
func Fictitious(ctx context.Context, g *game.Game, iterations int64, first []int, watchers ...progress.Func) (Counts, error) {
	if err := Check(g, iterations, first); err != nil {
		return nil, err
	}
	counts := make(Counts, g.Players())
	for i := range counts {
		counts[i] = make([]int64, g.Actions(i))
	}
	tell := func(done int64) {
		if len(watchers) > 0 && done > 0 {
			conv := func() float64 { return g.NashConv(counts.Strategies()) }
			progress.Tell(watchers, progress.Report{Done: done, Total: iterations, Unit: "periods", Measure: "NashConv", Value: conv})
		}
	}
	if g.Players() == 2 {
		row, ok := newLearner(g, 0, iterations)
		col, too := newLearner(g, 1, iterations)
		if ok && too {
			return counts, playTwo(ctx, row, col, counts, iterations, first, tell)
		}
	}
	return counts, playAny(ctx, g, counts, iterations, first, tell)
}

// Check returns an error that wraps game.ErrInput unless a game can be played so
// often from these first actions.
func Check(g *game.Game, iterations int64, first []int) error {
	if iterations < 1 || iterations > MaxIterations {
		return fmt.Errorf("%w: %d iterations, not 1 to %d", game.ErrInput, iterations, int64(MaxIterations))
	}
	if len(first) != g.Players() {
		return fmt.Errorf("%w: %d first actions for %d players", game.ErrInput, len(first), g.Players())
	}
	for i, a := range first {
		if a < 0 || a >= g.Actions(i) {
			return fmt.Errorf("%w: first action of player %d is %d, and it has %d", game.ErrInput, i, a, g.Actions(i))
		}
	}
	return nil
}

// pause is how many periods pass at most between two looks at ctx.
const pause = 1 << 12

func cut(err error, period int64) error {
	return fmt.Errorf("fictitious play, period %d: %w", period, err)
}

// exponents returns the smallest e for which every payoff is an integer times
// 2^e, and the largest number of bits of those integers.
func exponents(t []float64) (least, most int) {
	least = math.MaxInt
	top := math.MinInt
	for _, u := range t {
		if u == 0 {
			continue
		}
		pattern := math.Float64bits(u)
		e, m := int(pattern>>52&0x7ff), pattern&(1<<52-1)
		if e == 0 { // below 2⁻¹⁰²²
			e = 1
		} else {
			m |= 1 << 52
		}
		least = min(least, e-1075+bits.TrailingZeros64(m))
		top = max(top, e-1075+bits.Len64(m))
	}
	if least == math.MaxInt {
		return 0, 0
	}
	return least, top - least
}

// playAny plays a game of any number of players.
func playAny(ctx context.Context, g *game.Game, counts Counts, iterations int64, first []int, tell func(done int64)) error {
	now := slices.Clone(first)
	judges := make([]judge, len(now))
	for i := range judges {
		judges[i] = newJudge(g, i)
	}
	for t := int64(1); ; t++ {
		for i, a := range now {
			counts[i][a]++
		}
		if t == iterations {
			return nil
		}
		if t < pause && t&(t-1) == 0 || t%pause == 0 {
			tell(t)
		}
		p := make(game.Profile, len(counts))
		for i, x := range counts {
			p[i] = make([]float64, len(x))
			for a, k := range x {
				p[i][a] = float64(k) / float64(t)
			}
		}
		for i := range now {
			if err := ctx.Err(); err != nil {
				return cut(err, t)
			}
			now[i] = judges[i].best(g, i, p, counts)
		}
	}
}

// judge tells a player's actions apart.
type judge struct {
	margin float64 // twice what floats are off by at most
	unit   int     // payoffs are integers times 2^unit
}

func newJudge(g *game.Game, i int) judge {
	// Every step of a contraction is off by at most (m+2)·2⁻⁵³ of the largest
	// payoff, and probabilities by 2⁻⁵³.
	terms := 4
	for _, m := range g.Shape() {
		terms += m + 4
	}
	largest := 0.0
	for _, u := range g.Payoffs(i) {
		largest = max(largest, math.Abs(u))
	}
	unit, _ := exponents(g.Payoffs(i))
	return judge{4 * float64(terms) * 0x1p-53 * largest, unit}
}

// best returns player i's first exact best reply: of the actions that floats
// cannot tell from the best, the first that is best in integers.
func (j judge) best(g *game.Game, i int, p game.Profile, counts Counts) int {
	dev := g.Deviations(i, p)
	top := slices.Max(dev)
	var near []int
	for a, u := range dev {
		if u >= top-j.margin {
			near = append(near, a)
		}
	}
	if len(near) == 1 {
		return near[0]
	}
	at, most := -1, new(big.Int)
	for _, a := range near {
		if sum := exactSum(g, i, a, j.unit, counts); at < 0 || sum.Cmp(most) > 0 {
			at, most = a, sum
		}
	}
	return at
}

// exactSum returns Σ u_i(a, b)·Π counts(b) over the others' actions b, in units
// of 2^least.
func exactSum(g *game.Game, i, a, least int, counts Counts) *big.Int {
	var walk func(k, at int) *big.Int
	walk = func(k, at int) *big.Int {
		switch {
		case k == g.Players():
			return integerOf(g.Payoffs(i)[at], least)
		case k == i:
			return walk(k+1, at+a*g.Stride(k))
		}
		sum := new(big.Int)
		for b, c := range counts[k] {
			if c == 0 {
				continue
			}
			term := walk(k+1, at+b*g.Stride(k))
			sum.Add(sum, term.Mul(term, big.NewInt(c)))
		}
		return sum
	}
	return walk(0, 0)
}

// integerOf returns u/2^least, which is an integer.
func integerOf(u float64, least int) *big.Int {
	if u == 0 {
		return new(big.Int)
	}
	mantissa, e := math.Frexp(u)
	z := big.NewInt(int64(mantissa * (1 << 53)))
	if shift := e - 53 - least; shift >= 0 {
		return z.Lsh(z, uint(shift))
	} else {
		return z.Rsh(z, uint(-shift)) // only zeros are shifted out
	}
}
