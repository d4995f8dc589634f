package play

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute/game"
	"oracled/compute/internal/looks"
)

func bimatrix(t testing.TB, A, B [][]float64) *game.Game {
	t.Helper()
	g, err := game.Bimatrix(A, B)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// plain is the definition, in rationals and without anything kept between
// periods.
func plain(g *game.Game, iterations int64, first []int) Counts {
	counts := make(Counts, g.Players())
	now := append([]int(nil), first...)
	for i := range counts {
		counts[i] = make([]int64, g.Actions(i))
	}
	for range iterations {
		for i, a := range now {
			counts[i][a]++
		}
		for i := range now {
			sums := make([]*big.Rat, g.Actions(i))
			for a := range sums {
				sums[a] = new(big.Rat)
			}
			for s, u := range g.Payoffs(i) {
				w := new(big.Rat).SetFloat64(u)
				for k := range now {
					if k != i {
						w.Mul(w, new(big.Rat).SetInt64(counts[k][s/g.Stride(k)%g.Actions(k)]))
					}
				}
				a := s / g.Stride(i) % g.Actions(i)
				sums[a].Add(sums[a], w)
			}
			now[i] = 0
			for a := range sums {
				if sums[a].Cmp(sums[now[i]]) > 0 {
					now[i] = a
				}
			}
		}
	}
	return counts
}

func random(r *rand.Rand, scale func() float64, shape ...int) *game.Game {
	size := 1
	for _, m := range shape {
		size *= m
	}
	payoffs := make([][]float64, len(shape))
	for i := range payoffs {
		for range size {
			payoffs[i] = append(payoffs[i], scale())
		}
	}
	g, err := game.New(shape, payoffs)
	if err != nil {
		panic(err)
	}
	return g
}

// Every way of playing counts exactly what the definition does: integers,
// decimals that no float holds, duplicated actions, magnitudes far apart.
func TestFictitiousAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, scale := range map[string]func() float64{
		"integers":  func() float64 { return float64(r.IntN(5) - 2) },
		"tenths":    func() float64 { return float64(r.IntN(7)-3) / 10 },
		"large":     func() float64 { return float64(r.IntN(7)-3) * 1e6 / 3 },
		"small":     func() float64 { return float64(r.IntN(7)-3) * 1e-6 / 3 },
		"far apart": func() float64 { return math.Ldexp(r.Float64()-0.5, r.IntN(300)-150) },
		"zeros":     func() float64 { return 0 },
	} {
		for _, shape := range [][]int{{2, 2}, {3, 2}, {4, 4}, {1, 3}, {2, 2, 2}, {3, 1, 2}} {
			g := random(r, scale, shape...)
			first := make([]int, len(shape))
			for i, m := range shape {
				first[i] = r.IntN(m)
			}
			got, err := Fictitious(context.Background(), g, 300, first)
			if err != nil {
				t.Fatal(err)
			}
			if want := plain(g, 300, first); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %v: %v, want %v", name, shape, got, want)
			}
		}
	}
}

// Positive scale and a shift per action of the others change no best reply, and
// relabelled actions are counted under their new names where nothing ties.
func TestFictitiousInvariance(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 20 {
		g := random(r, func() float64 { return float64(r.IntN(1 << 20)) }, 4, 5)
		want, err := Fictitious(context.Background(), g, 5000, []int{1, 2})
		if err != nil {
			t.Fatal(err)
		}
		shifted := [][]float64{make([]float64, 20), make([]float64, 20)}
		perm := r.Perm(4)
		moved := [][]float64{make([]float64, 20), make([]float64, 20)}
		for a := range 4 {
			for b := range 5 {
				shifted[0][a*5+b] = 3*g.Payoffs(0)[a*5+b] + float64(b*1000)
				shifted[1][a*5+b] = 0.5*g.Payoffs(1)[a*5+b] - float64(a*1000)
				for i := range 2 {
					moved[i][perm[a]*5+b] = g.Payoffs(i)[a*5+b]
				}
			}
		}
		h, _ := game.New([]int{4, 5}, shifted)
		got, err := Fictitious(context.Background(), h, 5000, []int{1, 2})
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("affine: %v, want %v, %v", got, want, err)
		}
		h, _ = game.New([]int{4, 5}, moved)
		got, err = Fictitious(context.Background(), h, 5000, []int{perm[1], 2})
		if err != nil {
			t.Fatal(err)
		}
		for a := range 4 {
			if got[0][perm[a]] != want[0][a] {
				t.Errorf("relabelled: %v, want %v moved by %v", got, want, perm)
			}
		}
	}
}

// Zero-sum play converges (Robinson 1951); Shapley's game does not.
func TestFictitiousConvergence(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	A := make([][]float64, 6)
	B := make([][]float64, 6)
	for a := range A {
		for range 6 {
			x := r.NormFloat64()
			A[a] = append(A[a], x)
			B[a] = append(B[a], -x)
		}
	}
	g := bimatrix(t, A, B)
	last := math.Inf(1)
	for _, n := range []int64{100, 10000, 1000000} {
		c, err := Fictitious(context.Background(), g, n, []int{0, 0})
		if err != nil {
			t.Fatal(err)
		}
		if now := g.NashConv(c.Strategies()); now > last/3 {
			t.Errorf("%d periods: NashConv %g after %g", n, now, last)
		} else {
			last = now
		}
	}
}

// zeroSum returns a game whose mixed equilibrium play never settles on.
func zeroSum(n int, draw func() float64) *game.Game {
	payoffs := [][]float64{nil, nil}
	for range n * n {
		x := draw()
		payoffs[0], payoffs[1] = append(payoffs[0], x), append(payoffs[1], -x)
	}
	g, err := game.New([]int{n, n}, payoffs)
	if err != nil {
		panic(err)
	}
	return g
}

// Two players' counts are those of the plain loop on exact sums over many
// periods: with long runs and without, with ties that no rounded sum can tell,
// with duplicated actions.
func TestFictitiousJumps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for k, draw := range []func() float64{
		func() float64 { return float64(r.IntN(21)) },
		func() float64 { return float64(r.IntN(7)-3) / 10 },
		r.NormFloat64,
		func() float64 { return r.NormFloat64() * 1e-9 },
		func() float64 { return math.Ldexp(float64(r.IntN(5)-2), 45*r.IntN(2)) },
	} {
		const n, periods = 7, 100000
		g := zeroSum(n, draw)
		if k%2 == 1 { // the second action is the first, the last the third
			p := [][]float64{slices.Clone(g.Payoffs(0)), slices.Clone(g.Payoffs(1))}
			for i := range p {
				copy(p[i][n:2*n], p[i][:n])
				for a := range n {
					p[i][a*n+6] = p[i][a*n+2]
				}
			}
			g, _ = game.New([]int{n, n}, p)
		}
		got, err := Fictitious(context.Background(), g, periods, []int{0, 0})
		if err != nil {
			t.Fatal(err)
		}
		want := Counts{make([]int64, n), make([]int64, n)}
		var pay, sums [2][]*big.Int
		for i := range 2 {
			least, _ := exponents(g.Payoffs(i))
			for _, u := range g.Payoffs(i) {
				pay[i] = append(pay[i], integerOf(u, least))
			}
			for range n {
				sums[i] = append(sums[i], new(big.Int))
			}
		}
		for range periods {
			var now [2]int
			for i := range 2 {
				for a := range n {
					if sums[i][a].Cmp(sums[i][now[i]]) > 0 {
						now[i] = a
					}
				}
				want[i][now[i]]++
			}
			for a := range n {
				sums[0][a].Add(sums[0][a], pay[0][a*n+now[1]])
				sums[1][a].Add(sums[1][a], pay[1][now[0]*n+a])
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d: %v, want %v", k, got, want)
		}
	}
}

// Play that would take for ever looks at its context every few thousand periods,
// and stops at the first look that finds it ended.
func TestFictitiousStops(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for _, g := range []*game.Game{
		zeroSum(10, func() float64 { return float64(r.IntN(9)) }),
		zeroSum(10, r.NormFloat64),
		zeroSum(10, func() float64 { return math.Ldexp(r.Float64()-0.5, r.IntN(300)-150) }),
		random(r, r.NormFloat64, 6, 6, 6),
	} {
		ctx := looks.New(7)
		_, err := Fictitious(ctx, g, MaxIterations, make([]int, g.Players()))
		if !errors.Is(err, context.Canceled) || ctx.TooMany() != 0 {
			t.Errorf("%v: %v after %d looks too many", g.Shape(), err, ctx.TooMany())
		}
	}
}

func TestFictitiousBadInput(t *testing.T) {
	g := bimatrix(t, [][]float64{{1, 2}}, [][]float64{{1, 2}})
	for _, c := range []struct {
		n     int64
		first []int
	}{{0, []int{0, 0}}, {MaxIterations + 1, []int{0, 0}}, {1, nil}, {1, []int{1, 0}}, {1, []int{0, -1}}} {
		if _, err := Fictitious(context.Background(), g, c.n, c.first); !errors.Is(err, game.ErrInput) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func BenchmarkFictitious(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name string
		draw func() float64
	}{
		{"integers", func() float64 { return float64(r.IntN(2001) - 1000) }},
		{"floats", r.NormFloat64},
		{"tenths", func() float64 { return float64(r.IntN(21)-10) / 10 }},
	} {
		for seed := range 4 {
			g := zeroSum(10, c.draw)
			b.Run(fmt.Sprintf("%s/%d", c.name, seed), func(b *testing.B) {
				const periods = 100000 // later runs are longer
				for b.Loop() {
					if _, err := Fictitious(context.Background(), g, periods, []int{0, 0}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)*periods/b.Elapsed().Seconds()/1e6, "Mit/s")
			})
		}
	}
}

// BenchmarkReply plays every period, as if there were no runs.
func BenchmarkReply(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, draw := range map[string]func() float64{
		"integers": func() float64 { return float64(r.IntN(2001) - 1000) }, "floats": r.NormFloat64,
	} {
		g := zeroSum(10, draw)
		b.Run(name, func(b *testing.B) {
			row, _ := newLearner(g, 0, 1<<20)
			col, _ := newLearner(g, 1, 1<<20)
			x, y := make([]int64, 10), make([]int64, 10)
			i, j, t := 0, 0, int64(0)
			for b.Loop() {
				if t%pause == 0 {
					row.sync(y)
					col.sync(x)
				}
				x[i]++
				y[j]++
				i, j = row.reply(j, y, t%pause), col.reply(i, x, t%pause)
				t++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mit/s")
		})
	}
}
