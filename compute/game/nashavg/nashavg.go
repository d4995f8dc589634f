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

	"oracled/compute/game/internal/dd"
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
// method found; either is the other's second method. Relaxed is the most even of
// all that is exploited by less than the bound, where ties at three
// scales hide the face: its entropy is at least that of every equilibrium, and
// its support is everybody. Path is the interior point itself where nothing could
// be certified: an equilibrium to within the bound, of unknown entropy.
const (
	Direct  Method = "direct"
	Pivots  Method = "pivots"
	Face    Method = "face"
	Relaxed Method = "relaxed"
	Path    Method = "path"
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
	// Dual + DualLow is y ≥ 0 (n, in units of 1/max|A|, the second part what
	// float64 cannot hold of it) with P_i ∝ exp(−(Aᵀy)_i/max|A|) on the support.
	// For any y ≥ 0, log Σ_i exp(−(Aᵀy)_i/max|A|) over all agents is at least the
	// entropy of every equilibrium. EntropyGap is what it exceeds Entropy by,
	// nats, and Everywhere says that it is indeed over all agents: else the sum
	// is over the support, and the evidence that nobody else plays is where the
	// interior path leads.
	Dual, DualLow []float64
	EntropyGap    float64
	Everywhere    bool

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
			Dual: make([]float64, n), DualLow: make([]float64, n), Everywhere: true, Method: Direct, Converged: true,
		}, nil
	}
	s := newSearch(n, unit)
	if err := s.run(ctx, watchers); err != nil {
		return Agents{}, err
	}
	out := s.best
	out.Iterations = s.iterations
	out.Exploitability = out.Relative * scale
	_, e := math.Frexp(scale)
	for i, r := range out.Ratings {
		out.Ratings[i] = math.Ldexp(r, e)
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

// antisymmetric checks a and returns max|a| and the antisymmetric part over the
// power of two that is next above max|a|, which keeps every bit.
func antisymmetric(n int, a []float64) (scale float64, unit []dd.Num, err error) {
	if n < 1 || len(a) != n*n {
		return 0, nil, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(a), n, n)
	}
	for k, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, nil, fmt.Errorf("%w: a[%d][%d] = %v is not finite", ErrInput, k/n, k%n, v)
		}
		scale = math.Max(scale, math.Abs(v))
	}
	unit = make([]dd.Num, n*n)
	if scale == 0 {
		return 0, unit, nil
	}
	_, e := math.Frexp(scale)
	for i := range n {
		for j := range i + 1 {
			if x, y := a[i*n+j], a[j*n+i]; math.Abs(x/scale+y/scale) > 1e-9 {
				return 0, nil, fmt.Errorf("%w: a[%d][%d] = %v and a[%d][%d] = %v are not antisymmetric", ErrInput, i, j, x, j, i, y)
			}
			x, y := math.Ldexp(a[i*n+j], -e-1), math.Ldexp(a[j*n+i], -e-1)
			unit[i*n+j] = dd.Sum(x, -y)
			unit[j*n+i] = unit[i*n+j].Neg()
		}
	}
	return scale, unit, nil
}

func normalise(p []float64) {
	total := sum(p)
	for i := range p {
		p[i] /= total
	}
}
