package play

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// QuadraticPlayer is one player's own part of a quadratic game, with d choices.
type QuadraticPlayer struct {
	Q            [][]float64 // d×d, symmetric and positive definite
	C            []float64   // d
	Lower, Upper []float64   // d, in which its choices have to lie; nil, −Inf and +Inf for no bound
}

// Cross is what player J's choices make of player I's payoff: R is d_I×d_J.
type Cross struct {
	I, J int
	R    [][]float64
}

// Quadratic is a game in which player i chooses a vector q_i and earns
//
//	−½·q_iᵀ·Q_i·q_i + q_iᵀ·(c_i + Σ_j R_ij·q_j),
//
// a concave game (Rosen 1965, "Existence and uniqueness of equilibrium points for
// concave n-person games"), whose best responses are unique. Cournot with linear
// demand is Q = (2), c = a − c, R = (−1) and choices from 0.
type Quadratic struct {
	players []quadraticPlayer
}

type quadraticPlayer struct {
	d            int
	q            []float64 // d×d, row-major
	c            []float64
	lower, upper []float64
	cross        []quadraticCross
}

type quadraticCross struct {
	j int
	r []float64 // d×d_j, row-major
}

// ErrResponse says that rounding keeps a best response from being found.
var ErrResponse = errors.New("play: no best response found")

// MaxChoices bounds the choices of one player.
const MaxChoices = 1 << 12

// NewQuadratic checks and copies a game. Errors wrap game.ErrInput.
func NewQuadratic(players []QuadraticPlayer, cross []Cross) (*Quadratic, error) {
	if len(players) < 1 {
		return nil, fmt.Errorf("%w: no players", game.ErrInput)
	}
	g := &Quadratic{}
	for i, p := range players {
		own, err := newQuadraticPlayer(p)
		if err != nil {
			return nil, fmt.Errorf("%w: player %d: %w", game.ErrInput, i, err)
		}
		g.players = append(g.players, own)
	}
	for k, x := range cross {
		if x.I < 0 || x.J < 0 || x.I >= len(players) || x.J >= len(players) || x.I == x.J {
			return nil, fmt.Errorf("%w: cross term %d is of players %d and %d, which are not two of %d", game.ErrInput, k, x.I, x.J, len(players))
		}
		own := &g.players[x.I]
		if slices.ContainsFunc(own.cross, func(y quadraticCross) bool { return y.j == x.J }) {
			return nil, fmt.Errorf("%w: cross term %d is the second of players %d and %d", game.ErrInput, k, x.I, x.J)
		}
		r, err := flat(x.R, own.d, g.players[x.J].d)
		if err != nil {
			return nil, fmt.Errorf("%w: cross term %d: %w", game.ErrInput, k, err)
		}
		own.cross = append(own.cross, quadraticCross{x.J, r})
	}
	return g, nil
}

func newQuadraticPlayer(p QuadraticPlayer) (own quadraticPlayer, err error) {
	own.d = len(p.C)
	if own.d < 1 || own.d > MaxChoices {
		return own, fmt.Errorf("%d choices, not 1 to %d", own.d, MaxChoices)
	}
	d := own.d
	if own.q, err = flat(p.Q, d, d); err != nil {
		return own, err
	}
	for a := range d {
		for b := range a {
			x, y := own.q[a*d+b], own.q[b*d+a]
			if math.Abs(x-y) > 1e-9*math.Max(math.Abs(x), math.Abs(y)) {
				return own, fmt.Errorf("entries Q[%d][%d] = %g and Q[%d][%d] = %g are not symmetric", a, b, x, b, a, y)
			}
			own.q[a*d+b], own.q[b*d+a] = x/2+y/2, x/2+y/2
		}
		if !(own.q[a*d+a] > 0) {
			return own, fmt.Errorf("entry Q[%d][%d] = %g is not above 0: the payoff is not concave", a, a, own.q[a*d+a])
		}
	}
	if !linalg.SolveDefinite(context.Background(), slices.Clone(own.q), make([]float64, d)) {
		return own, fmt.Errorf("matrix Q is not positive definite: the payoff is not concave")
	}
	line, err := flat([][]float64{p.C}, 1, d)
	if err != nil {
		return own, err
	}
	own.c = line
	own.lower, own.upper = make([]float64, d), make([]float64, d)
	for k := range d {
		own.lower[k], own.upper[k] = math.Inf(-1), math.Inf(1)
	}
	for _, b := range []struct{ given, to []float64 }{{p.Lower, own.lower}, {p.Upper, own.upper}} {
		if b.given != nil && len(b.given) != d {
			return own, fmt.Errorf("%d bounds for %d choices", len(b.given), d)
		}
		copy(b.to, b.given)
	}
	for k := range d {
		if !(own.lower[k] <= own.upper[k]) || math.IsInf(own.lower[k], 1) || math.IsInf(own.upper[k], -1) {
			return own, fmt.Errorf("choice %d has to lie within %g to %g", k, own.lower[k], own.upper[k])
		}
	}
	return own, nil
}

// flat returns a rows×cols matrix row-major.
func flat(m [][]float64, rows, cols int) ([]float64, error) {
	if len(m) != rows {
		return nil, fmt.Errorf("%d rows, not %d", len(m), rows)
	}
	var out []float64
	for i, row := range m {
		if len(row) != cols {
			return nil, fmt.Errorf("row %d has %d entries, not %d", i, len(row), cols)
		}
		for j, v := range row {
			if !(math.Abs(v) <= game.MaxPayoff) {
				return nil, fmt.Errorf("[%d][%d] = %g is not within ±%g", i, j, v, game.MaxPayoff)
			}
		}
		out = append(out, row...)
	}
	return out, nil
}

// linear returns c_i + Σ_j R_ij·q_j.
func (p *quadraticPlayer) linear(q [][]float64) []float64 {
	b := slices.Clone(p.c)
	for _, x := range p.cross {
		y := q[x.j]
		for k := range b {
			b[k] += linalg.Dot(y, x.r[k*len(y):(k+1)*len(y)])
		}
	}
	return b
}

// gradient returns b − Q·x.
func (p *quadraticPlayer) gradient(b, x []float64) []float64 {
	g := slices.Clone(b)
	for k := range g {
		g[k] -= linalg.Dot(p.q[k*p.d:(k+1)*p.d], x)
	}
	return g
}

// gain is by how much x + e earns more than x, where the gradient is g.
func (p *quadraticPlayer) gain(g, e []float64) float64 {
	sum := 0.0
	for k, v := range e {
		sum += v * (g[k] - linalg.Dot(p.q[k*p.d:(k+1)*p.d], e)/2)
	}
	return sum
}

// Steps and precision of a best response within bounds: of the largest term of
// the gradient.
const (
	responseSteps     = 500
	responsePrecision = 1e-13
)

// response returns the best response to b within the bounds, from x: projected
// Newton steps (Bertsekas 1982, "Projected Newton methods for optimization
// problems with simple constraints"). It is false where rounding stops it short
// or ctx has ended.
func (p *quadraticPlayer) response(ctx context.Context, b, x []float64) ([]float64, bool) {
	x = slices.Clone(x)
	if p.d == 1 { // to the last bit, so that cycles close
		x[0] = b[0] / p.q[0]
		p.clamp(x)
		return x, true
	}
	p.clamp(x)
	for range responseSteps {
		g := p.gradient(b, x)
		scale := math.SmallestNonzeroFloat64
		var free []int
		still := true
		for k, v := range g {
			scale = max(scale, math.Abs(b[k]), math.Abs(p.q[k*p.d+k]*x[k]))
			if v < 0 && x[k] == p.lower[k] || v > 0 && x[k] == p.upper[k] {
				continue
			}
			free = append(free, k)
		}
		for _, k := range free {
			still = still && math.Abs(g[k]) <= responsePrecision*scale
		}
		if still {
			return x, true
		}
		m := len(free)
		h, step := make([]float64, m*m), make([]float64, m)
		for a, k := range free {
			step[a] = g[k]
			for b, l := range free {
				h[a*m+b] = p.q[k*p.d+l]
			}
		}
		if !linalg.SolveDefinite(ctx, h, step) {
			return x, false
		}
		moved := false
		for length := 1.0; length > 1e-12 && !moved; length /= 2 {
			trial, e := slices.Clone(x), make([]float64, p.d)
			for a, k := range free {
				trial[k] += length * step[a]
			}
			p.clamp(trial)
			for k := range e {
				e[k] = trial[k] - x[k]
			}
			if p.gain(g, e) > 1e-4*linalg.Dot(g, e) {
				x, moved = trial, true
			}
		}
		if !moved {
			return x, p.settled(g, free, scale)
		}
	}
	return x, false
}

// settled says that what is left of a gradient is rounding.
func (p *quadraticPlayer) settled(g []float64, free []int, scale float64) bool {
	for _, k := range free {
		if math.Abs(g[k]) > 1e4*responsePrecision*scale {
			return false
		}
	}
	return true
}

func (p *quadraticPlayer) clamp(x []float64) {
	for k, v := range x {
		x[k] = min(max(v, p.lower[k]), p.upper[k])
	}
}

// beyond is what play that diverges ends at.
const beyond = 1e120

// BestResponse is the function BestResponse for this game, from choices within
// their bounds, d_i of each player. At rest, every player's regret and the
// distance to its best response are at most Epsilon. Undamped play converges from
// anywhere where Σ_j ‖Q_i⁻¹·R_ij‖ < 1 for every player; one after the other also
// in every potential game (R_ij = R_jiᵀ) with a strictly concave potential.
// Without bounds it can diverge: then Diverged is set and the profile is the last
// one within ±10¹²⁰. Errors wrap game.ErrInput or are ctx's.
func (g *Quadratic) BestResponse(ctx context.Context, start [][]float64, d Dynamics, watchers ...progress.Func) (Path[[][]float64], error) {
	var none Path[[][]float64]
	if len(start) != len(g.players) {
		return none, fmt.Errorf("%w: %d players start, and there are %d", game.ErrInput, len(start), len(g.players))
	}
	for i, x := range start {
		p := g.players[i]
		if len(x) != p.d {
			return none, fmt.Errorf("%w: player %d starts with %d choices, and has %d", game.ErrInput, i, len(x), p.d)
		}
		for k, v := range x {
			if !(math.Abs(v) <= game.MaxPayoff) || v < p.lower[k] || v > p.upper[k] {
				return none, fmt.Errorf("%w: choice %d of player %d starts at %g, not within %g to %g", game.ErrInput, k, i, v, p.lower[k], p.upper[k])
			}
		}
	}
	if err := d.check(); err != nil {
		return none, err
	}
	var failed error
	respond := func(i int, q [][]float64) (b, best []float64) {
		p := &g.players[i]
		b = p.linear(q)
		best, ok := p.response(ctx, b, q[i])
		if !ok && failed == nil {
			if failed = ctx.Err(); failed == nil {
				failed = fmt.Errorf("%w: %w: the Q of player %d is too near to singular", game.ErrInput, ErrResponse, i)
			}
		}
		return b, best
	}
	step := func(q [][]float64) [][]float64 {
		out := slices.Clone(q)
		for i, x := range q {
			seen := q
			if d.Update == GaussSeidel {
				seen = out
			}
			_, best := respond(i, seen)
			for k, v := range x {
				best[k] = d.Damping*v + (1-d.Damping)*best[k]
			}
			out[i] = best
		}
		return out
	}
	rest := func(q [][]float64) ([]float64, bool) {
		regrets, still := make([]float64, len(q)), true
		for i, x := range q {
			b, best := respond(i, q)
			e := make([]float64, len(x))
			for k, v := range x {
				e[k] = best[k] - v
				still = still && math.Abs(e[k]) <= d.Epsilon
			}
			regrets[i] = max(g.players[i].gain(g.players[i].gradient(b, x), e), 0)
			still = still && regrets[i] <= d.Epsilon
		}
		return regrets, still && failed == nil
	}
	same := func(x, y [][]float64) bool { return slices.EqualFunc(x, y, slices.Equal[[]float64]) }
	gone := func(q [][]float64) bool {
		return failed != nil || slices.ContainsFunc(q, func(x []float64) bool {
			return slices.ContainsFunc(x, func(v float64) bool { return !(math.Abs(v) <= beyond) })
		})
	}
	path, err := iterate(ctx, d, slices.Clone(start), step, rest, same, gone, watchers)
	if err == nil {
		err = failed
	}
	return path, err
}
