// One thread's part of the search for a column's root: where Newton goes next,
// as in compute/cpu. How the root is found never shows in what is found.
#pragma once

#include "wide.cuh"

// Span is the half-open range [from, to) of pulls in which a cut is looked for.
struct Span {
	i128 from, to;
};

// Cut is an order statistic of the pulls at a point, and how far its neighbours
// are: outer on the trimmed side, inner on the kept one. A distance is a lower
// bound, MOST where there is no neighbour.
struct Cut {
	i128 p, outer, inner;
	unsigned weight;
};

// Evaluation is what the passes at one point find.
struct Evaluation {
	i128 at;
	Sum g;      // the sum of the k middle pulls
	u64 weight; // the sum of their weights: −g's slope
	Cut low, high;
};

// Game is a column's own numbers. Anchors are relative to the smallest one,
// rounded down to a whole unit, so from 0 to range.
struct Game {
	int n, low, high;     // agents, and of how many the pulls are trimmed on each side
	unsigned least, most; // weights; both 1 where all are equal, whatever they are
	i128 range;
	// Agents that are in the middle wherever v is looked for need not be among the
	// n: the sum of weight times anchor and the sum of weights say all of them.
	Sum kept;
	u64 keptWeight;
};

// Search is where the root may be, g(lo) ≥ 0 > g(hi), and what is looked at next.
// The game is played from floor to ceiling. Where it is not sure that the root is
// there, lo begins before floor and hi behind ceiling, and neither is looked at.
struct Search {
	i128 lo, hi, floor, ceiling;
	i128 v;         // the next point
	Span low, high; // where its cuts should be
	int pass;
	bool last;  // only the cuts at v are wanted
	bool pick;  // v is to be an anchor between lo and hi, if there is one
	bool ended; // value, cutLow and cutHigh are the answer
	int beyond; // −1: there is none, as g(floor) < 0; 1: as g(ceiling) ≥ 0
	i128 value, cutLow, cutHigh;
};

// slowly is after how many passes Newton alone is not trusted to converge.
constexpr int slowly = 4;

// everywhere is where pulls at v can be.
static __device__ Span everywhere(const Game &g, i128 v) {
	i128 first = -v, last = g.range - v;
	return Span{first * static_cast<i128>(first < 0 ? g.most : g.least), last * static_cast<i128>(last < 0 ? g.least : g.most) + 1};
}

static __device__ Span within(Span s, Span limits) {
	if (s.from < limits.from)
		s.from = limits.from;
	if (s.to > limits.to)
		s.to = limits.to;
	return s.from < s.to ? s : limits;
}

// shifted returns where the cuts of e are at another point. Every pull falls by
// between least and most for every ulp that v rises, so every order statistic
// does.
static __device__ APART Span shifted(const Game &g, i128 p, i128 from, i128 to) {
	i128 step = to - from; // within ±2¹¹¹, so that the products fit
	i128 a = step * static_cast<i128>(g.most), b = step * static_cast<i128>(g.least);
	if (a < b) {
		i128 t = a;
		a = b;
		b = t;
	}
	return within(Span{sub(p, a), add(sub(p, b), 1)}, everywhere(g, to));
}

// holds tells whether pulls at least that far apart keep their order when v
// moves by reach: they approach each other by at most the difference of the
// weights for every ulp.
static __device__ bool holds(const Game &g, i128 reach, i128 apart) {
	unsigned d = g.most - g.least;
	return d == 0 || (reach < static_cast<i128>(1) << 110 && apart >= reach * static_cast<i128>(d));
}

static __device__ APART void moveTo(const Game &g, Search &s, const Evaluation &e, i128 v) {
	s.v = v;
	s.low = shifted(g, e.low.p, e.at, v);
	s.high = shifted(g, e.high.p, e.at, v);
}

// beginWithin begins to look for the root from floor to ceiling; sure tells
// whether it is known to be there.
static __device__ APART void beginWithin(const Game &g, Search &s, i128 v, i128 floor, i128 ceiling, bool sure) {
	s.floor = floor;
	s.ceiling = ceiling;
	s.lo = sure ? floor : floor - 1;
	s.hi = sure ? ceiling : ceiling + 1;
	s.v = v < floor ? floor : v > ceiling ? ceiling : v;
	s.low = s.high = everywhere(g, s.v);
	s.value = s.cutLow = s.cutHigh = 0;
	s.pass = 0;
	s.last = s.pick = s.ended = false;
	s.beyond = 0;
}

// begin begins among the anchors, where the root of a whole column is.
static __device__ __forceinline__ void begin(const Game &g, Search &s, i128 v) { beginWithin(g, s, v, 0, g.range + 1, true); }

static __device__ void answer(Search &s, const Evaluation &e) {
	s.value = e.at;
	s.cutLow = e.low.p;
	s.cutHigh = e.high.p;
	s.ended = true;
}

// decide takes an evaluation at s.v, of at most so many, to the answer or to the
// next point. Without passes left the answer is only near.
static __device__ APART void decide(const Game &g, Search &s, const Evaluation &e, int passes) {
	s.pass++;
	s.pick = false;
	if (s.last) {
		answer(s, e);
		return;
	}
	i128 step = e.g.floorDiv(e.weight);
	i128 next = add(e.at, step);
	i128 reach = magnitude(step) + 1; // the order has to hold up to next and next+1
	if (s.floor <= next && next < s.ceiling && holds(g, reach, e.low.outer) && holds(g, reach, e.high.outer)) {
		// The same agents stay in the middle, so g is linear up to next+1.
		if (holds(g, reach, e.low.inner) && holds(g, reach, e.high.inner)) {
			s.value = next;
			s.cutLow = e.low.p - step * static_cast<i128>(e.low.weight);
			s.cutHigh = e.high.p - step * static_cast<i128>(e.high.weight);
			s.ended = true;
			return;
		}
		moveTo(g, s, e, next);
		s.last = true;
		return;
	}
	// Of k middle pulls each falls by between least and most per ulp, so the root
	// is between v + g/(k·most) and v + g/(k·least).
	u64 k = static_cast<u64>(g.n - g.low - g.high);
	i128 near = add(e.at, e.g.floorDiv(g.keptWeight + k * g.most)), far = add(e.at, e.g.floorDiv(g.keptWeight + k * g.least));
	if (e.g.negative()) {
		i128 t = near;
		near = far;
		far = t;
	}
	far = add(far, 1);
	if (s.lo < near)
		s.lo = near < s.hi ? near : s.hi - 1; // not before hi: the root is behind the ceiling
	if (s.hi > far)
		s.hi = far > s.lo ? far : s.lo + 1;
	if (s.hi - s.lo == 1) {
		if (s.lo < s.floor || s.lo >= s.ceiling) {
			s.beyond = s.lo < s.floor ? -1 : 1;
			s.ended = true;
		} else if (s.lo == e.at) {
			answer(s, e);
		} else {
			moveTo(g, s, e, s.lo);
			s.last = true;
		}
		return;
	}
	bool outside = next < s.lo || next < s.floor || next >= s.hi;
	if (s.pass >= passes) {
		s.value = outside ? s.lo : next;
		s.ended = true;
		return;
	}
	// When it takes long, every third point halves the bracket and every third
	// the anchors in it, which also helps where these differ by orders of
	// magnitude. An end that nobody has looked at is looked at first.
	if (outside && next >= s.hi && s.hi > s.ceiling)
		next = s.ceiling;
	else if (outside && next < s.floor && s.lo < s.floor)
		next = s.floor;
	else if (outside || (s.pass > slowly && s.pass % 3 == 1))
		next = s.lo + ((s.hi - s.lo) >> 1);
	s.pick = s.pass > slowly && s.pass % 3 == 0;
	moveTo(g, s, e, next);
}
