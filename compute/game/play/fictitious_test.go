package play

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"oracled/compute/game"
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

// A long run jumps where the same loop without jumps walks.
func TestFictitiousJumps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for k, draw := range []func() float64{func() float64 { return float64(r.IntN(21)) }, r.NormFloat64, func() float64 { return r.NormFloat64() * 1e-9 }} {
		const periods = 300000
		g := zeroSum(7, draw)
		got, err := Fictitious(context.Background(), g, periods, []int{0, 0})
		if err != nil {
			t.Fatal(err)
		}
		rows, cols, ok := widePayoffs(g, periods)
		if !ok {
			t.Fatal("not wide")
		}
		want := Counts{make([]int64, 7), make([]int64, 7)}
		u, v := make([]word, 7), make([]word, 7)
		for range periods {
			a, b := replyWide(u, make([]word, 7)), replyWide(v, make([]word, 7))
			want[0][a]++
			want[1][b]++
			replyWide(u, rows[b])
			replyWide(v, cols[a])
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d: %v, want %v", k, got, want)
		}
	}
}

func TestFictitiousStops(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for _, g := range []*game.Game{
		zeroSum(10, func() float64 { return float64(r.IntN(9)) }),
		zeroSum(10, r.NormFloat64),
		zeroSum(10, func() float64 { return math.Ldexp(r.Float64()-0.5, r.IntN(300)-150) }),
		random(r, r.NormFloat64, 6, 6, 6),
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		start := time.Now()
		_, err := Fictitious(ctx, g, MaxIterations, make([]int, g.Players()))
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 120*time.Millisecond {
			t.Errorf("%v: %v after %v", g.Shape(), err, took)
		}
		cancel()
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
	for name, wide := range map[string]bool{"narrow": false, "wide": true} {
		b.Run(name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			g := zeroSum(10, func() float64 {
				if wide {
					return r.NormFloat64()
				}
				return float64(r.IntN(2001) - 1000)
			})
			if _, err := Fictitious(context.Background(), g, int64(b.N), []int{0, 0}); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mit/s")
		})
	}
}
