package play

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"oracled/compute/game"
)

// drawQuadratic draws a game whose cross terms are so weak, by rows, that best
// responses contract.
func drawQuadratic(t *testing.T, r *rand.Rand, weak float64) ([]QuadraticPlayer, []Cross, *Quadratic) {
	t.Helper()
	n := 2 + r.IntN(4)
	var players []QuadraticPlayer
	for range n {
		d := 1 + r.IntN(4)
		var p QuadraticPlayer
		root := make([][]float64, d)
		for a := range root {
			for range d {
				root[a] = append(root[a], r.NormFloat64())
			}
		}
		for a := range d {
			row := make([]float64, d)
			for b := range d {
				for k := range d {
					row[b] += root[a][k] * root[b][k]
				}
			}
			row[a] += 1 // so ‖Q⁻¹‖ ≤ 1
			p.Q, p.C = append(p.Q, row), append(p.C, r.NormFloat64())
			p.Lower, p.Upper = append(p.Lower, -r.Float64()), append(p.Upper, r.Float64())
		}
		if r.IntN(3) == 0 {
			p.Lower = nil
		}
		if r.IntN(3) == 0 {
			p.Upper = nil
		}
		players = append(players, p)
	}
	var cross []Cross
	for i := range n {
		for j := range n {
			if i == j || r.IntN(4) == 0 {
				continue
			}
			x := Cross{I: i, J: j}
			di, dj := len(players[i].C), len(players[j].C)
			for range di {
				var row []float64
				for range dj {
					row = append(row, weak*(2*r.Float64()-1)/math.Sqrt(float64(di*dj))/float64(n))
				}
				x.R = append(x.R, row)
			}
			cross = append(cross, x)
		}
	}
	g, err := NewQuadratic(players, cross)
	if err != nil {
		t.Fatal(err)
	}
	return players, cross, g
}

// earns is a player's payoff by definition.
func earns(players []QuadraticPlayer, cross []Cross, i int, q [][]float64) float64 {
	u := 0.0
	for a, x := range q[i] {
		u += players[i].C[a] * x
		for b, y := range q[i] {
			u -= players[i].Q[a][b] * x * y / 2
		}
	}
	for _, c := range cross {
		if c.I != i {
			continue
		}
		for a, x := range q[i] {
			for b, y := range q[c.J] {
				u += x * c.R[a][b] * y
			}
		}
	}
	return u
}

// All ways of playing end at one profile, at which nobody gains by leaving it.
func TestQuadratic(t *testing.T) {
	ctx := context.Background()
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		players, cross, g := drawQuadratic(t, r, 0.8)
		start := make([][]float64, len(players))
		for i, p := range players {
			start[i] = make([]float64, len(p.C)) // 0 is within all bounds
		}
		var last [][]float64
		for _, d := range []Dynamics{
			{Update: Jacobi}, {Update: GaussSeidel}, {Update: Jacobi, Damping: 0.5}, {Update: GaussSeidel, Damping: 0.3},
		} {
			d.Epsilon, d.MaxIterations = 1e-11, 2000
			path, err := g.BestResponse(ctx, start, d)
			if err != nil || !path.Converged || path.Diverged {
				t.Fatalf("seed %d, %+v: %+v, %v", seed, d, path, err)
			}
			if last == nil {
				last = path.Profile
			}
			for i, x := range path.Profile {
				for k, v := range x {
					if math.Abs(v-last[i][k]) > 1e-9 {
						t.Fatalf("seed %d: %v, and %+v ends at %v", seed, last, d, path.Profile)
					}
				}
			}
		}
		for i, p := range players {
			here := earns(players, cross, i, last)
			for range 200 {
				q := append([][]float64(nil), last...)
				q[i] = append([]float64(nil), last[i]...)
				for k := range q[i] {
					q[i][k] += r.NormFloat64() * math.Pow(10, -4*r.Float64())
					if p.Lower != nil {
						q[i][k] = max(q[i][k], p.Lower[k])
					}
					if p.Upper != nil {
						q[i][k] = min(q[i][k], p.Upper[k])
					}
				}
				if u := earns(players, cross, i, q); u > here+1e-12 {
					t.Fatalf("seed %d: player %d gains %g by leaving", seed, i, u-here)
				}
			}
		}
	}
}

// The regret of any profile is what the best response earns more.
func TestQuadraticRegret(t *testing.T) {
	ctx := context.Background()
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		players, cross, g := drawQuadratic(t, r, 5)
		q := make([][]float64, len(players))
		for i, p := range players {
			for k := range p.C {
				v := r.NormFloat64()
				if p.Lower != nil {
					v = max(v, p.Lower[k])
				}
				if p.Upper != nil {
					v = min(v, p.Upper[k])
				}
				q[i] = append(q[i], v)
			}
		}
		path, err := g.BestResponse(ctx, q, Dynamics{Update: Jacobi, Epsilon: math.MaxFloat64, MaxIterations: 1})
		if err != nil || path.Iterations != 0 {
			t.Fatal(path, err)
		}
		for i := range players {
			own := &g.players[i]
			best, ok := own.response(ctx, own.linear(q), q[i])
			if !ok {
				t.Fatal("no best response")
			}
			moved := append([][]float64(nil), q...)
			moved[i] = best
			want := earns(players, cross, i, moved) - earns(players, cross, i, q)
			if math.Abs(want-path.Regrets[i]) > 1e-10*(1+math.Abs(want)) {
				t.Errorf("seed %d: regret %g, want %g", seed, path.Regrets[i], want)
			}
		}
	}
}

// Cournot is one of these games, and plays the same, cycles and all.
func TestQuadraticCournot(t *testing.T) {
	ctx := context.Background()
	for n := 1; n <= 5; n++ {
		c := Cournot{Firms: n, A: 120, C: 12}
		var players []QuadraticPlayer
		var cross []Cross
		quantities, start := make([]float64, n), make([][]float64, n)
		for i := range n {
			players = append(players, QuadraticPlayer{Q: [][]float64{{2}}, C: []float64{108}, Lower: []float64{0}})
			start[i] = []float64{0}
			for j := range n {
				if i != j {
					cross = append(cross, Cross{i, j, [][]float64{{-1}}})
				}
			}
		}
		g, err := NewQuadratic(players, cross)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range []Update{Jacobi, GaussSeidel} {
			d := Dynamics{Update: u, Epsilon: 1e-9, MaxIterations: 2000}
			want, err := c.BestResponse(ctx, quantities, d)
			if err != nil {
				t.Fatal(err)
			}
			got, err := g.BestResponse(ctx, start, d)
			if err != nil {
				t.Fatal(err)
			}
			if got.Converged != want.Converged || got.Cycle != want.Cycle || n > 3 && u == Jacobi && got.Cycle != 2 {
				t.Errorf("%d firms, %s: %+v, want %+v", n, u, got, want)
			}
			for i, x := range got.Profile {
				if want.Converged && math.Abs(x[0]-want.Profile[i]) > 1e-8 {
					t.Errorf("%d firms, %s: %v, want %v", n, u, got.Profile, want.Profile)
				}
			}
		}
	}
}

// Without bounds play can leave for ever, and says so with finite numbers.
func TestQuadraticDiverges(t *testing.T) {
	one := QuadraticPlayer{Q: [][]float64{{1}}, C: []float64{1}}
	g, err := NewQuadratic([]QuadraticPlayer{one, one}, []Cross{{0, 1, [][]float64{{3}}}, {1, 0, [][]float64{{3}}}})
	if err != nil {
		t.Fatal(err)
	}
	path, err := g.BestResponse(context.Background(), [][]float64{{0}, {0}}, Dynamics{Update: Jacobi, Epsilon: 1e-9, MaxIterations: 10000})
	if err != nil || path.Converged || !path.Diverged || !(math.Abs(path.Profile[0][0]) <= beyond) || math.IsInf(path.Regrets[0], 0) {
		t.Errorf("%+v, %v", path, err)
	}
}

func TestQuadraticBadInput(t *testing.T) {
	ok := QuadraticPlayer{Q: [][]float64{{2, 0}, {0, 2}}, C: []float64{1, 1}, Lower: []float64{0, 0}}
	with := func(f func(*QuadraticPlayer)) []QuadraticPlayer {
		p := ok
		f(&p)
		return []QuadraticPlayer{ok, p}
	}
	nan, inf := math.NaN(), math.Inf(1)
	for what, players := range map[string][]QuadraticPlayer{
		"nobody":      nil,
		"ragged":      with(func(p *QuadraticPlayer) { p.Q = [][]float64{{2, 0}, {0}} }),
		"rows":        with(func(p *QuadraticPlayer) { p.Q = [][]float64{{2, 0}} }),
		"asymmetric":  with(func(p *QuadraticPlayer) { p.Q = [][]float64{{2, 1}, {0, 2}} }),
		"NaN":         with(func(p *QuadraticPlayer) { p.Q = [][]float64{{2, nan}, {nan, 2}} }),
		"not concave": with(func(p *QuadraticPlayer) { p.Q = [][]float64{{1, 2}, {2, 1}} }),
		"singular":    with(func(p *QuadraticPlayer) { p.Q = [][]float64{{0, 0}, {0, 1}} }),
		"negative":    with(func(p *QuadraticPlayer) { p.Q = [][]float64{{-1, 0}, {0, -1}} }),
		"no choices":  with(func(p *QuadraticPlayer) { p.Q, p.C = nil, nil }),
		"c":           with(func(p *QuadraticPlayer) { p.C = []float64{1, inf} }),
		"bounds":      with(func(p *QuadraticPlayer) { p.Upper = []float64{1} }),
		"crossed":     with(func(p *QuadraticPlayer) { p.Upper = []float64{1, -1} }),
		"NaN bound":   with(func(p *QuadraticPlayer) { p.Upper = []float64{1, nan} }),
		"+Inf below":  with(func(p *QuadraticPlayer) { p.Lower = []float64{0, inf} }),
	} {
		if _, err := NewQuadratic(players, nil); !errors.Is(err, game.ErrInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := [][]float64{{0, 0}, {0, 0}}
	for what, cross := range map[string][]Cross{
		"itself": {{0, 0, r}}, "nobody": {{0, 2, r}}, "negative": {{-1, 0, r}}, "shape": {{0, 1, r[:1]}}, "twice": {{0, 1, r}, {0, 1, r}},
	} {
		if _, err := NewQuadratic([]QuadraticPlayer{ok, ok}, cross); !errors.Is(err, game.ErrInput) {
			t.Errorf("cross %s: %v", what, err)
		}
	}
	g, err := NewQuadratic([]QuadraticPlayer{ok, ok}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := Dynamics{Update: Jacobi, Epsilon: 1e-9, MaxIterations: 10}
	for what, start := range map[string][][]float64{
		"few": {{0, 0}}, "short": {{0, 0}, {0}}, "below": {{0, 0}, {0, -1}}, "NaN": {{0, 0}, {0, nan}},
	} {
		if _, err := g.BestResponse(context.Background(), start, d); !errors.Is(err, game.ErrInput) {
			t.Errorf("start %s: %v", what, err)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := g.BestResponse(ended, [][]float64{{0, 0}, {0, 0}}, d); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

// Players under other names, choices in another unit and payoffs in another one:
// the same profile in those names and units.
func TestQuadraticInvariance(t *testing.T) {
	ctx := context.Background()
	for seed := range 30 {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		players, cross, g := drawQuadratic(t, r, 0.8)
		names := r.Perm(len(players))
		unit := make([]float64, len(players)) // a choice of 1 is unit there
		start, startMoved := make([][]float64, len(players)), make([][]float64, len(players))
		moved := make([]QuadraticPlayer, len(players))
		times := func(x []float64, f float64) []float64 {
			if x == nil {
				return nil
			}
			out := make([]float64, len(x))
			for k, v := range x {
				out[k] = v * f
			}
			return out
		}
		for i, p := range players {
			unit[i] = math.Exp(r.NormFloat64())
			pay := 4.0
			m := QuadraticPlayer{C: times(p.C, pay/unit[i]), Lower: times(p.Lower, unit[i]), Upper: times(p.Upper, unit[i])}
			for _, row := range p.Q {
				m.Q = append(m.Q, times(row, pay/unit[i]/unit[i]))
			}
			moved[names[i]] = m
			start[i], startMoved[names[i]] = make([]float64, len(p.C)), make([]float64, len(p.C))
		}
		var crossMoved []Cross
		for _, x := range cross {
			y := Cross{I: names[x.I], J: names[x.J]}
			for _, row := range x.R {
				y.R = append(y.R, times(row, 4/unit[x.I]/unit[x.J]))
			}
			crossMoved = append(crossMoved, y)
		}
		h, err := NewQuadratic(moved, crossMoved)
		if err != nil {
			t.Fatal(err)
		}
		d := Dynamics{Update: Jacobi, Epsilon: 1e-11, MaxIterations: 2000}
		a, err := g.BestResponse(ctx, start, d)
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.BestResponse(ctx, startMoved, d)
		if err != nil || !b.Converged {
			t.Fatal(b, err)
		}
		for i, x := range a.Profile {
			for k, v := range x {
				if got := b.Profile[names[i]][k] / unit[i]; math.Abs(got-v) > 1e-8 {
					t.Fatalf("seed %d: %v became %v", seed, v, got)
				}
			}
		}
	}
}
