package nash

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// homotopy is a game with payoffs in units of their spread and a place for every
// player's first action among the unknowns, which are logs of probabilities.
type homotopy struct {
	g     *game.Game // the caller's
	unit  *game.Game // with payoffs in units of their spread
	first []int
	size  int // Σ m_i
}

func newHomotopy(g *game.Game) *homotopy {
	h := &homotopy{g: g}
	spread := g.Spread() // above 0: else every profile is a pure equilibrium
	scaled := make([][]float64, g.Players())
	for i := range scaled {
		least := slices.Min(g.Payoffs(i))
		for _, u := range g.Payoffs(i) {
			scaled[i] = append(scaled[i], (u-least)/spread)
		}
		h.first = append(h.first, h.size)
		h.size += g.Actions(i)
	}
	h.unit, _ = game.New(g.Shape(), scaled)
	return h
}

// profile is that of the unknowns z.
func (h *homotopy) profile(z []float64) game.Profile {
	p := h.g.Uniform()
	for i, x := range p {
		sum := 0.0
		for a := range x {
			x[a] = math.Exp(z[h.first[i]+a])
			sum += x[a]
		}
		for a := range x {
			x[a] /= sum
		}
	}
	return p
}

// system evaluates, at z = (log π, λ), for each player
//
//	Σ_a exp(z_a) − 1  and, for a > 0,  z_a − z_0 − λ·(u_a − u_0) − log(prior_a/prior_0)
//
// and its derivatives, size×(size+1).
func (h *homotopy) system(z []float64, prior game.Profile, f, jacobian []float64) {
	n := h.size
	width := n + 1
	clear(jacobian)
	p := make(game.Profile, len(h.first))
	for i, at := range h.first {
		p[i] = make([]float64, h.g.Actions(i))
		for a := range p[i] {
			p[i][a] = math.Exp(z[at+a])
		}
	}
	lambda := z[n]
	for i, at := range h.first {
		dev := h.unit.Deviations(i, p)
		f[at] = -1
		for a := range p[i] {
			f[at] += p[i][a]
			jacobian[at*width+at+a] = p[i][a]
		}
		for a := 1; a < len(dev); a++ {
			row := jacobian[(at+a)*width : (at+a+1)*width]
			f[at+a] = z[at+a] - z[at] - lambda*(dev[a]-dev[0]) - math.Log(prior[i][a]/prior[i][0])
			row[at+a], row[at], row[n] = 1, -1, dev[0]-dev[a]
		}
		for j, to := range h.first {
			if j == i {
				continue
			}
			cross := h.unit.Cross(i, j, p)
			m := len(p[j])
			for a := 1; a < len(dev); a++ {
				row := jacobian[(at+a)*width : (at+a+1)*width]
				for b := range m {
					row[to+b] -= lambda * (cross[a*m+b] - cross[b]) * p[j][b]
				}
			}
		}
	}
}

// Steps along a path: their number, and λ, in units of 1/spread, at which a
// profile that is not an equilibrium by then never will be to 10⁻⁹.
const (
	mostSteps  = 3000
	mostLambda = 1e11
)

// follow walks from λ = 0 until a polished profile is an equilibrium, and
// returns the best profile it saw.
func (h *homotopy) follow(ctx context.Context, prior game.Profile, watchers []progress.Func) (game.Profile, int, error) {
	n := h.size
	z := make([]float64, n+1)
	for i, x := range prior {
		for a, v := range x {
			z[h.first[i]+a] = math.Log(v)
		}
	}
	f, jacobian := make([]float64, n), make([]float64, n*(n+1))
	tangent := make([]float64, n+1)
	tangent[n] = 1
	var best game.Profile
	least := math.Inf(1)
	consider := func(p game.Profile) bool {
		if p == nil {
			return false
		}
		if conv := h.g.NashConv(p); conv < least {
			best, least = p, conv
		}
		return least <= Tolerance*h.g.Spread()
	}
	length := 0.1
	step := 0
	for ; step < mostSteps && z[n] < mostLambda; step++ {
		if err := ctx.Err(); err != nil {
			return nil, step, fmt.Errorf("nash, step %d: %w", step, err)
		}
		if len(watchers) > 0 {
			lambda := z[n]
			progress.Tell(watchers, progress.Report{Done: int64(step), Unit: "steps", Measure: "λ", Value: func() float64 { return lambda }})
		}
		h.system(z, prior, f, jacobian)
		next, ok := bordered(ctx, jacobian, tangent, make([]float64, n), 1)
		if !ok {
			break
		}
		norm := math.Sqrt(linalg.Dot(next, next))
		for k := range next {
			tangent[k] = next[k] / norm
		}
		moved := false
		for ; length > 1e-9*(1+math.Abs(z[n])); length /= 2 {
			trial := slices.Clone(z)
			for k, t := range tangent {
				trial[k] += length * t
			}
			if h.correct(ctx, trial, prior, tangent, f, jacobian) {
				z, moved = trial, true
				break
			}
		}
		if !moved {
			break
		}
		length *= 1.6
		if p := h.profile(z); step%4 == 3 && z[n] > 1 && (consider(p) || h.polish(ctx, p, consider)) {
			break
		}
	}
	if best == nil || least > Tolerance*h.g.Spread() {
		p := h.profile(z)
		if !consider(p) {
			h.polish(ctx, p, consider)
		}
	}
	return best, step, nil
}

// correct moves z back to the path, across the tangent, by Newton's method.
func (h *homotopy) correct(ctx context.Context, z []float64, prior game.Profile, tangent, f, jacobian []float64) bool {
	last := math.Inf(1)
	for range 8 {
		h.system(z, prior, f, jacobian)
		for k := range f {
			f[k] = -f[k]
		}
		d, ok := bordered(ctx, jacobian, tangent, f, 0)
		if !ok {
			return false
		}
		size, scale := 0.0, 1.0
		for k := range d {
			size = max(size, math.Abs(d[k]))
			z[k] += d[k]
			scale = max(scale, math.Abs(z[k]))
		}
		switch {
		case size < 1e-10*scale:
			return true
		case size > 0.7*last || size > 0.5*scale:
			return false
		}
		last = size
	}
	return false
}

// bordered solves [jacobian; tangent]·x = (f; end), n+1 unknowns.
func bordered(ctx context.Context, jacobian, tangent, f []float64, end float64) ([]float64, bool) {
	a := append(slices.Clone(jacobian), tangent...)
	x := append(slices.Clone(f), end)
	return x, linalg.Solve(ctx, a, x)
}

// polish guesses supports from a profile at several thresholds and solves for
// the strategies that make everybody indifferent on theirs. It is true as soon
// as consider is.
func (h *homotopy) polish(ctx context.Context, p game.Profile, consider func(game.Profile) bool) bool {
	var last [][]bool
	for _, threshold := range []float64{1e-2, 1e-4, 1e-7, 0.1} {
		on := make([][]bool, len(p))
		for i, x := range p {
			top := slices.Max(x)
			for _, v := range x {
				on[i] = append(on[i], v >= threshold*top)
			}
		}
		if slices.EqualFunc(on, last, slices.Equal[[]bool]) {
			continue
		}
		last = on
		if q, ok := h.indifferent(ctx, p, on); ok && consider(q) {
			return true
		}
	}
	return false
}

// indifferent solves, by Levenberg and Marquardt's method from p, for
// probabilities on given supports under which all actions on them pay their
// player the same: which may have a continuum of solutions, or none.
func (h *homotopy) indifferent(ctx context.Context, p game.Profile, on [][]bool) (game.Profile, bool) {
	type unknown struct{ i, a int }
	var list []unknown
	place := make([][]int, len(p))
	q := p.Clone()
	for i := range q {
		sum := 0.0
		place[i] = make([]int, len(q[i]))
		for a := range q[i] {
			if !on[i][a] {
				q[i][a] = 0
				continue
			}
			place[i][a] = len(list)
			list = append(list, unknown{i, a})
			sum += q[i][a]
		}
		for a := range q[i] {
			q[i][a] /= sum
		}
	}
	n := len(list)
	residuals := func(q game.Profile) ([]float64, float64) {
		f := make([]float64, n)
		for i := range q {
			dev := h.unit.Deviations(i, q)
			base := slices.Index(on[i], true)
			f[place[i][base]] = -1
			for a, v := range q[i] {
				f[place[i][base]] += v
				if on[i][a] && a != base {
					f[place[i][a]] = dev[a] - dev[base]
				}
			}
		}
		return f, math.Sqrt(linalg.Dot(f, f))
	}
	f, size := residuals(q)
	for range 60 {
		if size < 1e-15 || ctx.Err() != nil {
			break
		}
		jacobian := make([]float64, n*n)
		for i := range q {
			base := slices.Index(on[i], true)
			for a := range q[i] {
				if on[i][a] {
					jacobian[place[i][base]*n+place[i][a]] = 1
				}
			}
			for j := range q {
				if j == i {
					continue
				}
				cross := h.unit.Cross(i, j, q)
				m := len(q[j])
				for a := range q[i] {
					if !on[i][a] || a == base {
						continue
					}
					for b := range m {
						if on[j][b] {
							jacobian[place[i][a]*n+place[j][b]] = cross[a*m+b] - cross[base*m+b]
						}
					}
				}
			}
		}
		normal, d := make([]float64, n*n), make([]float64, n)
		for r := range n {
			row := jacobian[r*n : (r+1)*n]
			for k, v := range row {
				if v == 0 {
					continue
				}
				d[k] -= v * f[r]
				for l, w := range row {
					normal[k*n+l] += v * w
				}
			}
		}
		for k := range n {
			normal[k*n+k] += min(size*size, 1e-2)*0.1 + 1e-15
		}
		if !linalg.SolveDefinite(ctx, normal, d) {
			break
		}
		trial := q.Clone()
		for k, u := range list {
			trial[u.i][u.a] += d[k]
		}
		g, smaller := residuals(trial)
		if !(smaller < size) {
			break
		}
		q, f, size = trial, g, smaller
	}
	for i := range q {
		sum := 0.0
		for a, v := range q[i] {
			if v < -1e-7 {
				return nil, false
			}
			q[i][a] = max(v, 0)
			sum += q[i][a]
		}
		if !(math.Abs(sum-1) < 1e-6) {
			return nil, false
		}
		for a := range q[i] {
			q[i][a] /= sum
		}
	}
	return q, true
}
