package nashavg

import (
	"context"
	"errors"
	"math"
	"slices"

	"oracled/compute/game/internal/dd"
	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// search looks for the maximum-entropy equilibrium of an antisymmetric matrix
// with max|a| within ½ to 1.
type search struct {
	n          int
	exact      []dd.Num
	a          []float64 // exact, rounded
	most       float64   // max|a|
	iterations int
	best       Agents
	y, centre  []dd.Num // of best: multipliers of the rows, before they were made non-negative, and an equilibrium that plays all of the support
}

func newSearch(n int, exact []dd.Num) *search {
	a := dd.Floats(exact)
	return &search{n: n, exact: exact, a: a, most: linalg.MaxAbs(a)}
}

// Where the guess of a support is worth trying: not before the path has come
// near, and not for ever.
const (
	guessBelow   = 0.2 // of v·n
	guessAtMost  = 5
	smallGame    = 64
	pathEnd      = 1e-15 // of v
	pathSteps    = 120
	exactRank    = 1e-12 // relative size of entries that are rounding
	preciseFrom  = 1e-5  // of v, where the path in double-doubles starts
	clearSupport = 1e-20 // p inside, s outside: the equilibrium is unique
	negligible   = 1e-3  // probability that no equilibrium gives to an agent
	clearFace    = 100   // p·√n over s, or the inverse, of every agent
)

// preciseRanks are relative sizes of entries that are rounding, on the path in
// double-doubles: none at first. Ties among perturbations are ties but for the
// rounding of the perturbed payoffs, and then no path is long enough to tell; the
// certificate does.
func preciseRanks() []float64 { return []float64{1e-23, 1e-18, 1e-14} }

// run tries the methods in turn until one is certified: the path in float64
// first, and the same in double-doubles where agents almost tie.
func (s *search) run(ctx context.Context, watchers []progress.Func) error {
	path := newInterior(s.n, s.a)
	guesses, faces := 0, 0
	var near *interior
	for path.v > pathEnd && path.steps < pathSteps {
		ok, err := path.step(ctx)
		if err != nil {
			return err
		}
		s.iterations++
		path.tell(watchers)
		if !ok {
			break
		}
		if near == nil && path.v < preciseFrom {
			near = path.snapshot()
		}
		if path.v*float64(s.n) < guessBelow && guesses < guessAtMost && (path.dense || s.n <= smallGame) {
			guesses++
			if done, err := s.pivots(ctx, path); done || err != nil {
				return err
			}
		}
		if !path.dense && faces == 0 && path.v*float64(s.n) < 1e-2*guessBelow && path.clear() {
			faces++
			if done, err := s.face(ctx, path, path.supports()[0], exactRank); done || err != nil {
				return err
			}
		}
	}
	if done, err := s.end(ctx, path, exactRank); done || err != nil {
		return err
	}
	if done, err := s.pivots(ctx, path); done || err != nil {
		return err
	}
	further, err := newPrecise(ctx, s.n, s.exact, near)
	if err != nil {
		return err
	}
	end, err := further.run(ctx)
	if err != nil {
		return err
	}
	s.iterations += end.steps
	if done, err := s.end(ctx, end, preciseRanks()...); done || err != nil {
		return err
	}
	if done, err := s.relax(ctx); done || err != nil {
		return err
	}
	p := slices.Clone(path.p)
	normalise(p)
	_, err = s.keep(ctx, Path, p, make([]dd.Num, s.n), nil, path.supports()[0], path)
	return err
}

// end tries the supports that the end of a path marks.
func (s *search) end(ctx context.Context, path *interior, ranks ...float64) (bool, error) {
	for _, rank := range ranks {
		for _, support := range path.supports() {
			if done, err := s.face(ctx, path, support, rank); done || err != nil {
				return done, err
			}
			if len(support)%2 == 1 && rank == ranks[0] {
				if done, err := s.unique(ctx, support, rank < exactRank); done || err != nil {
					return done, err
				}
			}
		}
	}
	return false, nil
}

// outside says that no equilibrium plays an agent outside the support: as
// qᵀ·s ≤ v for every equilibrium q and every point (p, s, v) of the path, and
// for (p, −A·p, max(A·p)) as well, it plays j with at most v/s_j.
func (s *search) outside(path *interior, out *Agents) bool {
	in := make([]bool, s.n)
	for _, i := range out.Support {
		in[i] = true
	}
	for j, r := range out.Ratings {
		if !in[j] && -r*negligible < math.Max(out.Relative, 1e-16) && (path == nil || path.s[j]*negligible < path.v) {
			return false
		}
	}
	return true
}

// keep certifies p with the multipliers y of the rows of A, given an equilibrium
// that plays all of the support, and remembers it if it is the best so
// far.
func (s *search) keep(ctx context.Context, m Method, p []float64, y, centre []dd.Num, support []int, path *interior) (bool, error) {
	out := Agents{P: p, Ratings: make([]float64, s.n), Support: support, Method: m, Entropy: entropyOf(p)}
	linalg.MulVec(out.Ratings, s.a, p)
	out.Relative = math.Max(slices.Max(out.Ratings), 0) / s.most
	whole := math.Log(float64(s.n))
	dual := make([]dd.Num, s.n)
	out.EntropyGap = whole - out.Entropy
	if m != Path {
		z, slack := make([]dd.Num, s.n), make([]dd.Num, s.n) // −Aᵀ·y = A·y
		if err := dd.MulVec(ctx, z, s.exact, y); err != nil {
			return false, err
		}
		if err := dd.MulVec(ctx, slack, s.exact, centre); err != nil {
			return false, err
		}
		for i := range slack {
			slack[i] = slack[i].Neg()
		}
		var bound float64
		dual, bound, out.Everywhere = raised(y, centre, z, slack, support)
		switch out.EntropyGap = bound - out.Entropy; {
		case out.Everywhere && out.EntropyGap <= EntropyBound:
		case m == Pivots:
			out.EntropyGap, out.Everywhere = 0, false
		case m == Relaxed || !s.outside(path, &out):
			out.EntropyGap, out.Everywhere = whole, false
		}
	}
	if out.EntropyGap = math.Max(out.EntropyGap, 0); math.IsNaN(out.EntropyGap) {
		out.EntropyGap = whole
	}
	out.Dual, out.DualLow = make([]float64, s.n), make([]float64, s.n)
	for i, v := range dual {
		v = v.Times(s.most)
		out.Dual[i], out.DualLow[i] = v.Hi, v.Lo
	}
	out.Converged = out.Relative <= ExploitabilityBound && out.EntropyGap <= EntropyBound
	fits := func(x Agents) bool { return x.Relative <= ExploitabilityBound }
	better := fits(out) && (!fits(s.best) || out.EntropyGap < s.best.EntropyGap)
	if s.best.P == nil || better {
		s.best, s.y, s.centre = out, y, centre
	}
	return out.Converged, nil
}

// pivots guesses the support {p·√n > s} from the path, follows Lemke's path
// from there and keeps the equilibrium if it is the only one.
func (s *search) pivots(ctx context.Context, path *interior) (bool, error) {
	root := math.Sqrt(float64(s.n))
	var support []int
	closest, at := math.Inf(1), 0
	for i, p := range path.p {
		ratio := math.Log(p * root / path.s[i])
		if ratio > 0 {
			support = append(support, i)
		}
		if math.Abs(ratio) < closest {
			closest, at = math.Abs(ratio), i
		}
	}
	if len(support)%2 == 0 {
		if k, in := slices.BinarySearch(support, at); in {
			support = slices.Delete(support, k, k+1)
		} else {
			support = slices.Insert(support, k, at)
		}
	}
	x, ok, err := newPivoting(ctx, s.n, s.a, support)
	if !ok || err != nil {
		return false, err
	}
	count, ok, err := x.run(ctx, s.n/8+50)
	s.iterations += count
	if !ok || err != nil {
		return false, err
	}
	return s.unique(ctx, x.support(), false)
}

// unique solves the bordered system of a support and keeps the equilibrium when
// it is clearly the only one: p > 0 inside, s > 0 outside, the system regular.
// Deep factorises in double-doubles where float64 is not enough.
func (s *search) unique(ctx context.Context, support []int, deep bool) (bool, error) {
	b, err := s.border(ctx, support, deep)
	if b == nil || err != nil {
		return false, err
	}
	x := make([]dd.Num, len(support)+1)
	x[0] = dd.Of(-1)
	if ok, err := b.solve(ctx, x); !ok || err != nil {
		return false, err
	}
	centre := spread(s.n, support, x[1:])
	ratings := make([]dd.Num, s.n)
	if err := dd.MulVec(ctx, ratings, s.exact, centre); err != nil {
		return false, err
	}
	in := make([]bool, s.n)
	for k, i := range support {
		in[i] = true
		if !(x[k+1].Hi > clearSupport) {
			return false, nil
		}
	}
	for i, v := range ratings {
		if !in[i] && v.Hi > -clearSupport || math.Abs(v.Hi) > clearSupport && in[i] {
			return false, nil
		}
	}
	// The dual: A_SS·y + h·1 = log p, as log p_i = (A·y)_i + const.
	y := make([]dd.Num, len(x))
	for k := range support {
		y[k+1] = dd.Of(math.Log(x[k+1].Hi))
	}
	if ok, err := b.solve(ctx, y); !ok || err != nil {
		return false, err
	}
	return s.keep(ctx, Pivots, dd.Floats(centre), spread(s.n, support, y[1:]), centre, support, nil)
}

// border is the system [A_SS 1; −1 0] of a support, the border first, with a
// factorisation of one precision.
type border struct {
	b    []dd.Num
	low  *linalg.LU
	high *dd.LU
}

// border returns nil where the system is singular.
func (s *search) border(ctx context.Context, support []int, deep bool) (*border, error) {
	m := len(support) + 1
	x := &border{b: make([]dd.Num, m*m)}
	for k, i := range support {
		x.b[k+1] = dd.Of(-1)
		row := x.b[(k+1)*m : (k+2)*m]
		row[0] = dd.Of(1)
		for l, j := range support {
			row[l+1] = s.exact[i*s.n+j]
		}
	}
	var err error
	if deep {
		x.high, err = dd.Factor(ctx, m, slices.Clone(x.b))
	} else {
		x.low, err = linalg.Factor(ctx, m, dd.Floats(x.b))
	}
	if errors.Is(err, dd.ErrSingular) || errors.Is(err, linalg.ErrSingular) {
		return nil, nil
	}
	return x, err
}

// refinements bounds the steps of iterative refinement, each of which has to
// halve the last one.
const refinements = 60

// solve overwrites x with the solution, refined with residuals in double-doubles
// until that changes nothing beyond 10⁻²⁸ of the largest entry; false where it
// goes on changing.
func (b *border) solve(ctx context.Context, x []dd.Num) (bool, error) {
	m := len(x)
	r := slices.Clone(x)
	rhs := slices.Clone(x)
	clear(x)
	last := math.Inf(1)
	for range refinements {
		if b.high != nil {
			b.high.Solve(r)
		} else {
			d := dd.Floats(r)
			b.low.Solve(d, false)
			r = dd.Vector(d)
		}
		var size, most float64
		for i, d := range r {
			size = math.Max(size, math.Abs(d.Hi))
			x[i] = x[i].Add(d)
			most = math.Max(most, math.Abs(x[i].Hi))
		}
		switch {
		case math.IsNaN(size) || math.IsInf(size, 0):
			return false, nil
		case size <= 1e-28*most:
			return true, nil
		case size > last/2:
			return false, nil
		}
		last = size
		ax := make([]dd.Num, m)
		if err := dd.MulVec(ctx, ax, b.b, x); err != nil {
			return false, err
		}
		for i := range r {
			r[i] = rhs[i].Sub(ax[i])
		}
	}
	return false, nil
}

// face maximises the entropy on the face of a support.
func (s *search) face(ctx context.Context, path *interior, support []int, rank float64) (bool, error) {
	if len(support) == 0 {
		return false, nil
	}
	start := make([]float64, len(support))
	for k, i := range support {
		start[k] = path.p[i]
	}
	var rest []int
	for i := range s.n {
		if _, in := slices.BinarySearch(support, i); !in {
			rest = append(rest, i)
		}
	}
	normalise(start)
	f := face{width: s.n, b: s.exact, tight: support, loose: rest, cols: support, rank: rank}
	got, err := f.maximum(ctx, start)
	if got == nil || err != nil {
		return false, err
	}
	s.iterations += got.steps
	p := make([]float64, s.n)
	normalise(got.q)
	for k, i := range support {
		p[i] = got.q[k]
	}
	return s.keep(ctx, Face, p, got.dual, spread(s.n, support, got.centre), support, path)
}

// relax keeps the most even of the distributions that nobody exploits by more
// than a part of the bound.
func (s *search) relax(ctx context.Context) (bool, error) {
	got, err := relaxed(ctx, s.n, s.exact)
	if got == nil || err != nil {
		return false, err
	}
	s.iterations += got.steps
	all := make([]int, s.n)
	for i := range all {
		all[i] = i
	}
	return s.keep(ctx, Relaxed, got.q, dd.Vector(got.y), make([]dd.Num, s.n), all, nil)
}
