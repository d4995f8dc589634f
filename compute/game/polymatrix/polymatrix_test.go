package polymatrix

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"oracled/compute/game"
	"oracled/compute/internal/looks"
)

func table(m, n int, draw func() float64) [][]float64 {
	out := make([][]float64, m)
	for a := range out {
		for range n {
			out[a] = append(out[a], draw())
		}
	}
	return out
}

// random draws a game on a ring with chords.
func random(r *rand.Rand, draw func() float64, shape ...int) (*Game, []Edge) {
	var edges []Edge
	n := len(shape)
	for i := range n {
		for j := i + 1; j < n; j++ {
			if j == i+1 || i == 0 && j == n-1 || r.IntN(3) == 0 {
				edges = append(edges, Edge{i, j, table(shape[i], shape[j], draw), table(shape[i], shape[j], draw)})
			}
		}
	}
	g, err := New(n, edges)
	if err != nil {
		panic(err)
	}
	return g, edges
}

// normal is the same game as a tensor: the definition.
func normal(t *testing.T, shape []int, edges []Edge) *game.Game {
	size := 1
	for _, m := range shape {
		size *= m
	}
	payoffs := make([][]float64, len(shape))
	stride := make([]int, len(shape))
	at := size
	for i, m := range shape {
		at /= m
		stride[i] = at
		payoffs[i] = make([]float64, size)
	}
	for s := range size {
		for _, e := range edges {
			a, b := s/stride[e.I]%shape[e.I], s/stride[e.J]%shape[e.J]
			payoffs[e.I][s] += e.A[a][b]
			payoffs[e.J][s] += e.B[a][b]
		}
	}
	g, err := game.New(shape, payoffs)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mustSolve(t testing.TB, g *Game) Equilibrium {
	t.Helper()
	e, err := g.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !e.Converged {
		t.Errorf("%v: NashConv %g of %g after %d by %s", g.Shape(), e.NashConv, g.Spread(), e.Iterations, e.Method)
	}
	return e
}

func TestSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, draw := range map[string]func() float64{
		"normal": r.NormFloat64,
		"ties":   func() float64 { return float64(r.IntN(3)) },
		"signs":  func() float64 { return float64(r.IntN(2)) },
		"large":  func() float64 { return 1e6 * (5 + r.NormFloat64()) },
		"small":  func() float64 { return 1e-6 * r.NormFloat64() },
		"zeros":  func() float64 { return 0 },
	} {
		for _, shape := range [][]int{{2, 2}, {3, 5}, {2, 2, 2}, {3, 1, 4}, {2, 3, 2, 3}, {4, 4, 4, 4}, {2, 2, 2, 2, 2, 2}} {
			t.Run(fmt.Sprint(name, shape), func(t *testing.T) {
				for k := range 3 {
					g, edges := random(r, draw, shape...)
					e := mustSolve(t, g)
					full := normal(t, shape, edges)
					if conv := full.NashConv(e.Profile); math.Abs(conv-e.NashConv) > 1e-12*(1+g.Spread()*100) || conv > 1e-9*g.Spread()+1e-300 {
						t.Errorf("NashConv %g, by definition %g", e.NashConv, conv)
					}
					for i, u := range full.Utilities(e.Profile) {
						if got := g.Utilities(e.Profile)[i]; math.Abs(got-u) > 1e-9*(math.Abs(u)+1) {
							t.Errorf("utility %g, by definition %g", got, u)
						}
					}
					if k > 0 || len(shape) > 3 {
						continue
					}
					p, _, err := g.lemke(context.Background(), 0, true)
					if err != nil || p == nil || !g.judge(p, 0, "").Converged {
						t.Errorf("exactly %v, %v", p, err)
					}
				}
			})
		}
	}
	// Forty players on a ring.
	shape := make([]int, 40)
	for i := range shape {
		shape[i] = 2 + i%3
	}
	g, _ := random(r, r.NormFloat64, shape...)
	mustSolve(t, g)
}

// Three play matching pennies around a ring, the last the other way: half and
// half is the only equilibrium.
func TestPennies(t *testing.T) {
	same, other := [][]float64{{1, 0}, {0, 1}}, [][]float64{{0, 1}, {1, 0}}
	zero := [][]float64{{0, 0}, {0, 0}}
	g, err := New(3, []Edge{{0, 1, same, zero}, {1, 2, same, zero}, {2, 0, other, zero}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range mustSolve(t, g).Profile {
		if math.Abs(x[0]-0.5) > 1e-9 {
			t.Errorf("%v", x)
		}
	}
}

// Two edges of the same players add up, in either direction.
func TestEdgesAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	A, B, C, D := table(2, 3, r.NormFloat64), table(2, 3, r.NormFloat64), table(3, 2, r.NormFloat64), table(3, 2, r.NormFloat64)
	twice, err := New(2, []Edge{{0, 1, A, B}, {1, 0, C, D}})
	if err != nil {
		t.Fatal(err)
	}
	for a := range 2 {
		for b := range 3 {
			A[a][b] += D[b][a]
			B[a][b] += C[b][a]
		}
	}
	once, err := New(2, []Edge{{0, 1, A, B}})
	if err != nil {
		t.Fatal(err)
	}
	p := game.Profile{{0.3, 0.7}, {0.2, 0.5, 0.3}}
	for i := range 2 {
		if x, y := twice.Utilities(p)[i], once.Utilities(p)[i]; math.Abs(x-y) > 1e-12 {
			t.Errorf("%g, %g", x, y)
		}
	}
}

func TestBadInput(t *testing.T) {
	one := [][]float64{{1}}
	for what, c := range map[string]struct {
		n     int
		edges []Edge
	}{
		"one player":   {1, nil},
		"nobody":       {0, nil},
		"too many":     {MaxUnknowns + 1, nil},
		"alone":        {3, []Edge{{0, 1, one, one}}},
		"itself":       {2, []Edge{{1, 1, one, one}}},
		"outside":      {2, []Edge{{0, 2, one, one}}},
		"ragged":       {2, []Edge{{0, 1, [][]float64{{1, 2}, {3}}, one}}},
		"NaN":          {2, []Edge{{0, 1, [][]float64{{math.NaN()}}, one}}},
		"inconsistent": {3, []Edge{{0, 1, one, one}, {1, 2, [][]float64{{1}, {2}}, [][]float64{{1}, {2}}}}},
	} {
		if _, err := New(c.n, c.edges); !errors.Is(err, game.ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := rand.New(rand.NewPCG(3, 1))
	shape := make([]int, 60)
	for i := range shape {
		shape[i] = 8
	}
	g, _ := random(r, r.NormFloat64, shape...)
	for _, at := range []int64{1, 2, 20} {
		ctx := looks.New(at)
		if _, err := g.Solve(ctx); !errors.Is(err, context.Canceled) || ctx.TooMany() > 1 {
			t.Errorf("%v after %d looks too many", err, ctx.TooMany())
		}
	}
}

// Players and actions under other names, payoffs in another unit, shifted by what
// the other does, an action twice: the equilibrium found there is one here.
func TestInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for range 40 {
		shape := []int{2 + r.IntN(3), 2 + r.IntN(3), 2 + r.IntN(3), 2 + r.IntN(3)}
		g, edges := random(r, r.NormFloat64, shape...)
		players := r.Perm(len(shape))
		actions := make([][]int, len(shape)) // new action → old, the last one twice
		for i, m := range shape {
			actions[i] = append(r.Perm(m), r.IntN(m))
		}
		var changed []Edge
		for _, e := range edges {
			c := Edge{I: players[e.I], J: players[e.J]}
			for _, a := range actions[e.I] {
				var rowA, rowB []float64
				for _, b := range actions[e.J] {
					rowA = append(rowA, 5*e.A[a][b]+float64(b))
					rowB = append(rowB, 5*e.B[a][b]-float64(2*a))
				}
				c.A, c.B = append(c.A, rowA), append(c.B, rowB)
			}
			changed = append(changed, c)
		}
		h, err := New(len(shape), changed)
		if err != nil {
			t.Fatal(err)
		}
		found := mustSolve(t, h).Profile
		back := make(game.Profile, len(shape))
		for i, m := range shape {
			back[i] = make([]float64, m)
			for k, a := range actions[i] {
				back[i][a] += found[players[i]][k]
			}
		}
		if conv := normal(t, shape, edges).NashConv(back); conv > 1e-7*g.Spread() {
			t.Errorf("NashConv %g back in the first game", conv)
		}
	}
}
