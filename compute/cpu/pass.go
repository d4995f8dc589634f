package cpu

import (
	"math/bits"

	"oracled/compute/internal/wide"
)

// span is the half-open range [from, to) of pulls in which a cut is looked for.
type span struct{ from, to wide.Int }

var everywhere = span{wide.Least, wide.Most}

// guess says where the two cuts are. A wrong one costs a second pass.
type guess struct{ low, high span }

var noGuess = guess{everywhere, everywhere}

// cut is an order statistic of the pulls at a point, and how far the
// neighbouring ones are: outer on the trimmed side, inner on the kept one. A
// distance is a lower bound, infinite (wide.Most) where there is no neighbour.
type cut struct {
	pull
	outer, inner wide.Int
}

// evaluation is what one pass finds at an integer point.
type evaluation struct {
	at        wide.Int
	g         wide.Sum // the sum of the k middle pulls
	weight    uint64   // the sum of their weights: −g's slope
	low, high cut
}

const sign = 1 << 63

// evaluate makes one pass over a column at v. It reports false when a cut is
// not where g says.
func (s *solver) evaluate(col []wide.Int, ws []uint32, f int, v wide.Int, where guess) (evaluation, bool) {
	n := len(col)
	ws = ws[:n]
	lows, highs := s.lows[:n], s.highs[:n]
	// Overlapping spans become one; then nothing is certainly in the middle.
	merged := !wide.Less(where.low.to, where.high.from)
	if merged {
		if wide.Less(where.high.from, where.low.from) {
			where.low.from = where.high.from
		}
		if wide.Less(where.low.to, where.high.to) {
			where.low.to = where.high.to
		}
		where.high = span{where.low.to, where.low.to}
	}
	// With the sign bit flipped, signed integers compare as unsigned ones.
	a0, a1 := where.low.from.Lo, uint64(where.low.from.Hi)^sign
	b0, b1 := where.low.to.Lo, uint64(where.low.to.Hi)^sign
	c0, c1 := where.high.from.Lo, uint64(where.high.from.Hi)^sign
	d0, d1 := where.high.to.Lo, uint64(where.high.to.Hi)^sign

	var (
		s0, s1, s2 uint64 // the sum of the pulls certainly in the middle
		weight     uint64
		below      uint64 // pulls before the lower span
		notAbove   uint64 // pulls before the end of the upper span
		nl, nh     int
	)
	v0, v1 := v.Lo, uint64(v.Hi)
	for i, b := range col {
		w := uint64(ws[i])
		x, borrow := bits.Sub64(b.Lo, v0, 0)
		y, _ := bits.Sub64(uint64(b.Hi), v1, borrow)
		p1, p0 := bits.Mul64(x, w)
		p1 += y * w
		u := p1 ^ sign

		_, isA := bits.Sub64(p0, a0, 0)
		_, isA = bits.Sub64(u, a1, isA)
		_, isB := bits.Sub64(p0, b0, 0)
		_, isB = bits.Sub64(u, b1, isB)
		_, isC := bits.Sub64(p0, c0, 0)
		_, isC = bits.Sub64(u, c1, isC)
		_, isD := bits.Sub64(p0, d0, 0)
		_, isD = bits.Sub64(u, d1, isD)

		below += isA
		notAbove += isD
		in := isB - isC // all ones in the middle, 0 elsewhere
		weight += w & in
		var c uint64
		s0, c = bits.Add64(s0, p0&in, 0)
		s1, c = bits.Add64(s1, p1&in, c)
		s2, _ = bits.Add64(s2, uint64(int64(p1)>>63)&in, c)

		if isA != isB {
			lows[nl] = pull{wide.Int{Hi: int64(p1), Lo: p0}, uint32(w)}
			nl++
		}
		if isC != isD {
			highs[nh] = pull{wide.Int{Hi: int64(p1), Lo: p0}, uint32(w)}
			nh++
		}
	}
	e := evaluation{at: v, g: wide.Sum{s0, s1, s2}, weight: weight}
	lows, highs = lows[:nl], highs[:nh]

	low := f - int(below) // the lower cut's rank among lows
	if low < 0 || low >= nl {
		return e, false
	}
	if merged {
		high := n - 1 - f - int(below)
		if high >= nl {
			return e, false
		}
		selectRank(lows, low)
		if high > low {
			selectRank(lows[low+1:], high-low-1)
		}
		e.keep(lows[low : high+1])
		e.low = lowCut(lows, low, where.low, f)
		e.high = highCut(lows, high, where.low, f)
		return e, true
	}
	high := nh - 1 - f + n - int(notAbove)
	if high < 0 || high >= nh {
		return e, false
	}
	selectRank(lows, low)
	selectRank(highs, high)
	e.keep(lows[low:])
	e.keep(highs[:high+1])
	e.low = lowCut(lows, low, where.low, f)
	e.high = highCut(highs, high, where.high, f)
	return e, true
}

// keep adds pulls to the middle.
func (e *evaluation) keep(a []pull) {
	for _, x := range a {
		e.g.Add(x.p)
		e.weight += uint64(x.w)
	}
}

// lowCut returns the cut at rank r of the pulls gathered from a span.
func lowCut(a []pull, r int, from span, f int) cut {
	c := cut{pull: a[r], outer: wide.Most, inner: distance(a[r].p, from.to)}
	switch {
	case r > 0:
		c.outer = distance(largest(a[:r]), c.p)
	case f > 0: // the rest is before the span
		c.outer = distance(from.from, c.p)
	}
	if r+1 < len(a) {
		c.inner = distance(c.p, smallest(a[r+1:]))
	}
	return c
}

// highCut is lowCut upside down.
func highCut(a []pull, r int, from span, f int) cut {
	c := cut{pull: a[r], outer: wide.Most, inner: distance(from.from, a[r].p)}
	switch {
	case r+1 < len(a):
		c.outer = distance(c.p, smallest(a[r+1:]))
	case f > 0:
		c.outer = distance(c.p, from.to)
	}
	if r > 0 {
		c.inner = distance(largest(a[:r]), c.p)
	}
	return c
}

// distance returns b − a for a ≤ b, at most wide.Most.
func distance(a, b wide.Int) wide.Int {
	d := wide.Sub(b, a)
	if d.Hi < 0 {
		return wide.Most
	}
	return d
}

func smallest(a []pull) wide.Int {
	m := a[0].p
	for _, x := range a[1:] {
		if wide.Less(x.p, m) {
			m = x.p
		}
	}
	return m
}

func largest(a []pull) wide.Int {
	m := a[0].p
	for _, x := range a[1:] {
		if wide.Less(m, x.p) {
			m = x.p
		}
	}
	return m
}
