package game

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// draw returns a random game and a random profile of it.
func draw(r *rand.Rand, shape ...int) (*Game, Profile) {
	size := 1
	for _, m := range shape {
		size *= m
	}
	payoffs := make([][]float64, len(shape))
	for i := range payoffs {
		for range size {
			payoffs[i] = append(payoffs[i], r.NormFloat64())
		}
	}
	g, err := New(shape, payoffs)
	if err != nil {
		panic(err)
	}
	p := g.Uniform()
	for _, x := range p {
		sum := 0.0
		for a := range x {
			x[a] = r.ExpFloat64()
			sum += x[a]
		}
		for a := range x {
			x[a] /= sum
		}
	}
	return g, p
}

// The definition: the sum over all pure profiles.
func expected(g *Game, i int, p Profile) float64 {
	sum := 0.0
	for s, u := range g.Payoffs(i) {
		w := 1.0
		for k := range g.Players() {
			w *= p[k][s/g.Stride(k)%g.Actions(k)]
		}
		sum += w * u
	}
	return sum
}

func TestAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, shape := range [][]int{{1}, {4}, {3, 2}, {1, 5}, {2, 3, 4}, {2, 1, 3, 2}, {2, 2, 2, 2, 2}} {
		g, p := draw(r, shape...)
		total := 0.0
		for i, u := range g.Utilities(p) {
			if want := expected(g, i, p); math.Abs(u-want) > 1e-12 {
				t.Errorf("%v: utility of %d is %g, want %g", shape, i, u, want)
			}
			best := math.Inf(-1)
			for a, got := range g.Deviations(i, p) {
				q := p.Clone()
				clear(q[i])
				q[i][a] = 1
				want := expected(g, i, q)
				best = max(best, want)
				if math.Abs(got-want) > 1e-12 {
					t.Errorf("%v: action %d of %d earns %g, want %g", shape, a, i, got, want)
				}
				for j := range shape {
					if j == i {
						continue
					}
					cross := g.Cross(i, j, p)
					for b := range shape[j] {
						qq := q.Clone()
						clear(qq[j])
						qq[j][b] = 1
						if got, want := cross[a*shape[j]+b], expected(g, i, qq); math.Abs(got-want) > 1e-12 {
							t.Errorf("%v: cross %d %d at %d %d is %g, want %g", shape, i, j, a, b, got, want)
						}
					}
				}
			}
			if got := g.Regrets(p)[i]; math.Abs(got-(best-u)) > 1e-12 || got < 0 {
				t.Errorf("%v: regret of %d is %g, want %g", shape, i, got, best-u)
			}
			total += best - u
		}
		if got := g.NashConv(p); math.Abs(got-total) > 1e-12 {
			t.Errorf("%v: NashConv %g, want %g", shape, got, total)
		}
	}
}

func TestBadGames(t *testing.T) {
	one := []float64{1}
	for k, c := range []struct {
		shape   []int
		payoffs [][]float64
	}{
		{nil, nil}, {[]int{0}, [][]float64{{}}}, {[]int{-1}, [][]float64{{}}}, {[]int{1, 1}, [][]float64{one}},
		{[]int{2}, [][]float64{one}}, {[]int{1}, [][]float64{{math.NaN()}}}, {[]int{1}, [][]float64{{math.Inf(1)}}},
		{[]int{1 << 20, 1 << 20}, [][]float64{one, one}}, {make([]int, MaxPlayers+1), nil},
	} {
		if _, err := New(c.shape, c.payoffs); !errors.Is(err, ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	for k, c := range [][2][][]float64{{nil, nil}, {{one}, {one, one}}, {{one}, {{1, 2}}}, {{{1, 2}, one}, {{1, 2}, one}}} {
		if _, err := Bimatrix(c[0], c[1]); !errors.Is(err, ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	g, _ := draw(rand.New(rand.NewPCG(1, 1)), 2, 1)
	for k, p := range []Profile{nil, {{1, 0}}, {{1}, {1}}, {{1, 1}, {1}}, {{2, -1}, {1}}, {{math.NaN(), 1}, {1}}, {{0.5, 0.4}, {1}}} {
		if err := g.CheckProfile(p); !errors.Is(err, ErrInput) {
			t.Errorf("%d: %v", k, err)
		}
	}
	if err := g.CheckProfile(g.Pure(1, 0)); err != nil {
		t.Error(err)
	}
}
