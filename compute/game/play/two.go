package play

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"oracled/compute/game"
)

// learner is one of two players: what its actions have earned so far, as keys,
// the largest of which is its best reply. A key is a sum of payoffs, rounded down
// to a unit that lets all periods fit, and below it the number of the action,
// counted from the last: so the first of equals has the largest.
type learner struct {
	live  []int     // its actions but those that always pay the same as an earlier one
	low   int       // bits of the number
	paid  [][]int64 // keys that live actions earn, by action of the other
	exact [][]word  // the same in full, by action of the other; nil where paid is
	drop  int       // bits of exact that paid has not
	sums  []int64
}

// newLearner is false where exact sums over so many periods may not fit 128 bits.
func newLearner(g *game.Game, i int, iterations int64) (*learner, bool) {
	t := g.Payoffs(i)
	least, width := exponents(t)
	if !fits(width, iterations) {
		return nil, false
	}
	count := bits.Len64(uint64(iterations))
	l := &learner{}
	column := func(a int) []float64 {
		var out []float64
		for b := range g.Actions(1 - i) {
			out = append(out, t[a*g.Stride(i)+b*g.Stride(1-i)])
		}
		return out
	}
	var columns [][]float64
	for a := range g.Actions(i) {
		c := column(a)
		if !slices.ContainsFunc(columns, func(d []float64) bool { return slices.Equal(c, d) }) {
			columns, l.live = append(columns, c), append(l.live, a)
		}
	}
	m := len(l.live)
	l.low = bits.Len64(uint64(m - 1))
	l.drop = max(0, width+count+l.low-62)
	l.sums = make([]int64, m)
	for k := range l.sums {
		l.sums[k] = int64(m - 1 - k)
	}
	for b := range g.Actions(1 - i) {
		exact, paid := make([]word, m), make([]int64, m)
		for k := range m {
			exact[k] = toWord(columns[k][b], least)
			paid[k] = exact[k].above(l.drop) << l.low
		}
		l.paid = append(l.paid, paid)
		l.exact = append(l.exact, exact)
	}
	if l.drop == 0 {
		l.exact = nil
	}
	return l, true
}

// reply adds what every action earns against b and returns the best reply to
// counts, since is the number of periods that paid has been added for after
// the last sync.
func (l *learner) reply(b int, counts []int64, since int64) int {
	if l.exact == nil {
		return l.action(Add(l.sums, l.paid[b]))
	}
	top, second := AddTwo(l.sums, l.paid[b])
	// Rounding down takes less than a unit per period from a sum, and a unit at
	// the sync; the numbers are less than one.
	if margin := (since + 2) << l.low; top-second <= margin {
		return l.judge(counts, top-margin)
	}
	return l.action(top)
}

func (l *learner) action(key int64) int {
	return l.live[len(l.live)-1-int(key&(1<<l.low-1))]
}

// judge returns the best reply to counts in exact sums, among the actions whose
// keys are from a bound on.
func (l *learner) judge(counts []int64, from int64) int {
	best, at := word{math.MinInt64, 0}, 0
	for k, key := range l.sums {
		if key < from {
			continue
		}
		if s := l.sum(counts, k); s.exceeds(best) {
			best, at = s, k
		}
	}
	return l.live[at]
}

// sum is what an action has earned against counts.
func (l *learner) sum(counts []int64, k int) (s word) {
	for b, c := range counts {
		s = s.plus(l.exact[b][k], c)
	}
	return s
}

// sync sets rounded sums anew from counts.
func (l *learner) sync(counts []int64) {
	if l.exact == nil {
		return
	}
	for k := range l.sums {
		l.sums[k] = l.sum(counts, k).above(l.drop)<<l.low + int64(len(l.sums)-1-k)
	}
}

// lasts returns for how many more periods against b the best reply a stays it,
// at most most: of rounded payoffs, for how many that is certain.
func (l *learner) lasts(a, b int, since, most int64) int64 {
	at := slices.Index(l.live, a)
	paid := l.paid[b]
	var unit, margin int64
	if l.exact != nil {
		unit, margin = 1<<l.low, (since+2)<<l.low
	}
	for k, e := range paid {
		if rate := e - paid[at] + unit; k != at && rate > 0 {
			most = min(most, max(l.sums[at]-l.sums[k]-margin-1, 0)/rate)
		}
	}
	return most
}

// repeat adds what so many periods against b earn.
func (l *learner) repeat(b int, times int64) {
	for k, e := range l.paid[b] {
		l.sums[k] += e * times
	}
}

// patience is for how many periods nothing has to change before it pays to work
// out how long that will last.
const patience = 8

// playTwo plays a game of two. Play is mostly long runs of the same actions:
// their ends are computed instead of waited for.
func playTwo(ctx context.Context, row, col *learner, counts Counts, iterations int64, first []int, tell func(done int64)) error {
	x, y := counts[0], counts[1]
	a, b, run := first[0], first[1], 0
	for t, stop := int64(0), int64(1); t < iterations; stop = min(2*stop, pause) {
		if err := ctx.Err(); err != nil {
			return cut(err, t)
		}
		tell(t)
		row.sync(y)
		col.sync(x)
		synced := t
		for t-synced < stop && t < iterations {
			x[a]++
			y[b]++
			t++
			nextA, nextB := row.reply(b, y, t-synced), col.reply(a, x, t-synced)
			if nextA != a || nextB != b {
				a, b, run = nextA, nextB, 0
				continue
			}
			if run++; run < patience {
				continue
			}
			run = 0
			if s := col.lasts(b, a, t-synced, row.lasts(a, b, t-synced, iterations-t)); s > 0 {
				x[a] += s
				y[b] += s
				t += s
				row.repeat(b, s)
				col.repeat(a, s)
			}
		}
	}
	return nil
}

// word is an integer of 128 bits in two's complement.
type word struct {
	hi int64
	lo uint64
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

// above returns w/2^drop, rounded down, which fits 64 bits.
func (w word) above(drop int) int64 {
	switch {
	case drop == 0:
		return int64(w.lo)
	case drop < 64:
		return w.hi<<(64-drop) | int64(w.lo>>drop)
	}
	return w.hi >> (drop - 64)
}

// exceeds tells whether w > v.
func (w word) exceeds(v word) bool { return w.hi > v.hi || w.hi == v.hi && w.lo > v.lo }

// plus returns w + v·times.
func (w word) plus(v word, times int64) word {
	hi, lo := bits.Mul64(v.lo, uint64(times))
	lo, carry := bits.Add64(w.lo, lo, 0)
	return word{w.hi + v.hi*times + int64(hi) + int64(carry), lo}
}
