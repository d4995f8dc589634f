// Package nash computes Nash equilibria: all of a bimatrix game in exact
// rationals, and one of any finite game to a certified regret.
package nash

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/internal/dict"
	"oracled/compute/progress"
)

// Limits of All.
const (
	MaxActions  = 64      // of both players together
	MaxVertices = 1 << 19 // of one player's polytope, degenerate bases counted apart
)

// Exact is an equilibrium of a bimatrix game in rationals.
type Exact struct {
	X, Y []*big.Rat // the strategies, m and n long, each summing to 1
	U, V *big.Rat   // what the row and the column player expect
}

// All returns every extreme equilibrium of the bimatrix game with payoffs A and
// B, both m×n, m + n ≤ MaxActions, in exact rationals. In a nondegenerate game
// these are all equilibria, an odd number. In a degenerate one equilibria come
// in sets; each maximal set of exchangeable ones is the product of the convex
// hulls of the x and of the y of some of the extreme ones, which are finitely
// many (Avis, Rosenberg, Savani, von Stengel 2010, "Enumeration of Nash
// equilibria for two-player games", §3).
//
// It enumerates the vertices of both best-response polytopes {x ≥ 0: Bᵀx ≤ 1}
// and {y ≥ 0: Ay ≤ 1}, payoffs made positive, by walking along their edges with
// lexicographic pivots on integers, and pairs those that together have every
// label. Each answer is checked against the payoffs: both regrets are exactly 0.
//
// The order: fewest actions played by both together, then by the row player,
// then the row player's and the column player's set of actions
// lexicographically, then the larger probabilities first.
//
// Watchers are told of the vertices visited, of the first player's polytope and
// then of the second's. Errors wrap game.ErrInput or are ctx's.
func All(ctx context.Context, A, B [][]*big.Rat, watchers ...progress.Func) ([]Exact, error) {
	m, n, err := shape(A, B)
	if err != nil {
		return nil, err
	}
	if m+n > MaxActions {
		return nil, fmt.Errorf("%w: %d actions together, above %d", game.ErrInput, m+n, MaxActions)
	}
	xs, err := vertices(ctx, positive(B, true), n, m, func(v int) int { return v }, watchers)
	if err != nil {
		return nil, err
	}
	ys, err := vertices(ctx, positive(A, false), m, n, func(v int) int { return (v + m) % (m + n) }, watchers)
	if err != nil {
		return nil, err
	}
	all := uint64(1)<<(m+n) - 1
	if m+n == 64 {
		all = ^uint64(0)
	}
	byLabels := map[uint64]vertex{}
	var crowded []vertex // with more labels than the dimension
	for _, y := range ys {
		byLabels[y.labels] = y
		if bits.OnesCount64(y.labels) > n {
			crowded = append(crowded, y)
		}
	}
	var out []Exact
	add := func(x, y vertex) error {
		e, err := equilibrium(A, B, x.point, y.point)
		out = append(out, e)
		return err
	}
	for k, x := range xs {
		if k%256 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("equilibria: %w", ctx.Err())
		}
		missing := all &^ x.labels
		candidates := crowded
		if bits.OnesCount64(x.labels) > m {
			candidates = ys
		} else if y, ok := byLabels[missing]; ok {
			if err := add(x, y); err != nil {
				return nil, err
			}
		}
		for _, y := range candidates {
			if y.labels&missing == missing {
				if err := add(x, y); err != nil {
					return nil, err
				}
			}
		}
	}
	slices.SortFunc(out, order)
	return out, nil
}

// Rationals returns floats as the rationals that they are.
func Rationals(A [][]float64) [][]*big.Rat {
	out := make([][]*big.Rat, len(A))
	for i, row := range A {
		for _, x := range row {
			out[i] = append(out[i], new(big.Rat).SetFloat64(x))
		}
	}
	return out
}

func shape(A, B [][]*big.Rat) (m, n int, err error) {
	if len(A) == 0 || len(A[0]) == 0 || len(A) != len(B) {
		return 0, 0, fmt.Errorf("%w: A has %d rows and B has %d", game.ErrInput, len(A), len(B))
	}
	m, n = len(A), len(A[0])
	for k, M := range [][][]*big.Rat{A, B} {
		for a, row := range M {
			if len(row) != n {
				return 0, 0, fmt.Errorf("%w: row %d of %c has %d numbers, row 0 of A has %d", game.ErrInput, a, 'A'+k, len(row), n)
			}
			for b, x := range row {
				if x == nil {
					return 0, 0, fmt.Errorf("%w: %c[%d][%d] is no number", game.ErrInput, 'A'+k, a, b)
				}
			}
		}
	}
	return m, n, nil
}

// positive returns M or its transpose scaled to integers of at least 1: neither
// a positive factor nor a shift changes an equilibrium.
func positive(M [][]*big.Rat, transpose bool) [][]*big.Int {
	unit := big.NewInt(1)
	for _, row := range M {
		for _, x := range row {
			g := new(big.Int).GCD(nil, nil, unit, x.Denom())
			unit.Mul(unit, g.Quo(x.Denom(), g))
		}
	}
	rows, cols := len(M), len(M[0])
	if transpose {
		rows, cols = cols, rows
	}
	out := make([][]*big.Int, rows)
	var least *big.Int
	for i := range out {
		out[i] = make([]*big.Int, cols)
		for j := range out[i] {
			a, b := i, j
			if transpose {
				a, b = j, i
			}
			x := M[a][b]
			z := new(big.Int).Quo(unit, x.Denom())
			out[i][j] = z.Mul(z, x.Num())
			if least == nil || z.Cmp(least) < 0 {
				least = z
			}
		}
	}
	shift := new(big.Int).Sub(big.NewInt(1), least)
	for i := range out {
		for j := range out[i] {
			out[i][j] = new(big.Int).Add(out[i][j], shift)
		}
	}
	return out
}

// vertex is one of a best-response polytope, without the origin.
type vertex struct {
	labels uint64
	point  []*big.Rat // on the ray of the strategy
}

// vertices walks over all lexicographically feasible bases of {z ≥ 0: Mz ≤ 1},
// M rows×cols and positive. Variable v < cols is a coordinate and the others are
// slacks; label says which bit stands for a variable that is 0.
func vertices(ctx context.Context, M [][]*big.Int, rows, cols int, label func(v int) int, watchers []progress.Func) ([]vertex, error) {
	t := dict.NewExact(rows, cols)
	one := big.NewInt(1)
	slacks := make([]int, rows)
	for r, line := range M {
		slacks[r] = cols + r
		for c, x := range line {
			t.Set(r, c, x)
		}
		t.Set(r, cols, one)
	}
	d := dict.New(t, rows, cols)
	basis := func() (key uint64) {
		for _, v := range d.Basic {
			key |= 1 << v
		}
		return key
	}
	var out []vertex
	seen := map[uint64]bool{}                           // bases
	points := map[uint64]bool{labelsOf(d, label): true} // labels; the origin is none of ours
	type step struct{ row, col int }
	var trail []step
	seen[basis()] = true
	for col, pivots := 0, 0; ; {
		if col == cols { // all neighbours are known: back
			if len(trail) == 0 {
				return out, nil
			}
			last := trail[len(trail)-1]
			trail = trail[:len(trail)-1]
			d.Pivot(last.row, last.col)
			col = last.col + 1
			continue
		}
		row, ok := d.Leaving(col, slacks)
		if !ok {
			return nil, fmt.Errorf("%w: payoffs are not positive", game.ErrInput)
		}
		key := basis()&^(1<<d.Basic[row]) | 1<<d.Nonbasic[col]
		if seen[key] {
			col++
			continue
		}
		if pivots++; pivots%16 == 0 {
			if ctx.Err() != nil {
				return nil, fmt.Errorf("equilibria, vertex %d: %w", pivots, ctx.Err())
			}
			progress.Tell(watchers, progress.Report{Done: int64(pivots), Unit: "vertices of one polytope"})
		}
		if len(seen) == MaxVertices {
			return nil, fmt.Errorf("%w: more than %d vertices", game.ErrInput, MaxVertices)
		}
		seen[key] = true
		d.Pivot(row, col)
		trail = append(trail, step{row, col})
		col = 0
		if l := labelsOf(d, label); !points[l] {
			points[l] = true
			out = append(out, vertex{l, coordinates(d, t, cols)})
		}
	}
}

// labelsOf returns which variables are 0: a vertex is known by them.
func labelsOf(d *dict.Dictionary, label func(int) int) (labels uint64) {
	for _, v := range d.Nonbasic {
		labels |= 1 << label(v)
	}
	for r, v := range d.Basic {
		if d.Sign(r, d.Cols) == 0 {
			labels |= 1 << label(v)
		}
	}
	return labels
}

func coordinates(d *dict.Dictionary, t *dict.Exact, cols int) []*big.Rat {
	out := make([]*big.Rat, cols)
	for v := range out {
		out[v] = new(big.Rat)
		if r, basic := d.Row(v); basic {
			out[v] = t.Rational(r, d.Cols)
		}
	}
	return out
}

// equilibrium makes strategies of two rays and checks that neither player has a
// better action.
func equilibrium(A, B [][]*big.Rat, x, y []*big.Rat) (Exact, error) {
	e := Exact{X: scaled(x), Y: scaled(y), U: new(big.Rat), V: new(big.Rat)}
	var z big.Rat
	check := func(value *big.Rat, own, other []*big.Rat, pay func(a, b int) *big.Rat) bool {
		var best *big.Rat
		for a, p := range own {
			sum := new(big.Rat)
			for b, q := range other {
				if q.Sign() != 0 {
					sum.Add(sum, z.Mul(q, pay(a, b)))
				}
			}
			value.Add(value, z.Mul(p, sum))
			if best == nil || sum.Cmp(best) > 0 {
				best = sum
			}
		}
		return best.Cmp(value) == 0
	}
	if !check(e.U, e.X, e.Y, func(a, b int) *big.Rat { return A[a][b] }) ||
		!check(e.V, e.Y, e.X, func(b, a int) *big.Rat { return B[a][b] }) {
		return e, fmt.Errorf("nash: %v, %v has regret: a bug", e.X, e.Y)
	}
	return e, nil
}

func scaled(x []*big.Rat) []*big.Rat {
	sum := new(big.Rat)
	for _, v := range x {
		sum.Add(sum, v)
	}
	out := make([]*big.Rat, len(x))
	for k, v := range x {
		out[k] = new(big.Rat).Quo(v, sum)
	}
	return out
}

func support(x []*big.Rat) []int {
	var out []int
	for k, v := range x {
		if v.Sign() > 0 {
			out = append(out, k)
		}
	}
	return out
}

// order is that of All.
func order(e, f Exact) int {
	ex, ey, fx, fy := support(e.X), support(e.Y), support(f.X), support(f.Y)
	larger := func(x, y []*big.Rat) int { return slices.CompareFunc(y, x, (*big.Rat).Cmp) }
	return cmp.Or(
		cmp.Compare(len(ex)+len(ey), len(fx)+len(fy)), cmp.Compare(len(ex), len(fx)),
		slices.Compare(ex, fx), slices.Compare(ey, fy), larger(e.X, f.X), larger(e.Y, f.Y),
	)
}
