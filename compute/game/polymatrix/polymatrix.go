// Package polymatrix solves polymatrix games: every two players that share an
// edge play a bimatrix game, each with the same strategy in all of its games, and
// payoffs add up.
package polymatrix

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/dict"
	"oracled/compute/progress"
)

// Edge is the game between two players: A is what player I gets and B what
// player J gets, both m_I×m_J, rows I's actions and columns J's. Several edges
// of the same players add up.
type Edge struct {
	I, J int
	A, B [][]float64
}

// Game is a polymatrix game.
type Game struct {
	shape []int
	// payoffs[i][j] is what player i gets from player j, m_i×m_j, row-major; nil
	// without an edge.
	payoffs [][][]float64
	spread  float64
}

// MaxUnknowns bounds Σ m_i + n, the number of unknowns of the complementarity
// problem, whose dictionary has its square of entries.
const MaxUnknowns = 4096

// New returns the game of n players that edges describe; every player needs at
// least one. Errors wrap game.ErrInput and name the first edge that is wrong.
func New(n int, edges []Edge) (*Game, error) {
	if n < 2 || n > MaxUnknowns {
		return nil, fmt.Errorf("%w: %d players, not 2 to %d", game.ErrInput, n, MaxUnknowns)
	}
	g := &Game{shape: make([]int, n), payoffs: make([][][]float64, n)}
	for i := range g.payoffs {
		g.payoffs[i] = make([][]float64, n)
	}
	low, high := make([]float64, n), make([]float64, n)
	for k, e := range edges {
		if e.I < 0 || e.I >= n || e.J < 0 || e.J >= n || e.I == e.J {
			return nil, fmt.Errorf("%w: edge %d is between players %d and %d of %d", game.ErrInput, k, e.I, e.J, n)
		}
		b, err := game.Bimatrix(e.A, e.B)
		if err != nil {
			return nil, fmt.Errorf("edge %d: %w", k, err)
		}
		for side, i := range []int{e.I, e.J} {
			if m := b.Actions(side); g.shape[i] != 0 && g.shape[i] != m {
				return nil, fmt.Errorf("%w: player %d has %d actions in edge %d and %d before", game.ErrInput, i, m, k, g.shape[i])
			}
			g.shape[i] = b.Actions(side)
		}
		g.add(e.I, e.J, b.Payoffs(0), false)
		g.add(e.J, e.I, b.Payoffs(1), true)
		for side, i := range []int{e.I, e.J} {
			low[i] += slices.Min(b.Payoffs(side))
			high[i] += slices.Max(b.Payoffs(side))
		}
	}
	size := n
	for i, m := range g.shape {
		if m == 0 {
			return nil, fmt.Errorf("%w: player %d has no edge", game.ErrInput, i)
		}
		size += m
		g.spread = max(g.spread, high[i]-low[i])
	}
	if size > MaxUnknowns {
		return nil, fmt.Errorf("%w: %d players and actions together, above %d", game.ErrInput, size, MaxUnknowns)
	}
	return g, nil
}

func (g *Game) add(i, j int, payoffs []float64, transpose bool) {
	m, k := g.shape[i], g.shape[j]
	if g.payoffs[i][j] == nil {
		g.payoffs[i][j] = make([]float64, m*k)
	}
	for a := range m {
		for b := range k {
			if transpose {
				g.payoffs[i][j][a*k+b] += payoffs[b*m+a]
			} else {
				g.payoffs[i][j][a*k+b] += payoffs[a*k+b]
			}
		}
	}
}

// Shape returns everybody's number of actions; the caller must not change it.
func (g *Game) Shape() []int { return g.shape }

// Spread is an upper bound on the difference between two payoffs of one player,
// the unit in which regrets are judged.
func (g *Game) Spread() float64 { return g.spread }

// Deviations returns what each of player i's actions earns against p.
func (g *Game) Deviations(i int, p game.Profile) []float64 {
	out := make([]float64, g.shape[i])
	for j, t := range g.payoffs[i] {
		for a := range out {
			for b, x := range p[j] {
				if t != nil {
					out[a] += t[a*len(p[j])+b] * x
				}
			}
		}
	}
	return out
}

// Utilities returns everybody's expected payoff.
func (g *Game) Utilities(p game.Profile) []float64 {
	out := make([]float64, len(g.shape))
	for i := range out {
		for a, u := range g.Deviations(i, p) {
			out[i] += p[i][a] * u
		}
	}
	return out
}

// Regrets returns by how much each player could do better, nowhere negative.
func (g *Game) Regrets(p game.Profile) []float64 {
	out := make([]float64, len(g.shape))
	for i := range out {
		dev := g.Deviations(i, p)
		best := slices.Max(dev)
		for a, u := range dev {
			out[i] += p[i][a] * (best - u)
		}
	}
	return out
}

// Tolerance is the largest NashConv, in units of Spread, of an answer that has
// converged.
const Tolerance = 1e-9

// Equilibrium is a profile and its certificate.
type Equilibrium struct {
	Profile    game.Profile
	Regrets    []float64
	NashConv   float64 // their sum
	Converged  bool
	Iterations int    // pivots
	Method     string // "lemke", "exact lemke"
}

// mostExact is the number of entries up to which exact pivots take less than a
// tenth of a second each.
const mostExact = 1 << 14

// Solve returns one equilibrium by Lemke's algorithm on the game's linear
// complementarity problem (Howson 1972, "Equilibria of polymatrix games", §3): with
// costs C > 0 in place of payoffs, for the strategies x and everybody's least cost
// v,
//
//	0 ≤ x_ia ⊥ Σ_j (C_ij·x_j)_a − v_i ≥ 0,   0 ≤ v_i ⊥ Σ_a x_ia − 1 ≥ 0.
//
// Costs are made positive between all players, with themselves too, which changes
// no best response; then no ray can end the walk, and lexicographic pivots keep it
// from cycling. It walks in floats, with three covering vectors, and should none
// lead to a certified equilibrium exactly. Watchers are told of the pivots. Errors
// are ctx's.
func (g *Game) Solve(ctx context.Context, watchers ...progress.Func) (Equilibrium, error) {
	even := make(game.Profile, len(g.shape))
	for i, m := range g.shape {
		even[i] = slices.Repeat([]float64{1 / float64(m)}, m)
	}
	best := g.judge(even, 0, "lemke")
	for try := range 3 {
		p, pivots, err := g.lemke(ctx, try, false, watchers...)
		if err != nil {
			return best, err
		}
		best = better(best, g.judge(p, best.Iterations+pivots, "lemke"))
		if best.Converged {
			return best, nil
		}
	}
	n := len(g.shape)
	for _, m := range g.shape {
		n += m
	}
	if n*n > mostExact {
		return best, nil
	}
	p, pivots, err := g.lemke(ctx, 0, true, watchers...)
	if err != nil {
		return best, err
	}
	return better(best, g.judge(p, best.Iterations+pivots, "exact lemke")), nil
}

func better(a, b Equilibrium) Equilibrium {
	if b.NashConv < a.NashConv {
		return b
	}
	a.Iterations = b.Iterations
	return a
}

func (g *Game) judge(p game.Profile, pivots int, method string) Equilibrium {
	e := Equilibrium{Profile: p, NashConv: math.Inf(1), Iterations: pivots, Method: method}
	if p == nil {
		return e
	}
	e.Regrets = g.Regrets(p)
	e.NashConv = 0
	for _, r := range e.Regrets {
		e.NashConv += r
	}
	e.Converged = e.NashConv <= Tolerance*g.spread
	return e
}

// lemke walks from the basis of slacks, w = q + M·z + d·z₀, by letting the
// covering variable z₀ in and going on with the complement of what left until z₀
// leaves. A nil profile is floats gone astray.
func (g *Game) lemke(ctx context.Context, try int, exact bool, watchers ...progress.Func) (game.Profile, int, error) {
	first := make([]int, len(g.shape))
	actions := 0
	for i, m := range g.shape {
		first[i] = actions
		actions += m
	}
	n := actions + len(g.shape)
	// Columns: z (n), z₀. Variables: z_k is k, z₀ is n, w_k is n + 1 + k.
	// Row k: w_k − M_k·z − d_k·z₀ = q_k, with q = −1 for the sums.
	cover := n
	var table dict.Numbers
	if exact {
		table = g.exactTable(n, actions, first)
	} else {
		table = g.floatTable(n, actions, first, try)
	}
	d := dict.New(table, n, n+1)
	slacks := make([]int, n)
	for k := range slacks {
		slacks[k] = n + 1 + k
	}
	complement := func(v int) int {
		if v > n {
			return v - n - 1
		}
		return v + n + 1
	}
	// z₀ enters where q/d is the least, the last row of ties: which is the
	// lexicographic choice, as row k alone has an entry for w_k.
	start := actions
	for k := actions; k < n; k++ {
		if d.CompareRows(k, start, cover, d.Cols) >= 0 {
			start = k
		}
	}
	left := d.Basic[start]
	d.Pivot(start, cover)
	pivots := 1
	for left != cover {
		if err := ctx.Err(); err != nil {
			return nil, pivots, fmt.Errorf("polymatrix, pivot %d: %w", pivots, err)
		}
		progress.Tell(watchers, progress.Report{Done: int64(pivots), Unit: "pivots"})
		if !exact && pivots > 100*n {
			return nil, pivots, nil
		}
		col, nonbasic := d.Col(complement(left))
		if !nonbasic {
			return nil, pivots, nil
		}
		row, ok := d.Leaving(col, slacks)
		if !ok {
			return nil, pivots, nil
		}
		if r, basic := d.Row(cover); basic && r != row && d.Sign(r, col) > 0 && d.CompareRows(r, row, col, d.Cols) == 0 {
			row = r // z₀ may leave: done
		}
		left = d.Basic[row]
		d.Pivot(row, col)
		pivots++
	}
	p := make(game.Profile, len(g.shape))
	for i, m := range g.shape {
		p[i] = make([]float64, m)
		sum := 0.0
		for a := range m {
			if r, basic := d.Row(first[i] + a); basic {
				p[i][a] = max(d.Value(r, d.Cols), 0)
				sum += p[i][a]
			}
		}
		for a := range m {
			p[i][a] /= sum
		}
		if game.CheckStrategy(p[i], m) != nil {
			return nil, pivots, nil
		}
	}
	return p, pivots, nil
}

// costs calls set with every entry of C but for a unit: what is to be added to
// the negated payoffs so that all are positive is left to the caller.
func (g *Game) costs(first []int, set func(row, col int, payoff float64)) {
	for i, m := range g.shape {
		for j, t := range g.payoffs[i] {
			k := g.shape[j]
			for a := range m {
				for b := range k {
					payoff := 0.0
					if t != nil {
						payoff = t[a*k+b]
					}
					set(first[i]+a, first[j]+b, payoff)
				}
			}
		}
	}
}

// most returns the largest payoff from one neighbour, and the least.
func (g *Game) extremes() (most, least float64) {
	for _, row := range g.payoffs {
		for _, t := range row {
			for _, u := range t {
				most, least = max(most, u), min(least, u)
			}
		}
	}
	return most, least
}

func (g *Game) floatTable(n, actions int, first []int, try int) dict.Numbers {
	t := dict.NewFloat(n, n+1, 1e-12)
	most, least := g.extremes()
	unit := most - least
	if unit == 0 {
		unit = 1
	}
	g.costs(first, func(row, col int, payoff float64) {
		t.Line(row)[col] = -(1 + (most-payoff)/unit)
	})
	for i, m := range g.shape {
		for a := first[i]; a < first[i]+m; a++ {
			t.Line(a)[actions+i] = 1
			t.Line(actions + i)[a] = -1
		}
		t.Line(actions + i)[n+1] = -1
	}
	for k := range n {
		_, apart := math.Modf(float64((k+1)*try) * math.Phi)
		t.Line(k)[n] = -1 - apart
	}
	return t
}

func (g *Game) exactTable(n, actions int, first []int) dict.Numbers {
	t := dict.NewExact(n, n+1)
	payoffs := make([]float64, 0, actions*actions)
	g.costs(first, func(_, _ int, payoff float64) { payoffs = append(payoffs, -payoff) })
	z := dict.Positive(payoffs)
	next := 0
	g.costs(first, func(row, col int, _ float64) {
		t.Set(row, col, z[next].Neg(z[next]))
		next++
	})
	for i, m := range g.shape {
		for a := first[i]; a < first[i]+m; a++ {
			t.Set(a, actions+i, dict.One)
			t.Set(actions+i, a, dict.MinusOne)
		}
		t.Set(actions+i, n+1, dict.MinusOne)
	}
	for k := range n {
		t.Set(k, n, dict.MinusOne)
	}
	return t
}
