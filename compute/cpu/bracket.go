package cpu

import "oracled/compute/internal/wide"

// bracket is where the root is: g(lo) ≥ 0 > g(hi). Newton alone can cycle
// between two points.
type bracket struct{ lo, hi wide.Int }

// newBracket returns bounds that every column within the limits has.
func newBracket() bracket {
	return bracket{lo: wide.Int{Hi: -(1 << (wide.AnchorBits - 64))}, hi: wide.Int{Hi: 1 << (wide.AnchorBits - 64)}}
}

// cut narrows the bracket by what g is at v. Of k middle pulls each falls by
// between least and most per ulp, so the root is between v + g/(k·most) and
// v + g/(k·least).
func (b *bracket) cut(v wide.Int, g wide.Sum, k, least, most uint64) {
	near, far := wide.Add(v, g.FloorDiv(k*most)), wide.Add(v, g.FloorDiv(k*least))
	if g.Negative() {
		near, far = far, near
	}
	far = wide.Add(far, wide.Int{Lo: 1})
	if wide.Less(b.lo, near) {
		b.lo = near
	}
	if wide.Less(far, b.hi) {
		b.hi = far
	}
}

// closed tells whether only lo is left.
func (b *bracket) closed() bool { return wide.Sub(b.hi, b.lo) == wide.Int{Lo: 1} }

// choose returns the next point of a bracket that is not closed: Newton's while
// that is inside, else the middle. When it takes long, every third point halves
// the bracket and every third the anchors in it, which also helps where these
// differ by orders of magnitude.
func (s *solver) choose(b bracket, col []wide.Int, newton wide.Int, pass int) wide.Int {
	if pass > slow && pass%3 == 0 {
		inside := s.lows[:0]
		for _, x := range col {
			if wide.Less(b.lo, x) && wide.Less(x, b.hi) {
				inside = append(inside, pull{p: x})
			}
		}
		if m := len(inside) / 2; m > 0 {
			selectRank(inside, m)
			return inside[m].p
		}
	}
	if pass > slow && pass%3 == 1 || wide.Less(newton, b.lo) || !wide.Less(newton, b.hi) {
		return wide.Middle(b.lo, b.hi)
	}
	return newton
}

// slow is after how many passes Newton alone is not trusted to converge.
const slow = 4
