// Package nashavg is Nash averaging (Balduzzi, Tuyls, Perolat, Graepel 2018,
// "Re-evaluating evaluation", §3): agents are rated against the
// maximum-entropy Nash equilibrium of the game in which two players each pick
// an agent, or one picks an agent and the other a task.
//
// That equilibrium is not uniform on its support, and no vertex of the polytope
// of equilibria unless that is a single point. Duplicating an agent changes
// neither the ratings inside the support nor the duplicates' joint probability
// when the equilibrium is unique; with several equilibria the maximum entropy
// counts duplicates, and the ratings outside the support can move.
//
// Solutions are certified: by their exploitability, and by the distance of the
// entropy from a dual bound. All methods are deterministic.
package nashavg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// ErrInput is wrapped by errors about arguments.
var ErrInput = errors.New("nashavg: input")

// Bounds of what is called converged.
const (
	ExploitabilityBound = 1e-9 // of max|A|, or the gap of max|S|
	EntropyBound        = 1e-8 // nats
)

// Method names how an equilibrium was found.
type Method string

// Methods. Direct answers need no search; Pivots is a unique equilibrium from
// Lemke's path, Face the largest entropy on the face that the interior point
// method found; either is the other's second method. Path is the interior
// point itself where neither could be certified: an equilibrium to within the
// bound, of unknown entropy.
const (
	Direct Method = "direct"
	Pivots Method = "pivots"
	Face   Method = "face"
	Path   Method = "path"
)

// Agents is the Nash average of agents against agents.
type Agents struct {
	P       []float64 // n: the maximum-entropy equilibrium
	Ratings []float64 // n: A·P, in units of A; 0 inside the support, at most 0 outside
	Support []int     // ascending: the agents that some equilibrium plays
	Entropy float64   // of P, nats

	// Exploitability is max(A·P) ≥ 0 in units of A, Relative the same over
	// max|A|, 0 when A is all zeros.
	Exploitability, Relative float64
	// Dual is y ≥ 0 (n, in units of 1/max|A|) with P_i ∝ exp(−(Aᵀy)_i/max|A|)
	// on the support: log Σ exp(−(Aᵀy)_i/max|A|) over the support is at least the
	// entropy of every equilibrium. EntropyGap is what it exceeds Entropy by, before y was
	// made non-negative, nats; 0 where the equilibrium is the only one.
	Dual       []float64
	EntropyGap float64

	Method     Method
	Iterations int // steps of all methods
	Converged  bool
}

// AVA returns the Nash average of the antisymmetric n×n matrix a, row-major:
// a[i·n+j] is what agent i wins from agent j. It fails with ErrInput for wrong
// sizes, numbers that are not finite and entries for which a_ij + a_ji is above
// 10⁻⁹·max|a| (the antisymmetric part is what is solved), and with the
// context's error, within 100 ms of its end. Watchers are told of the residual after every
// step of the interior-point method. An answer outside the bounds has
// Converged false.
func AVA(ctx context.Context, n int, a []float64, watchers ...progress.Func) (Agents, error) {
	scale, unit, err := antisymmetric(n, a)
	if err != nil {
		return Agents{}, err
	}
	if scale == 0 {
		p, all := make([]float64, n), make([]int, n)
		for i := range p {
			p[i], all[i] = 1/float64(n), i
		}
		return Agents{
			P: p, Ratings: make([]float64, n), Support: all, Entropy: math.Log(float64(n)),
			Dual: make([]float64, n), Method: Direct, Converged: true,
		}, nil
	}
	s := &search{n: n, a: unit}
	if err := s.run(ctx, watchers); err != nil {
		return Agents{}, err
	}
	out := s.best
	out.Iterations = s.iterations
	out.Exploitability = out.Relative * scale
	for i := range out.Ratings {
		out.Ratings[i] *= scale
	}
	return out, nil
}

// LogOdds returns A_ij = log(p_ij/p_ji) of an n×n matrix of win probabilities,
// row-major, after clipping them to [clip, 1−clip]. With clip = 0 probabilities
// of 0 and 1 are an error: clipping decides the result, so it is never silent.
func LogOdds(n int, p []float64, clip float64) ([]float64, error) {
	if n < 1 || len(p) != n*n {
		return nil, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(p), n, n)
	}
	if !(clip >= 0 && clip < 0.5) {
		return nil, fmt.Errorf("%w: clip %v is not within 0 to 0.5", ErrInput, clip)
	}
	out := make([]float64, n*n)
	for i := range n {
		for j := range i {
			q := p[i*n+j]
			if !(q >= 0 && q <= 1) || !(math.Abs(q+p[j*n+i]-1) <= 1e-9) {
				return nil, fmt.Errorf("%w: p[%d][%d] = %v and p[%d][%d] = %v are not the probabilities of win and loss", ErrInput, i, j, q, j, i, p[j*n+i])
			}
			if clip == 0 && (q == 0 || q == 1) {
				return nil, fmt.Errorf("%w: p[%d][%d] = %v has no finite log-odds; clip it", ErrInput, i, j, q)
			}
			q = math.Min(math.Max(q, clip), 1-clip)
			out[i*n+j] = math.Log(q) - math.Log1p(-q)
			out[j*n+i] = -out[i*n+j]
		}
	}
	return out, nil
}

// antisymmetric checks a and returns max|a| and the antisymmetric part over it.
func antisymmetric(n int, a []float64) (scale float64, unit []float64, err error) {
	if n < 1 || len(a) != n*n {
		return 0, nil, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(a), n, n)
	}
	for k, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, nil, fmt.Errorf("%w: a[%d][%d] = %v is not finite", ErrInput, k/n, k%n, v)
		}
		scale = math.Max(scale, math.Abs(v))
	}
	unit = make([]float64, n*n)
	if scale == 0 {
		return 0, unit, nil
	}
	for i := range n {
		for j := range i + 1 {
			x, y := a[i*n+j]/scale, a[j*n+i]/scale
			if math.Abs(x+y) > 1e-9 {
				return 0, nil, fmt.Errorf("%w: a[%d][%d] = %v and a[%d][%d] = %v are not antisymmetric", ErrInput, i, j, a[i*n+j], j, i, a[j*n+i])
			}
			unit[i*n+j], unit[j*n+i] = (x-y)/2, (y-x)/2
		}
	}
	return scale, unit, nil
}

// search looks for the maximum-entropy equilibrium of a with max|a| = 1.
type search struct {
	n          int
	a          []float64
	iterations int
	best       Agents
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
	blur         = 2e-10 // and of those that may be ignored within the bound
	clearSupport = 1e-12 // p inside, s outside: the equilibrium is unique
	negligible   = 1e-3  // probability that no equilibrium gives to an agent
	clearFace    = 100   // p·√n over s, or the inverse, of every agent
)

// run tries the methods in turn until one is certified.
func (s *search) run(ctx context.Context, watchers []progress.Func) error {
	path := newInterior(s.n, s.a)
	guesses, faces := 0, 0
	var blurred *interior
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
		if blurred == nil && path.v < blur {
			blurred = path.snapshot()
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
	for _, support := range path.supports() {
		if done, err := s.face(ctx, path, support, exactRank); done || err != nil {
			return err
		}
		if len(support)%2 == 1 {
			if done, err := s.unique(ctx, support); done || err != nil {
				return err
			}
		}
	}
	if done, err := s.pivots(ctx, path); done || err != nil {
		return err
	}
	if blurred != nil {
		for _, support := range blurred.supports() {
			if done, err := s.face(ctx, blurred, support, blur); done || err != nil {
				return err
			}
		}
	}
	p := slices.Clone(path.p)
	normalise(p)
	s.keep(Path, p, make([]float64, s.n), path.supports()[0], path)
	return nil
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

// keep certifies p with the multipliers dual of the rows of A and remembers it
// if it is the best so far.
func (s *search) keep(m Method, p, dual []float64, support []int, path *interior) bool {
	out := Agents{P: p, Ratings: make([]float64, s.n), Support: support, Method: m, Entropy: entropyOf(p)}
	linalg.MulVec(out.Ratings, s.a, p)
	out.Relative = math.Max(slices.Max(out.Ratings), 0)
	at := make([]float64, s.n) // −Aᵀ·dual = A·dual
	linalg.MulVec(at, s.a, dual)
	over := make([]float64, len(support))
	for k, i := range support {
		over[k] = at[i]
	}
	switch out.EntropyGap = logSumExp(over) - out.Entropy; {
	case m == Path:
		out.EntropyGap = math.Log(float64(s.n)) - out.Entropy
	case m == Pivots:
		out.EntropyGap = 0
	case !s.outside(path, &out):
		out.EntropyGap = math.Log(float64(s.n))
	}
	if out.EntropyGap = math.Max(out.EntropyGap, 0); math.IsNaN(out.EntropyGap) {
		out.EntropyGap = math.Log(float64(s.n))
	}
	// (Aᵀp)_i = 0 on the support: adding p to the dual changes nothing there.
	shift := 0.0
	for _, i := range support {
		if p[i] > 0 {
			shift = math.Max(shift, -dual[i]/p[i])
		}
	}
	out.Dual = make([]float64, s.n)
	for i, v := range dual {
		out.Dual[i] = math.Max(v+shift*p[i], 0)
	}
	out.Converged = out.Relative <= ExploitabilityBound && out.EntropyGap <= EntropyBound
	fits := func(x Agents) bool { return x.Relative <= ExploitabilityBound }
	better := fits(out) && (!fits(s.best) || out.EntropyGap < s.best.EntropyGap)
	if s.best.P == nil || better {
		s.best = out
	}
	return out.Converged
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
	return s.unique(ctx, x.support())
}

// unique solves the bordered system of a support and keeps the equilibrium when
// it is clearly the only one: p > 0 inside, s > 0 outside, the system regular.
func (s *search) unique(ctx context.Context, support []int) (bool, error) {
	m := len(support) + 1
	b := bordered(s.n, s.a, support)
	lu, err := linalg.Factor(ctx, m, slices.Clone(b))
	if err != nil {
		return false, ctx.Err()
	}
	x := make([]float64, m)
	x[0] = -1
	change := refined(lu, b, x)
	p := make([]float64, s.n)
	for k, i := range support {
		if !(x[k+1] > math.Max(clearSupport, 10*change)) {
			return false, nil
		}
		p[i] = x[k+1]
	}
	ratings := make([]float64, s.n)
	linalg.MulVec(ratings, s.a, p)
	in := make([]bool, s.n)
	for _, i := range support {
		in[i] = true
	}
	for i, v := range ratings {
		if !in[i] && v > -clearSupport || math.Abs(v) > clearSupport && in[i] {
			return false, nil
		}
	}
	// The dual: A_SS·y + h·1 = log p, as log p_i = (A·y)_i + const.
	y := make([]float64, m)
	for k, i := range support {
		y[k+1] = math.Log(p[i])
	}
	refined(lu, b, y)
	dual := make([]float64, s.n)
	for k, i := range support {
		dual[i] = y[k+1]
	}
	return s.keep(Pivots, p, dual, support, nil), nil
}

// refined solves with one step of iterative refinement and returns how much
// that changed.
func refined(lu *linalg.LU, b, x []float64) (change float64) {
	rhs, r := slices.Clone(x), make([]float64, len(x))
	lu.Solve(x, false)
	linalg.MulVec(r, b, x)
	for i := range r {
		r[i] = rhs[i] - r[i]
	}
	lu.Solve(r, false)
	for i := range x {
		x[i] += r[i]
	}
	return linalg.MaxAbs(r)
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
	f := face{width: s.n, b: s.a, tight: support, loose: rest, cols: support, rank: rank}
	q, dual, steps, err := f.maximum(ctx, start)
	s.iterations += steps
	if q == nil || err != nil {
		return false, err
	}
	p := make([]float64, s.n)
	normalise(q)
	for k, i := range support {
		p[i] = q[k]
	}
	return s.keep(Face, p, dual, support, path), nil
}

func normalise(p []float64) {
	total := sum(p)
	for i := range p {
		p[i] /= total
	}
}
