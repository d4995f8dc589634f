package rating

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var bg = context.Background()

// alphago is Silver et al. 2016, Extended Data Table 9.
var alphago = []float64{
	0.5, 0.99, 0.95, 1, 1, 1, 1, 0.99,
	0.01, 0.5, 0.39, 0.65, 0.94, 1, 0.99, 0.84,
	0.05, 0.61, 0.5, 0.87, 1, 1, 0.96, 0.98,
	0, 0.35, 0.13, 0.5, 1, 0.71, 0.52, 0.92,
	0, 0.06, 0, 0, 0.5, 0.22, 0.22, 0.06,
	0, 0, 0, 0.29, 0.78, 0.5, 0.7, 0.4,
	0, 0.01, 0.04, 0.48, 0.78, 0.3, 0.5, 1,
	0.01, 0.16, 0.02, 0.08, 0.94, 0.6, 0, 0.5,
}

// The published fit, from any seed: the start is not random.
func TestAlphaGo(t *testing.T) {
	for seed := range uint64(4) {
		x, err := MEloOf(bg, 8, alphago, 1, seed)
		if err != nil {
			t.Fatal(err)
		}
		if !x.Converged || math.Abs(x.Loss-7.364872) > 1e-5 || math.Abs(x.Frobenius-0.260456) > 1e-5 {
			t.Errorf("loss %v, Frobenius %v, gradient %v", x.Loss, x.Frobenius, x.Gradient)
		}
	}
}

func skew(n int, f func() float64) []float64 {
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = f()
			a[j*n+i] = -a[i*n+j]
		}
	}
	return a
}

func probabilities(r *rand.Rand, n int) []float64 {
	p := make([]float64, n*n)
	for i := range n {
		p[i*n+i] = 0.5
		for j := range i {
			p[i*n+j] = 0.02 + 0.96*r.Float64()
			p[j*n+i] = 1 - p[i*n+j]
		}
	}
	return p
}

// The parts add up, are orthogonal to each other, and what is transitive has no
// rotation.
func TestHodge(t *testing.T) {
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		n, scale := 1+r.IntN(30), math.Pow(10, float64(r.IntN(13)-6))
		a := skew(n, func() float64 { return scale * r.NormFloat64() })
		h, err := HodgeOf(n, a)
		if err != nil || h.Error > 1e-15 {
			t.Fatal(h.Error, err)
		}
		var inner float64
		for k := range a {
			inner += h.Grad[k] / scale * h.Rot[k] / scale
		}
		for i := range n {
			var row float64
			for _, v := range h.Rot[i*n : i*n+n] {
				row += v
			}
			if math.Abs(row) > 1e-12*scale*float64(n) {
				t.Fatalf("row %d of rot sums to %v", i, row)
			}
		}
		if math.Abs(inner) > 1e-11*float64(n*n) || h.Transitive < 0 || h.Transitive > 1 {
			t.Fatalf("⟨grad, rot⟩ = %v, transitive %v", inner, h.Transitive)
		}
		again, err := HodgeOf(n, h.Grad)
		if err != nil || n > 1 && math.Abs(again.Transitive-1) > 1e-12 {
			t.Fatalf("of a gradient %v is transitive, %v", again.Transitive, err)
		}
	}
	if h, err := HodgeOf(3, make([]float64, 9)); err != nil || h.Transitive != 1 {
		t.Errorf("all zeros: %v, %v", h.Transitive, err)
	}
}

func TestHodgeOfTasks(t *testing.T) {
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		agents, tasks := 1+r.IntN(12), 1+r.IntN(12)
		s := make([]float64, agents*tasks)
		for k := range s {
			s[k] = 5 + r.NormFloat64()
			if seed%4 == 0 {
				s[k] = 5.1
			}
		}
		h, err := HodgeOfTasks(bg, agents, tasks, s)
		if err != nil || h.Error > 1e-13 {
			t.Fatal(h.Error, err)
		}
		if seed%4 == 0 && (h.Transitive != 1 || maxAbs(h.Div) != 0 || h.Mean != 5.1) {
			t.Fatalf("a constant: %+v", h)
		}
		for k, v := range h.Singular {
			if v < 0 || k > 0 && v > h.Singular[k-1] {
				t.Fatalf("singular values %v", h.Singular)
			}
		}
		// Shifting scores moves the mean alone.
		for k := range s {
			s[k] += 3
		}
		g, err := HodgeOfTasks(bg, agents, tasks, s)
		if err != nil || math.Abs(g.Mean-h.Mean-3) > 1e-12 {
			t.Fatal(g.Mean, h.Mean, err)
		}
		for k := range h.Div {
			if math.Abs(h.Div[k]-g.Div[k]) > 1e-12 {
				t.Fatalf("div %v became %v", h.Div, g.Div)
			}
		}
	}
}

func TestSchur(t *testing.T) {
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		n, scale := 1+r.IntN(50), math.Pow(10, float64(r.IntN(13)-6))
		entry := func() float64 { return scale * r.NormFloat64() }
		if seed%3 == 1 {
			entry = func() float64 { return scale * float64(r.IntN(3)-1) }
		}
		if seed%3 == 2 {
			entry = func() float64 { return scale }
		}
		a := skew(n, entry)
		s, err := SchurOf(bg, n, a)
		if err != nil || s.Error > 1e-13*float64(n) || len(s.Lambdas) != n/2 {
			t.Fatalf("n = %d: error %v, %v", n, s.Error, err)
		}
		var energy, of float64
		for _, v := range a {
			energy += v / scale * v / scale
		}
		for k, v := range s.Lambdas {
			of += 2 * v / scale * v / scale
			if v < 0 || k > 0 && v > s.Lambdas[k-1] {
				t.Fatalf("lambdas %v", s.Lambdas)
			}
		}
		if math.Abs(of-energy) > 1e-11*math.Max(energy, 1) {
			t.Fatalf("2·Σλ² = %v, ‖A‖² = %v", of, energy)
		}
	}
	// Values of very different size keep their digits.
	a := make([]float64, 16)
	a[1], a[4], a[11], a[14] = 1, -1, 1e-12, -1e-12
	s, err := SchurOf(bg, 4, a)
	if err != nil || s.Lambdas[0] != 1 || math.Abs(s.Lambdas[1]/1e-12-1) > 1e-12 {
		t.Errorf("lambdas %v, %v", s.Lambdas, err)
	}
}

// Ratings that made the probabilities come back, with and without a cycle on
// top: Elo and mElo each reproduce their own model.
func TestFitsReproduceTheirModels(t *testing.T) {
	for seed := range 25 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		n := 3 + r.IntN(12)
		f := &melo{n: n, k: 1}
		truth, c := make([]float64, n), make([]float64, 2*n)
		for i := range truth {
			truth[i], c[2*i], c[2*i+1] = r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
		}
		centre(truth, make([]int, n))
		p := predict(truth, 1)
		x, err := EloOf(bg, n, p)
		if err != nil || !x.Converged {
			t.Fatal(x.Gradient, err)
		}
		for i := range truth {
			if math.Abs(x.Ratings[i]-truth[i]) > 1e-9 {
				t.Fatalf("ratings %v, want %v", x.Ratings, truth)
			}
		}
		cycle := f.cyclic(bg, c)
		for i := range n {
			for j := range n {
				p[i*n+j] = Sigmoid(truth[i] - truth[j] + cycle[i*n+j])
			}
		}
		m, err := MEloOf(bg, n, p, 1, 7)
		if err != nil || !m.Converged {
			t.Fatalf("gradient %v after %d steps, %v", m.Gradient, m.Iterations, err)
		}
		if m.Frobenius > 1e-6 {
			t.Errorf("n = %d: ‖P − predictions‖ = %v", n, m.Frobenius)
		}
		// Columns are orthogonal to 1 and to each other.
		var u, v, uv float64
		for i := range n {
			u += m.Features[2*i]
			v += m.Features[2*i+1]
			uv += m.Features[2*i] * m.Features[2*i+1]
		}
		if size := maxAbs(m.Features); math.Abs(u)+math.Abs(v)+math.Abs(uv) > 1e-8*math.Max(size*size, 1) {
			t.Errorf("columns sum to %v, %v, and multiply to %v", u, v, uv)
		}
	}
}

// More features never fit worse, and mElo never worse than Elo.
func TestNested(t *testing.T) {
	for seed := range 8 {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		n := 6 + r.IntN(6)
		p := probabilities(r, n)
		x, err := EloOf(bg, n, p)
		if err != nil || !x.Converged {
			t.Fatal(x.Gradient, err)
		}
		last := x.Loss
		for k := 1; k <= 3; k++ {
			m, err := MEloOf(bg, n, p, k, 1)
			if err != nil {
				t.Fatal(err)
			}
			if !(m.Loss <= last*(1+1e-9)) {
				t.Errorf("n = %d, k = %d: loss %v after %v", n, k, m.Loss, last)
			}
			last = m.Loss
		}
	}
}

// Relabelling relabels, and a list of games says what its matrix says.
func TestEloInvariance(t *testing.T) {
	for seed := range 20 {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		n := 2 + r.IntN(12)
		p, order := probabilities(r, n), r.Perm(n)
		moved := make([]float64, n*n)
		var games []Game
		for i := range n {
			for j := range n {
				moved[i*n+j] = p[order[i]*n+order[j]]
				if i < j {
					games = append(games, Game{i, j, p[i*n+j]})
				}
			}
		}
		x, err := EloOf(bg, n, p)
		if err != nil || !x.Converged {
			t.Fatal(x.Gradient, err)
		}
		y, err := EloOf(bg, n, moved)
		if err != nil {
			t.Fatal(err)
		}
		z, err := EloOfGames(bg, n, games)
		if err != nil || math.Abs(z.Loss-x.Loss) > 1e-9*x.Loss {
			t.Fatal(z.Loss, x.Loss, err)
		}
		for i, k := range order {
			if math.Abs(y.Ratings[i]-x.Ratings[k]) > 1e-9 || math.Abs(z.Ratings[i]-x.Ratings[i]) > 1e-9 {
				t.Fatalf("ratings %v, %v, %v by %v", x.Ratings, y.Ratings, z.Ratings, order)
			}
		}
	}
}

func TestSeparable(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		games []Game
		want  bool
	}{
		"one win":              {2, []Game{{0, 1, 1}}, true},
		"a win each":           {2, []Game{{0, 1, 1}, {1, 0, 1}}, false},
		"a draw":               {2, []Game{{0, 1, 0.5}}, false},
		"a cycle":              {3, []Game{{0, 1, 1}, {1, 2, 1}, {2, 0, 1}}, false},
		"never met":            {4, []Game{{0, 1, 0.5}, {2, 3, 0.25}}, false},
		"two leagues, one way": {4, []Game{{0, 1, 0.5}, {2, 3, 0.25}, {0, 2, 1}}, true},
		"nobody plays":         {3, nil, false},
	} {
		x, err := EloOfGames(bg, c.n, c.games)
		if err != nil || x.Separable != c.want || x.Converged == c.want {
			t.Errorf("%s: separable %v, converged %v, %v", name, x.Separable, x.Converged, err)
		}
		for _, r := range x.Ratings {
			if math.IsNaN(r) || math.IsInf(r, 0) {
				t.Errorf("%s: ratings %v", name, x.Ratings)
			}
		}
	}
	x, err := EloOfGames(bg, 4, []Game{{0, 1, 0.5}, {2, 3, 0.25}})
	if err != nil || math.Abs(x.Ratings[3]-math.Log(3)/2) > 1e-12 || x.Ratings[0] != 0 {
		t.Errorf("groups that never met: %v, %v", x.Ratings, err)
	}
}

func TestBadInput(t *testing.T) {
	half := []float64{0.5, 0.5, 0.5, 0.5}
	for name, err := range map[string]error{
		"hodge size":      second(HodgeOf(2, nil)),
		"hodge NaN":       second(HodgeOf(1, []float64{math.NaN()})),
		"hodge symmetric": second(HodgeOf(2, []float64{0, 1, 1, 0})),
		"tasks size":      second(HodgeOfTasks(bg, 1, 2, nil)),
		"tasks inf":       second(HodgeOfTasks(bg, 1, 1, []float64{math.Inf(1)})),
		"schur diagonal":  second(SchurOf(bg, 1, []float64{1})),
		"elo size":        second(EloOf(bg, 3, half)),
		"elo sum":         second(EloOf(bg, 2, []float64{0.5, 0.5, 0.6, 0.5})),
		"elo NaN":         second(EloOf(bg, 2, []float64{0.5, math.NaN(), 0.5, 0.5})),
		"games agent":     second(EloOfGames(bg, 2, []Game{{0, 2, 1}})),
		"games self":      second(EloOfGames(bg, 2, []Game{{1, 1, 1}})),
		"games score":     second(EloOfGames(bg, 2, []Game{{0, 1, math.NaN()}})),
		"online nobody":   second(EloOnline(0, nil, 1, 1)),
		"online eta":      second(EloOnline(2, nil, math.NaN(), 1)),
		"online scale":    second(EloOnline(2, nil, 1, 0)),
		"melo k":          second(MEloOf(bg, 2, half, 2, 1)),
		"melo range":      second(MEloOf(bg, 2, []float64{0.5, 2, -1, 0.5}, 1, 1)),
	} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	for name, err := range map[string]error{
		"tasks": second(HodgeOfTasks(ctx, 1, 2, []float64{1, 2})),
		"schur": second(SchurOf(ctx, 2, []float64{0, 1, -1, 0})),
		"elo":   second(EloOf(ctx, 2, half)),
		"games": second(EloOfGames(ctx, 2, []Game{{0, 1, 0.5}})),
		"melo":  second(MEloOf(ctx, 8, alphago, 1, 1)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s, ended context: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// The same input gives the same bits.
func TestDeterministic(t *testing.T) {
	x, _ := MEloOf(bg, 8, alphago, 2, 3)
	y, _ := MEloOf(bg, 8, alphago, 2, 3)
	if !slices.Equal(x.Features, y.Features) || !slices.Equal(x.Ratings, y.Ratings) {
		t.Error("mElo differs")
	}
}
