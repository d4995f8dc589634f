package nash

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/dense"
	"oracled/compute/game/internal/dict"
)

// Tolerance is the largest NashConv, in units of the payoffs' spread, at which
// One has converged.
const Tolerance = 1e-9

// MaxTotal bounds Σ m_i of games of more than two players: a step along a path
// factors a matrix of that order.
const MaxTotal = 4096

// Equilibrium is a profile and its certificate.
type Equilibrium struct {
	Profile    game.Profile
	NashConv   float64 // the sum of the regrets, in units of payoff
	Converged  bool    // NashConv is within Tolerance
	Iterations int     // pivots, or steps along a path
	Method     string  // "pure", "lemke-howson", "exact lemke-howson", "homotopy"
}

// One returns one equilibrium of any finite game:
//
//   - the first pure one in C order, where there is one;
//   - of two players, the first that Lemke and Howson (1964) find by dropping
//     label 0, 1, …, with lexicographic pivots, so that degenerate games do not
//     cycle; in floats, and should those fail in exact rationals, which cannot;
//   - of more, the end of a logit path (Turocy 2005, "A dynamic homotopy
//     interpretation of the logistic quantal response equilibrium
//     correspondence", §3): everybody plays action a in proportion to
//     prior(a)·exp(λ·u(a)), followed from λ = 0 by steps of arc length. What
//     comes into sight on the way is polished by Newton's method on its support
//     and judged. Almost every prior's path leads to an equilibrium; the first
//     is uniform and others, drawn from a fixed seed, follow where one is lost.
//
// Whatever the method, the answer's NashConv is recomputed from the payoffs. The
// best profile seen is returned where none converges. Errors are ctx's, or wrap
// game.ErrInput where more than two players have more than MaxTotal actions
// together and no pure equilibrium.
func One(ctx context.Context, g *game.Game) (Equilibrium, error) {
	if p, ok, err := pure(ctx, g); err != nil {
		return Equilibrium{}, err
	} else if ok {
		return judge(g, p, "pure", 0), nil
	}
	if g.Players() == 2 {
		return bimatrix(ctx, g)
	}
	total := 0
	for _, m := range g.Shape() {
		total += m
	}
	if total > MaxTotal {
		return Equilibrium{}, fmt.Errorf("%w: %d actions of %d players, above %d", game.ErrInput, total, g.Players(), MaxTotal)
	}
	e := judge(g, g.Uniform(), "homotopy", 0)
	h := newHomotopy(g)
	r := rand.New(rand.NewPCG(5, 9))
	for try := range 40 {
		prior := g.Uniform()
		if try > 0 {
			for _, x := range prior {
				sum := 0.0
				for a := range x {
					x[a] = 0.02 + r.ExpFloat64()
					sum += x[a]
				}
				for a := range x {
					x[a] /= sum
				}
			}
		}
		p, steps, err := h.follow(ctx, prior)
		if err != nil {
			return e, err
		}
		found := judge(g, p, "homotopy", e.Iterations+steps)
		if found.NashConv < e.NashConv {
			e = found
		}
		e.Iterations = found.Iterations
		if e.Converged {
			break
		}
	}
	return e, nil
}

func judge(g *game.Game, p game.Profile, method string, iterations int) Equilibrium {
	if p == nil {
		return Equilibrium{NashConv: math.Inf(1), Method: method, Iterations: iterations}
	}
	conv := g.NashConv(p)
	return Equilibrium{Profile: p, NashConv: conv, Converged: conv <= Tolerance*g.Spread(), Method: method, Iterations: iterations}
}

// pure returns the first pure equilibrium in C order.
func pure(ctx context.Context, g *game.Game) (game.Profile, bool, error) {
	good := make([]bool, g.Size())
	for s := range good {
		good[s] = true
	}
	for i := range g.Players() {
		if err := ctx.Err(); err != nil {
			return nil, false, fmt.Errorf("nash: %w", err)
		}
		t, inner := g.Payoffs(i), g.Stride(i)
		block := inner * g.Actions(i)
		for base := 0; base < len(t); base += block {
			for s := base; s < base+inner; s++ {
				best := math.Inf(-1)
				for k := s; k < s+block; k += inner {
					best = max(best, t[k])
				}
				for k := s; k < s+block; k += inner {
					good[k] = good[k] && t[k] == best
				}
			}
		}
	}
	s := slices.Index(good, true)
	if s < 0 {
		return nil, false, nil
	}
	actions := make([]int, g.Players())
	for i := range actions {
		actions[i] = s / g.Stride(i) % g.Actions(i)
	}
	return g.Pure(actions...), true, nil
}

// mostExact is how many entries a dictionary may have for exact pivots, each of
// which then takes less than a tenth of a second.
const mostExact = 1 << 14

// bimatrix drops one label after the other until floats give an equilibrium, and
// then label 0 exactly.
func bimatrix(ctx context.Context, g *game.Game) (Equilibrium, error) {
	m, n := g.Actions(0), g.Actions(1)
	best := judge(g, g.Uniform(), "lemke-howson", 0)
	for label := range min(m+n, 20) {
		p, steps, err := lemkeHowson(ctx, g, label, false)
		if err != nil {
			return best, err
		}
		e := judge(g, p, "lemke-howson", best.Iterations+steps)
		best.Iterations = e.Iterations
		if e.NashConv < best.NashConv {
			best = e
		}
		if best.Converged {
			return best, nil
		}
	}
	if m*n > mostExact {
		return best, nil
	}
	p, steps, err := lemkeHowson(ctx, g, 0, true)
	if err != nil {
		return best, err
	}
	if e := judge(g, p, "exact lemke-howson", best.Iterations+steps); e.NashConv < best.NashConv {
		best = e
	}
	return best, nil
}

// lemkeHowson pivots in turn in the two players' best-response polytopes, from
// the origin without one label until that label comes back. A nil profile is
// floats gone astray.
func lemkeHowson(ctx context.Context, g *game.Game, drop int, exact bool) (game.Profile, int, error) {
	m, n := g.Actions(0), g.Actions(1)
	// Dictionary 0 holds x and the slacks of the columns, 1 holds y and those
	// of the rows; label of variable v is v in the first and (v+m) mod (m+n) in
	// the second.
	d := [2]*dict.Dictionary{
		table(g.Payoffs(1), n, m, func(r, c int) int { return c*n + r }, exact),
		table(g.Payoffs(0), m, n, func(r, c int) int { return r*n + c }, exact),
	}
	slacks := [2][]int{}
	for k, cols := range []int{m, n} {
		for v := cols; v < m+n; v++ {
			slacks[k] = append(slacks[k], v)
		}
	}
	variable := func(k, label int) int {
		if k == 0 {
			return label
		}
		return (label + n) % (m + n)
	}
	k, label, steps := 0, drop, 0
	if drop >= m {
		k = 1
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, steps, fmt.Errorf("nash, pivot %d: %w", steps, err)
		}
		steps++
		if !exact && steps > 50*(m+n)+1000 {
			return nil, steps, nil
		}
		col, nonbasic := d[k].Col(variable(k, label))
		if !nonbasic {
			return nil, steps, nil
		}
		row, ok := d[k].Leaving(col, slacks[k])
		if !ok {
			return nil, steps, nil
		}
		left := d[k].Basic[row]
		d[k].Pivot(row, col)
		if label = (left + k*m) % (m + n); label == drop {
			break
		}
		k = 1 - k
	}
	p := game.Profile{make([]float64, m), make([]float64, n)}
	for k, x := range p {
		sum := 0.0
		for v := range x {
			if row, basic := d[k].Row(v); basic {
				x[v] = max(d[k].Value(row, d[k].Cols), 0)
				sum += x[v]
			}
		}
		for v := range x {
			x[v] /= sum
		}
		if game.CheckStrategy(x, len(x)) != nil {
			return nil, steps, nil
		}
	}
	return p, steps, nil
}

// table is {z ≥ 0: Mz ≤ 1} with the payoffs shifted and scaled to lie within 1
// to 2 in floats, or to integers of at least 1.
func table(payoffs []float64, rows, cols int, at func(r, c int) int, exact bool) *dict.Dictionary {
	if !exact {
		t := dict.NewFloat(rows, cols, 1e-12)
		least := slices.Min(payoffs)
		spread := slices.Max(payoffs) - least
		if spread == 0 {
			spread = 1
		}
		for r := range rows {
			line := t.Line(r)
			for c := range cols {
				line[c] = 1 + (payoffs[at(r, c)]-least)/spread
			}
			line[cols] = 1
		}
		return dict.New(t, rows, cols)
	}
	t := dict.NewExact(rows, cols)
	z := dict.Positive(payoffs)
	for r := range rows {
		for c := range cols {
			t.Set(r, c, z[at(r, c)])
		}
		t.Set(r, cols, dict.One)
	}
	return dict.New(t, rows, cols)
}

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
func (h *homotopy) follow(ctx context.Context, prior game.Profile) (game.Profile, int, error) {
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
		h.system(z, prior, f, jacobian)
		next, ok := bordered(ctx, jacobian, tangent, make([]float64, n), 1)
		if !ok {
			break
		}
		norm := math.Sqrt(dense.Dot(next, next))
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
	return x, dense.Solve(ctx, a, x)
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
		return f, math.Sqrt(dense.Dot(f, f))
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
		if !dense.SolveDefinite(ctx, normal, d) {
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
