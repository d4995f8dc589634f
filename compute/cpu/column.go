package cpu

import (
	"math"

	"oracled/compute/internal/wide"
)

// solver holds one worker's scratch. It is not safe for concurrent use.
type solver struct {
	ws          []uint32
	f           int
	least, most uint64 // the smallest and the largest weight
	lows, highs []pull
	levels      []level
}

// level is a sample of the column, or of the level before it.
type level struct {
	ws  []uint32
	col []wide.Int
	f   int
}

// solution is v with its cuts, and how many passes it took.
type solution struct {
	value, low, high wide.Int
	steps            int
}

const (
	sampleShare  = 8   // one in so many agents is in a sample
	sampleFrom   = 320 // columns shorter than this are not sampled
	samplePasses = 3
)

func newSolver(ws []uint32, f int) *solver {
	n := len(ws)
	s := &solver{ws: ws, f: f, least: wide.MaxWeight, lows: make([]pull, n), highs: make([]pull, n)}
	for _, w := range ws {
		s.least, s.most = min(s.least, uint64(w)), max(s.most, uint64(w))
	}
	for n >= sampleFrom {
		m := n / sampleShare
		l := level{ws: make([]uint32, m), col: make([]wide.Int, m), f: f * m / n}
		for i := range l.ws {
			l.ws[i] = ws[i*n/m]
		}
		s.levels = append(s.levels, l)
		ws, n, f = l.ws, m, l.f
	}
	return s
}

// solve returns the root of a column whose anchors are in range.
func (s *solver) solve(col []wide.Int) solution {
	v, where := s.start(col, 0)
	return s.newton(col, s.ws, s.f, v, where, math.MaxInt)
}

// start returns where Newton begins in a column and where the cuts should be
// there: the approximate root of a sample of it, and the sample's order
// statistics some standard deviations of their rank around the cuts.
func (s *solver) start(col []wide.Int, depth int) (wide.Int, guess) {
	n := len(col)
	if depth == len(s.levels) {
		return col[n/2], noGuess
	}
	l := &s.levels[depth]
	m := len(l.col)
	for i := range l.col {
		l.col[i] = col[i*n/m]
	}
	v := l.col[0]
	if s.least != s.most { // otherwise one step leads from anywhere to the root
		u, where := s.start(l.col, depth+1)
		v = s.newton(l.col, l.ws, l.f, u, where, samplePasses).value
	}
	a := s.lows[:m]
	for i, b := range l.col {
		a[i] = pull{wide.Pull(b, v, l.ws[i]), l.ws[i]}
	}
	q := float64(l.f) / float64(m)
	margin := int(math.Ceil(3*math.Sqrt(float64(m)*q*(1-q)))) + 2
	ranks := [4]int{l.f - margin, l.f + margin, m - 1 - l.f - margin, m - 1 - l.f + margin}
	bounds := [4]wide.Int{wide.Least, wide.Most, wide.Least, wide.Most}
	for i, from := 0, 0; i < 4; i++ {
		r := ranks[i]
		if r < 0 || r >= m {
			continue
		}
		r = max(r, from) // spans that overlap become one
		selectRank(a[from:], r-from)
		bounds[i] = a[r].p
		if i%2 == 1 { // an end, which is excluded
			bounds[i] = wide.Add(bounds[i], wide.Int{Lo: 1})
		}
		from = r
	}
	return v, guess{span{bounds[0], bounds[1]}, span{bounds[2], bounds[3]}}
}

// newton returns the root of a column, or after so many passes where it would
// look next.
func (s *solver) newton(col []wide.Int, ws []uint32, f int, v wide.Int, where guess, passes int) solution {
	one := wide.Int{Lo: 1}
	b := newBracket()
	for pass := 1; ; pass++ {
		e := s.evaluateSurely(col, ws, f, v, where)
		step := e.g.FloorDiv(e.weight)
		next := wide.Add(v, step)
		reach := wide.Add(magnitude(step), one) // the order has to hold up to next and next+1

		if s.holds(reach, e.low.outer) && s.holds(reach, e.high.outer) {
			// The same agents stay in the middle, so g is linear up to next+1.
			if s.holds(reach, e.low.inner) && s.holds(reach, e.high.inner) {
				return solution{
					value: next,
					low:   wide.Sub(e.low.p, wide.Mul(step, uint64(e.low.w))),
					high:  wide.Sub(e.high.p, wide.Mul(step, uint64(e.high.w))),
					steps: pass,
				}
			}
			if pass < passes {
				e = s.evaluateSurely(col, ws, f, next, s.shift(e, next))
			}
			return solution{value: next, low: e.low.p, high: e.high.p, steps: pass + 1}
		}
		if pass >= passes {
			return solution{value: next, steps: pass}
		}
		b.cut(v, e.g, uint64(len(col)-2*f), s.least, s.most)
		if b.closed() {
			if b.lo != v {
				e = s.evaluateSurely(col, ws, f, b.lo, s.shift(e, b.lo))
				pass++
			}
			return solution{value: b.lo, low: e.low.p, high: e.high.p, steps: pass}
		}
		v = s.choose(b, col, next, pass)
		where = s.shift(e, v)
	}
}

// evaluateSurely evaluates with a guess, and without one if it was wrong.
func (s *solver) evaluateSurely(col []wide.Int, ws []uint32, f int, v wide.Int, where guess) evaluation {
	e, ok := s.evaluate(col, ws, f, v, where)
	if !ok {
		e, _ = s.evaluate(col, ws, f, v, noGuess)
	}
	return e
}

// holds tells whether pulls at least that far apart keep their order when v
// moves by reach: they approach each other by at most the difference of the
// weights for every ulp.
func (s *solver) holds(reach, apart wide.Int) bool {
	d := s.most - s.least
	if d == 0 {
		return true
	}
	return reach.Hi < 1<<(110-64) && !wide.Less(apart, wide.Mul(reach, d))
}

// shift returns where the cuts of e are at another point. Every pull falls by
// between least and most for every ulp that v rises, so every order statistic
// does.
func (s *solver) shift(e evaluation, to wide.Int) guess {
	step := wide.Sub(to, e.at)
	if wide.Less(wide.Int{Hi: 1 << (108 - 64)}, magnitude(step)) {
		return noGuess
	}
	a, b := wide.Mul(step, s.most), wide.Mul(step, s.least)
	if wide.Less(a, b) {
		a, b = b, a
	}
	around := func(p wide.Int) span {
		s := everywhere
		if q, err := p.Sub(a); err == nil {
			s.from = q
		}
		if q, err := p.Sub(b); err == nil && q != wide.Most {
			s.to = wide.Add(q, wide.Int{Lo: 1})
		}
		return s
	}
	return guess{around(e.low.p), around(e.high.p)}
}

func magnitude(a wide.Int) wide.Int {
	if a.Hi < 0 {
		return wide.Sub(wide.Int{}, a)
	}
	return a
}
