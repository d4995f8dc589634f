package nash

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/dict"
	"oracled/compute/progress"
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
// best profile seen is returned where none converges. Watchers are told of the
// pivots, or of the steps along a path and its λ. Errors are ctx's, or wrap
// game.ErrInput where more than two players have more than MaxTotal actions
// together and no pure equilibrium.
func One(ctx context.Context, g *game.Game, watchers ...progress.Func) (Equilibrium, error) {
	if p, ok, err := pure(ctx, g); err != nil {
		return Equilibrium{}, err
	} else if ok {
		return judge(g, p, "pure", 0), nil
	}
	if g.Players() == 2 {
		return bimatrix(ctx, g, watchers)
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
		p, steps, err := h.follow(ctx, prior, watchers)
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
func bimatrix(ctx context.Context, g *game.Game, watchers []progress.Func) (Equilibrium, error) {
	m, n := g.Actions(0), g.Actions(1)
	best := judge(g, g.Uniform(), "lemke-howson", 0)
	for label := range min(m+n, 20) {
		p, steps, err := lemkeHowson(ctx, g, label, false, watchers...)
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
	p, steps, err := lemkeHowson(ctx, g, 0, true, watchers...)
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
func lemkeHowson(ctx context.Context, g *game.Game, drop int, exact bool, watchers ...progress.Func) (game.Profile, int, error) {
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
		progress.Tell(watchers, progress.Report{Done: int64(steps), Unit: "pivots"})
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
