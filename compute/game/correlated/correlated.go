// Package correlated computes correlated equilibria (Aumann 1974, 1987):
// distributions over pure profiles under which nobody who is told its own action
// would rather play another.
package correlated

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/dict"
	"oracled/compute/progress"
)

// Objective is which correlated equilibrium is wanted.
type Objective string

const (
	MaxWelfare Objective = "max-welfare" // the largest sum of expected payoffs
	MinWelfare Objective = "min-welfare" // the smallest
	MaxEntropy Objective = "max-entropy" // the most even distribution, which is unique
)

// Tolerance is how large a violation or gap may be, in units of the payoffs'
// spread (of welfare's, of nats), for an answer to have converged.
const Tolerance = 1e-9

// Equilibrium is a correlated equilibrium and its certificate.
type Equilibrium struct {
	// Distribution is over pure profiles in C order, the last player fastest;
	// nowhere negative, summing to 1.
	Distribution []float64
	Welfare      float64 // the sum of everybody's expected payoff
	Entropy      float64 // in nats
	// Violation is the most that anybody who is told an action gains by playing
	// another one instead, weighted by how often it is told so: the largest
	// Σ_{s: s_i=a} p(s)·(u_i(a′, s_−i) − u_i(s)), in units of payoff, 0 at least.
	Violation float64
	// Gap bounds how much better the objective could be, by a dual solution:
	// in units of welfare, or in nats.
	Gap        float64
	Converged  bool // Violation and Gap are within Tolerance
	Iterations int
	Method     string // "dual simplex", "exact dual simplex", "interior point", "projected Newton"
}

// Solve returns a correlated equilibrium of the game that is best by the
// objective. Where several distributions have the same welfare it is a vertex of
// theirs, the same in every run.
//
// The programmes (Hart and Schmeidler 1989) are maximally degenerate: but for
// Σp = 1, every right-hand side is 0. A dual simplex does not mind. It starts at
// the profile of the best welfare, which is optimal but for its incentives, and
// moves by the gaps in welfare between profiles, which are made unequal by 10⁻⁹
// of their spread. What it finds is checked from the payoffs; should that fail
// it starts over in exact rationals by Bland's rule, which always ends.
//
// For MaxEntropy it minimises the dual log Σ_s exp(−Σ_g y_g·gain_g(s)) over
// multipliers y ≥ 0 of the incentives by a primal–dual interior point, with
// incentives relaxed by 10⁻¹¹ so that it has one also where no distribution
// satisfies them all strictly. The gap is then rigorous: any y bounds the
// entropy from above (Ortiz, Schapire, Kakade 2007, "Maximum entropy correlated
// equilibria", §3). Where that is not within Tolerance a projected Newton method on
// the same dual has a try.
//
// Watchers are told of the pivots, or of the interior point's steps and gap.
// Errors wrap game.ErrInput or are ctx's; an answer without Converged is no
// error.
func Solve(ctx context.Context, g *game.Game, objective Objective, watchers ...progress.Func) (Equilibrium, error) {
	if size := Size(g); size > MaxSize || objective == MaxEntropy && size > MaxEntropySize {
		return Equilibrium{}, fmt.Errorf("%w: %d incentives times profiles, above %d (%d for %s)", game.ErrInput, size, MaxSize, MaxEntropySize, MaxEntropy)
	}
	p := newProgramme(g)
	switch objective {
	case MaxEntropy:
		p.watchers = watchers
		return p.entropy(ctx, (*programme).interiorPoint, (*programme).projectedNewton)
	case MaxWelfare, MinWelfare:
	default:
		return Equilibrium{}, fmt.Errorf("%w: unknown objective %q", game.ErrInput, objective)
	}
	sign := 1.0
	if objective == MinWelfare {
		sign = -1
	}
	first, ok, err := p.simplex(ctx, sign, false, watchers...)
	if err != nil || ok && first.Converged || Size(g) > mostExact {
		return first, err
	}
	second, ok, err := p.simplex(ctx, sign, true, watchers...)
	if err != nil || !ok {
		return first, err
	}
	return second, nil
}

// Limits of the number of incentives times the number of profiles: a linear
// programme takes 8 bytes for each, and an interior point some more.
const (
	MaxSize        = 1 << 26
	MaxEntropySize = 1 << 24

	mostExact = 1 << 16 // where one exact pivot may take a tenth of a second
)

// Size returns the number of incentives, Σ m_i·(m_i − 1), times the number of
// profiles, or math.MaxInt32 where it is larger.
func Size(g *game.Game) int {
	size := 0.0
	for _, m := range g.Shape() {
		size += float64(m) * float64(m-1)
	}
	return int(min(size*float64(g.Size()), math.MaxInt32))
}

// Violation returns the certificate of any distribution over the game's pure
// profiles: see Equilibrium.
func Violation(g *game.Game, distribution []float64) (float64, error) {
	if err := game.CheckStrategy(distribution, g.Size()); err != nil {
		return 0, err
	}
	if size := Size(g); size > MaxSize {
		return 0, fmt.Errorf("%w: %d incentives times profiles, above %d", game.ErrInput, size, MaxSize)
	}
	return newProgramme(g).violation(distribution), nil
}

// programme is the incentives of a game: one row per player and ordered pair of
// its actions.
type programme struct {
	g       *game.Game
	rows    []incentive
	welfare []float64 // by profile
	spread  float64   // of welfare

	watchers []progress.Func // of the search for the largest entropy
}

type incentive struct {
	told, other int     // offsets of the two actions in a profile's index
	player      int     // i
	unit        float64 // the spread of i's payoffs, 1 where it has none
}

func newProgramme(g *game.Game) *programme {
	p := &programme{g: g, welfare: make([]float64, g.Size())}
	for i := range g.Players() {
		t := g.Payoffs(i)
		for s, u := range t {
			p.welfare[s] += u
		}
		unit := slices.Max(t) - slices.Min(t)
		if unit == 0 {
			continue // this player never minds
		}
		for a := range g.Actions(i) {
			for b := range g.Actions(i) {
				if a != b {
					p.rows = append(p.rows, incentive{a * g.Stride(i), b * g.Stride(i), i, unit})
				}
			}
		}
	}
	p.spread = slices.Max(p.welfare) - slices.Min(p.welfare)
	return p
}

// each calls f with every profile in which the row's action is told, and what
// is gained there by the other, in units of payoff.
func (p *programme) each(row incentive, f func(s int, gain float64)) {
	t := p.g.Payoffs(row.player)
	inner := p.g.Stride(row.player)
	block := inner * p.g.Actions(row.player)
	for base := 0; base < len(t); base += block {
		for s := base + row.told; s < base+row.told+inner; s++ {
			f(s, t[s-row.told+row.other]-t[s])
		}
	}
}

func (p *programme) violation(x []float64) float64 {
	worst := 0.0
	for _, row := range p.rows {
		sum := 0.0
		p.each(row, func(s int, gain float64) { sum += x[s] * gain })
		worst = max(worst, sum)
	}
	return worst
}

// judge fills in what follows from a distribution.
func (p *programme) judge(x []float64) Equilibrium {
	e := Equilibrium{Distribution: x, Violation: p.violation(x)}
	for s, v := range x {
		e.Welfare += v * p.welfare[s]
		if v > 0 {
			e.Entropy -= v * math.Log(v)
		}
	}
	return e
}

// normalised makes a distribution of what is one but for rounding; false where
// it is not.
func normalised(x []float64) bool {
	sum := 0.0
	for s, v := range x {
		x[s] = max(v, 0)
		sum += x[s]
	}
	if !(math.Abs(sum-1) < 1e-6) {
		return false
	}
	for s := range x {
		x[s] /= sum
	}
	return true
}

// simplex solves the linear programme: variables are the profiles 0 to N−1 and
// the slacks of the rows; the last row is Σp = 1, whose own slack is 0.
func (p *programme) simplex(ctx context.Context, sign float64, exact bool, watchers ...progress.Func) (Equilibrium, bool, error) {
	n, m := p.g.Size(), len(p.rows)+1
	start := 0
	for s, w := range p.welfare {
		if sign*w > sign*p.welfare[start] {
			start = s
		}
	}
	var table dict.Numbers
	if exact {
		table = p.exactTable(m, n, sign)
	} else {
		table = p.floatTable(m, n, sign)
	}
	d := dict.New(table, m, n)
	d.Pivot(m-1, start)
	dead := n + m - 1 // the slack of Σp = 1
	iterations := 1
	for ; ; iterations++ {
		if exact || iterations%64 == 0 || n*m > 1<<16 {
			if err := ctx.Err(); err != nil {
				return Equilibrium{}, false, fmt.Errorf("correlated equilibrium, pivot %d: %w", iterations, err)
			}
			progress.Tell(watchers, progress.Report{Done: int64(iterations), Unit: "pivots"})
		}
		if !exact && iterations > 50*(n+m) {
			return p.astray(iterations), false, nil
		}
		row := p.leaving(d, exact)
		if row < 0 {
			break
		}
		col := entering(d, row, dead, exact)
		if col < 0 {
			return p.astray(iterations), false, nil // every game has one: the floats are off
		}
		d.Pivot(row, col)
	}
	x := make([]float64, n)
	for r, v := range d.Basic {
		if v < n {
			x[v] = d.Value(r, n)
		}
	}
	if !normalised(x) {
		return p.astray(iterations), false, nil
	}
	e := p.judge(x)
	e.Iterations = iterations
	e.Method = "dual simplex"
	if exact {
		e.Method = "exact dual simplex"
	}
	if exact {
		// The last dictionary is a proof; what is left is rounding.
		best := sign * math.Ldexp(d.Value(m, n), p.exponent())
		e.Gap = math.Abs(best - e.Welfare)
	} else {
		e.Gap = p.gap(d, sign, e.Welfare)
	}
	e.Converged = p.converged(e, p.spread)
	return e, true, nil
}

// astray is the answer where floats have failed: anything, and its certificate.
func (p *programme) astray(iterations int) Equilibrium {
	x := make([]float64, p.g.Size())
	for s := range x {
		x[s] = 1 / float64(len(x))
	}
	e := p.judge(x)
	e.Gap = p.spread
	e.Iterations = iterations
	e.Method = "dual simplex"
	return e
}

// gap is weak duality with whatever multipliers the last dictionary has: any
// that are not negative bound the optimum.
func (p *programme) gap(d *dict.Dictionary, sign, welfare float64) float64 {
	reduced := make([]float64, d.Cols)
	for s, w := range p.welfare {
		reduced[s] = sign * w
	}
	for k, row := range p.rows {
		c, nonbasic := d.Col(d.Cols + k)
		if !nonbasic {
			continue
		}
		if y := d.Value(d.Rows, c) * p.scale() / row.unit; y > 0 {
			p.each(row, func(s int, gain float64) { reduced[s] -= y * gain })
		}
	}
	return max(slices.Max(reduced)-sign*welfare, 0)
}

// scale is the unit of the objective's row.
func (p *programme) scale() float64 {
	if p.spread == 0 {
		return 1
	}
	return p.spread
}

func (p *programme) converged(e Equilibrium, spread float64) bool {
	// Sums of payoffs are off by some ulps of the largest, whatever their spread.
	ulps := 0.0
	for _, w := range p.welfare {
		ulps = max(ulps, math.Abs(w)*0x1p-48)
	}
	return e.Violation <= Tolerance*p.g.Spread() && e.Gap <= Tolerance*spread+ulps
}

func (p *programme) floatTable(m, n int, sign float64) dict.Numbers {
	t := dict.NewFloat(m, n, 1e-11)
	for k, row := range p.rows {
		line := t.Line(k)
		p.each(row, func(s int, gain float64) { line[s] = gain / row.unit })
	}
	total := t.Line(m - 1)
	objective := t.Line(m)
	for s, w := range p.welfare {
		total[s] = 1
		// A profile is worse than it is by up to 10⁻⁹ of the spread, each by
		// another amount: multiples of the golden ratio, modulo 1.
		_, apart := math.Modf(float64(s+1) * math.Phi)
		objective[s] = -sign*w/p.scale() + 1e-9*(1+apart)
	}
	total[n] = 1
	return t
}

// payoffs returns all players' tensors one after the other.
func (p *programme) payoffs() []float64 {
	var all []float64
	for i := range p.g.Players() {
		all = append(all, p.g.Payoffs(i)...)
	}
	return all
}

// exponent is that of the unit of exactTable.
func (p *programme) exponent() int {
	_, e := dict.Dyadic(p.payoffs())
	return e
}

// exactTable has all payoffs as integers in one unit.
func (p *programme) exactTable(m, n int, sign float64) dict.Numbers {
	t := dict.NewExact(m, n)
	z, _ := dict.Dyadic(p.payoffs())
	for k, row := range p.rows {
		u := z[row.player*n : (row.player+1)*n]
		p.each(row, func(s int, _ float64) {
			t.Set(k, s, new(big.Int).Sub(u[s-row.told+row.other], u[s]))
		})
	}
	one := big.NewInt(1)
	for s := range n {
		w := new(big.Int)
		for i := range p.g.Players() {
			w.Add(w, z[i*n+s])
		}
		if sign > 0 {
			w.Neg(w)
		}
		t.Set(m, s, w)
		t.Set(m-1, s, one)
	}
	t.Set(m-1, n, one)
	return t
}

// leaving returns the row to leave the basis, -1 at the optimum: the one that is
// violated most, or by Bland's rule the lowest variable.
func (p *programme) leaving(d *dict.Dictionary, exact bool) int {
	best := -1
	for r := range d.Rows {
		if d.Sign(r, d.Cols) >= 0 {
			continue
		}
		if best < 0 || exact && d.Basic[r] < d.Basic[best] || !exact && d.Compare(r, d.Cols, best, d.Cols) < 0 {
			best = r
		}
	}
	return best
}

// entering returns the column with the least ratio of reduced cost to entry, -1
// where there is none: the dead variable stays out. Ties go to the larger entry,
// or by Bland's rule to the lowest variable.
func entering(d *dict.Dictionary, row, dead int, exact bool) int {
	best := -1
	for c, v := range d.Nonbasic {
		if v == dead || d.Sign(row, c) >= 0 {
			continue
		}
		if best < 0 {
			best = c
			continue
		}
		x := d.CompareColumns(c, best, row, d.Rows)
		if x == 0 && (exact && v < d.Nonbasic[best] || !exact && d.Compare(row, c, row, best) < 0) {
			x = -1
		}
		if x < 0 {
			best = c
		}
	}
	return best
}
