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
// (62 or 126 bits with the counts) take some nanoseconds per period, as runs of
// the same actions are counted at once; other games take time in proportion to
// their number of profiles, and arbitrary precision wherever two actions are
// nearly equally good.
//
// The frequencies converge to an equilibrium of zero-sum games (Robinson 1951),
// 2×n games and potential games, and need not otherwise (Shapley 1964): judge
// them by NashConv, which watchers are told of after 1, 3, 7, … periods and then
// every few thousand. Errors wrap game.ErrInput or are ctx's.
func Fictitious(ctx context.Context, g *game.Game, iterations int64, first []int, watchers ...progress.Func) (Counts, error) {
	if iterations < 1 || iterations > MaxIterations {
		return nil, fmt.Errorf("%w: %d iterations, not 1 to %d", game.ErrInput, iterations, int64(MaxIterations))
	}
	if len(first) != g.Players() {
		return nil, fmt.Errorf("%w: %d first actions for %d players", game.ErrInput, len(first), g.Players())
	}
	counts := make(Counts, g.Players())
	for i, a := range first {
		if a < 0 || a >= g.Actions(i) {
			return nil, fmt.Errorf("%w: first action of player %d is %d, and it has %d", game.ErrInput, i, a, g.Actions(i))
		}
		counts[i] = make([]int64, g.Actions(i))
	}
	tell := func(done int64) {
		if len(watchers) > 0 && done > 0 {
			conv := func() float64 { return g.NashConv(counts.Strategies()) }
			progress.Tell(watchers, progress.Report{Done: done, Total: iterations, Unit: "periods", Measure: "NashConv", Value: conv})
		}
	}
	if g.Players() == 2 {
		if rows, cols, ok := narrowPayoffs(g, iterations); ok {
			return counts, playNarrow(ctx, rows, cols, counts, iterations, first, tell)
		}
		if rows, cols, ok := widePayoffs(g, iterations); ok {
			return counts, playWide(ctx, rows, cols, counts, iterations, first, tell)
		}
	}
	return counts, playAny(ctx, g, counts, iterations, first, tell)
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
		mantissa, e := math.Frexp(u)
		m := int64(math.Abs(mantissa) * (1 << 53))
		least = min(least, e-53+bits.TrailingZeros64(uint64(m)))
		top = max(top, e)
	}
	if least == math.MaxInt {
		return 0, 0
	}
	return least, top - least
}

// narrowPayoffs returns, for either player, a row for each action of the other:
// what its own actions earn against it, as integers in a unit of the player's
// own. It is false where sums over so many periods may not fit an int64.
func narrowPayoffs(g *game.Game, iterations int64) (rows, cols [][]int64, ok bool) {
	layout := func(i int) ([][]int64, bool) {
		t := g.Payoffs(i)
		least, width := exponents(t)
		if width+bits.Len64(uint64(iterations)) > 62 {
			return nil, false
		}
		out := make([][]int64, g.Actions(1-i))
		for b := range out {
			out[b] = make([]int64, g.Actions(i))
			for a := range out[b] {
				out[b][a] = int64(math.Ldexp(t[a*g.Stride(i)+b*g.Stride(1-i)], -least))
			}
		}
		return out, true
	}
	if rows, ok = layout(0); ok {
		cols, ok = layout(1)
	}
	return rows, cols, ok
}

// patience is for how many periods nothing has to change before it pays to work
// out how long that will last.
const patience = 8

// playNarrow plays with sums of payoffs in one word. Play is mostly long runs of
// the same actions: their ends are computed instead of waited for.
func playNarrow(ctx context.Context, rows, cols [][]int64, counts Counts, iterations int64, first []int, tell func(done int64)) error {
	x, y := counts[0], counts[1]
	u, v := make([]int64, len(x)), make([]int64, len(y))
	a, b, run := first[0], first[1], 0
	for t, stop := int64(0), int64(1); t < iterations; stop = min(2*stop, pause) {
		if err := ctx.Err(); err != nil {
			return cut(err, t)
		}
		tell(t)
		for step := int64(0); step < stop && t < iterations; step++ {
			x[a]++
			y[b]++
			t++
			nextA, nextB := reply(u, rows[b]), reply(v, cols[a])
			if nextA != a || nextB != b {
				a, b, run = nextA, nextB, 0
				continue
			}
			if run++; run < patience {
				continue
			}
			run = 0
			if s := lasts(v, cols[a], b, lasts(u, rows[b], a, iterations-t)); s > 0 {
				x[a] += s
				y[b] += s
				t += s
				repeat(u, rows[b], s)
				repeat(v, cols[a], s)
			}
		}
	}
	return nil
}

// lasts returns for how many more periods of the same earnings action a, which
// is the best reply now, stays it, at most most.
func lasts(sums, earned []int64, a int, most int64) int64 {
	for k, e := range earned {
		rate := e - earned[a]
		if rate <= 0 {
			continue
		}
		gap := sums[a] - sums[k]
		if k < a {
			gap-- // it wins a tie
		}
		most = min(most, gap/rate)
	}
	return most
}

func repeat(sums, earned []int64, times int64) {
	for k, e := range earned {
		sums[k] += e * times
	}
}

// reply adds what every action has earned in a period and returns the first of
// those that have earned most.
func reply(sums, earned []int64) int {
	earned = earned[:len(sums)]
	best, at := int64(math.MinInt64), 0
	for k, e := range earned {
		s := sums[k] + e
		sums[k] = s
		if s > best {
			best, at = s, k
		}
	}
	return at
}

// word is an integer of 128 bits in two's complement.
type word struct {
	hi int64
	lo uint64
}

// widePayoffs is narrowPayoffs for sums that fit 128 bits.
func widePayoffs(g *game.Game, iterations int64) (rows, cols [][]word, ok bool) {
	layout := func(i int) ([][]word, bool) {
		t := g.Payoffs(i)
		least, width := exponents(t)
		if width+bits.Len64(uint64(iterations)) > 126 {
			return nil, false
		}
		out := make([][]word, g.Actions(1-i))
		for b := range out {
			out[b] = make([]word, g.Actions(i))
			for a := range out[b] {
				out[b][a] = toWord(t[a*g.Stride(i)+b*g.Stride(1-i)], least)
			}
		}
		return out, true
	}
	if rows, ok = layout(0); ok {
		cols, ok = layout(1)
	}
	return rows, cols, ok
}

// toWord returns u/2^least, an integer below 2¹²⁶ in magnitude.
func toWord(u float64, least int) word {
	mantissa, e := math.Frexp(math.Abs(u))
	m := uint64(mantissa * (1 << 53))
	shift := e - 53 - least
	var w word
	switch {
	case shift <= 0:
		w.lo = m >> -shift
	case shift < 64:
		w.hi, w.lo = int64(m>>(64-shift)), m<<shift
	default:
		w.hi = int64(m << (shift - 64))
	}
	if u < 0 {
		lo, borrow := bits.Sub64(0, w.lo, 0)
		w = word{-w.hi - int64(borrow), lo}
	}
	return w
}

// playWide plays with sums of payoffs in two words.
func playWide(ctx context.Context, rows, cols [][]word, counts Counts, iterations int64, first []int, tell func(done int64)) error {
	x, y := counts[0], counts[1]
	u, v := make([]word, len(x)), make([]word, len(y))
	a, b, run := first[0], first[1], 0
	for t, stop := int64(0), int64(1); t < iterations; stop = min(2*stop, pause) {
		if err := ctx.Err(); err != nil {
			return cut(err, t)
		}
		tell(t)
		for step := int64(0); step < stop && t < iterations; step++ {
			x[a]++
			y[b]++
			t++
			nextA, nextB := replyWide(u, rows[b]), replyWide(v, cols[a])
			if nextA != a || nextB != b {
				a, b, run = nextA, nextB, 0
				continue
			}
			if run++; run < patience {
				continue
			}
			run = 0
			if s := lastsWide(v, cols[a], b, lastsWide(u, rows[b], a, iterations-t)); s > 0 {
				x[a] += s
				y[b] += s
				t += s
				repeatWide(u, rows[b], s)
				repeatWide(v, cols[a], s)
			}
		}
	}
	return nil
}

// lastsWide is lasts, or a little less: the quotients are of floats, and smaller
// by more than those are off.
func lastsWide(sums, earned []word, a int, most int64) int64 {
	for k, e := range earned {
		rate := e.minus(earned[a])
		if rate <= 0 {
			continue
		}
		if periods := sums[a].minus(sums[k])/rate*(1-1e-12) - 2; periods < float64(most) {
			most = max(int64(periods), 0)
		}
	}
	return most
}

// minus returns the difference, rounded.
func (w word) minus(v word) float64 {
	lo, borrow := bits.Sub64(w.lo, v.lo, 0)
	return float64(w.hi-v.hi-int64(borrow))*0x1p64 + float64(lo)
}

func repeatWide(sums, earned []word, times int64) {
	for k, e := range earned {
		hi, lo := bits.Mul64(e.lo, uint64(times))
		lo, carry := bits.Add64(sums[k].lo, lo, 0)
		sums[k] = word{sums[k].hi + e.hi*times + int64(hi) + int64(carry), lo}
	}
}

func replyWide(sums, earned []word) int {
	earned = earned[:len(sums)]
	best, at := word{math.MinInt64, 0}, 0
	for k, e := range earned {
		lo, carry := bits.Add64(sums[k].lo, e.lo, 0)
		s := word{sums[k].hi + e.hi + int64(carry), lo}
		sums[k] = s
		if s.hi > best.hi || s.hi == best.hi && s.lo > best.lo {
			best, at = s, k
		}
	}
	return at
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
