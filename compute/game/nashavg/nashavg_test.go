package nashavg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var bg = context.Background()

// skew fills an antisymmetric n×n matrix from below the diagonal.
func skew(n int, f func(i, j int) float64) []float64 {
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = f(i, j)
			a[j*n+i] = -a[i*n+j]
		}
	}
	return a
}

func largest(a []float64) float64 {
	var most float64
	for _, v := range a {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

// exploitability is max(A·p)/max|A|, by definition.
func exploitability(n int, a, p []float64) float64 {
	most := 0.0
	for i := range n {
		var r float64
		for j, q := range p {
			r += a[i*n+j] * q
		}
		most = math.Max(most, r)
	}
	if most == 0 {
		return 0
	}
	return most / largest(a)
}

// check verifies everything that an answer promises and can be seen from it.
func check(t *testing.T, n int, a []float64, x Agents) {
	t.Helper()
	var total float64
	for i, p := range x.P {
		if !(p >= 0) {
			t.Fatalf("p[%d] = %v", i, p)
		}
		total += p
	}
	if math.Abs(total-1) > 1e-12 {
		t.Fatalf("Σp = %v", total)
	}
	e := exploitability(n, a, x.P)
	if e > ExploitabilityBound || math.Abs(e-x.Relative) > 1e-12 {
		t.Fatalf("exploitability %v, said %v", e, x.Relative)
	}
	if !x.Converged {
		t.Fatalf("not converged: %s, gap %v", x.Method, x.EntropyGap)
	}
	for i, p := range x.P {
		if in := slices.Contains(x.Support, i); !in && p != 0 {
			t.Fatalf("p[%d] = %v outside the support %v", i, p, x.Support)
		}
		if x.Dual[i] < 0 {
			t.Fatalf("dual[%d] = %v", i, x.Dual[i])
		}
	}
	// The dual's bound, by definition. It is exact but for rounding, which
	// large multipliers magnify.
	scale, reach := math.Max(largest(a), math.SmallestNonzeroFloat64), 0.0
	var z []float64
	for _, i := range x.Support {
		var v float64
		for j, y := range x.Dual {
			v += a[i*n+j] / scale * y
			reach = math.Max(reach, y)
		}
		z = append(z, v)
	}
	if gap := logSumExp(z) - x.Entropy; math.Abs(gap) > 1e-8+1e-13*reach {
		t.Fatalf("%s: dual bound is %v above the entropy, multipliers up to %v", x.Method, gap, reach)
	}
}

// family is a way to draw games.
type family struct {
	name string
	draw func(r *rand.Rand, n int) []float64
}

func lowRank(k int) func(r *rand.Rand, n int) []float64 {
	return func(r *rand.Rand, n int) []float64 {
		u := make([]float64, n*k)
		for i := range u {
			u[i] = r.NormFloat64()
		}
		return skew(n, func(i, j int) float64 {
			var v float64
			for l := 0; l+1 < k; l += 2 {
				v += u[i*k+l]*u[j*k+l+1] - u[i*k+l+1]*u[j*k+l]
			}
			return v
		})
	}
}

func entry(f func(r *rand.Rand) float64) func(r *rand.Rand, n int) []float64 {
	return func(r *rand.Rand, n int) []float64 {
		return skew(n, func(i, j int) float64 { return f(r) })
	}
}

var families = []family{
	{"uniform", entry(func(r *rand.Rand) float64 { return 2*r.Float64() - 1 })},
	{"scale 1e-6", entry(func(r *rand.Rand) float64 { return 1e-6 * r.NormFloat64() })},
	{"scale 1e6", entry(func(r *rand.Rand) float64 { return 1e6 * r.NormFloat64() })},
	{"scales mixed", entry(func(r *rand.Rand) float64 { return r.NormFloat64() * math.Pow(10, float64(r.IntN(10)-5)) })},
	{"tournament", entry(func(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) })},
	{"ties", entry(func(r *rand.Rand) float64 { return float64(r.IntN(3) - 1) })},
	{"sparse", entry(func(r *rand.Rand) float64 { return math.Max(r.Float64()-0.9, 0) - math.Max(r.Float64()-0.9, 0) })},
	{"rank 2", lowRank(2)},
	{"rank 4", lowRank(4)},
	{"rank 20", lowRank(20)},
	{"transitive", func(r *rand.Rand, n int) []float64 { return skew(n, func(i, j int) float64 { return float64(j - i) }) }},
	{"zeros", func(r *rand.Rand, n int) []float64 { return make([]float64, n*n) }},
	{"triplets", func(r *rand.Rand, n int) []float64 { return triplets(r, n, 0) }},
	{"near-triplets", func(r *rand.Rand, n int) []float64 { return triplets(r, n, 1e-6) }},
}

// triplets is a game in which every agent comes three times, give or take noise.
func triplets(r *rand.Rand, n int, noise float64) []float64 {
	m := (n + 2) / 3
	base := skew(m, func(i, j int) float64 { return 2*r.Float64() - 1 })
	return skew(n, func(i, j int) float64 { return base[i/3*m+j/3] + noise*r.NormFloat64() })
}

// Random games of all kinds and sizes, by certificate.
func TestRandomGames(t *testing.T) {
	sizes := []int{1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 33, 64, 65, 120, 300}
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			for _, n := range sizes {
				times := 1 + 60/(n+1)
				if testing.Short() && n > 120 {
					continue
				}
				for seed := range times {
					a := f.draw(rand.New(rand.NewPCG(uint64(seed), uint64(n))), n)
					x, err := AVA(bg, n, a)
					if err != nil {
						t.Fatal(err)
					}
					check(t, n, a, x)
				}
			}
		})
	}
}

// Known answers beyond the door's cases: constraints outside the support that
// bind, found by hand.
func TestKnown(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		a, p []float64
	}{
		{"one agent", 1, []float64{0}, []float64{1}},
		{"an agent outside keeps two that tie apart", 3, skew(3, func(i, j int) float64 { return [][]float64{nil, {0}, {3, -1}}[i][j] }), []float64{0.25, 0.75, 0}},
		{"the same where it just does not", 3, skew(3, func(i, j int) float64 { return [][]float64{nil, {0}, {1, -1}}[i][j] }), []float64{0.5, 0.5, 0}},
	} {
		x, err := AVA(bg, c.n, c.a)
		if err != nil {
			t.Fatal(err)
		}
		check(t, c.n, c.a, x)
		for i := range c.p {
			if math.Abs(x.P[i]-c.p[i]) > 1e-9 {
				t.Errorf("%s: p = %v, want %v", c.name, x.P, c.p)
				break
			}
		}
	}
}

// Relabelling agents relabels the answer, and scaling payoffs scales ratings.
func TestRelabellingAndScale(t *testing.T) {
	for _, f := range families {
		for seed := range 8 {
			r := rand.New(rand.NewPCG(uint64(seed), 9))
			n := 2 + r.IntN(40)
			a := f.draw(r, n)
			order, factor := r.Perm(n), math.Exp(3*r.NormFloat64())
			b := make([]float64, n*n)
			for i := range n {
				for j := range n {
					b[i*n+j] = factor * a[order[i]*n+order[j]]
				}
			}
			x, err := AVA(bg, n, a)
			if err != nil {
				t.Fatal(err)
			}
			y, err := AVA(bg, n, b)
			if err != nil {
				t.Fatal(err)
			}
			for i, k := range order {
				if math.Abs(y.P[i]-x.P[k]) > 1e-7 || math.Abs(y.Ratings[i]-factor*x.Ratings[k]) > 1e-7*largest(b) {
					t.Fatalf("%s, n = %d: agent %d: %v, %v became %v, %v", f.name, n, k, x.P[k], x.Ratings[k], y.P[i], y.Ratings[i])
				}
			}
		}
	}
}

// Duplicating an agent inside the support of a unique equilibrium splits its
// probability and moves no rating.
func TestDuplicates(t *testing.T) {
	for seed := range 30 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		n := 3 + r.IntN(30)
		a := families[0].draw(r, n)
		x, err := AVA(bg, n, a)
		if err != nil {
			t.Fatal(err)
		}
		twice := x.Support[r.IntN(len(x.Support))]
		of := func(i int) int {
			if i == n {
				return twice
			}
			return i
		}
		b := skew(n+1, func(i, j int) float64 { return a[of(i)*n+of(j)] })
		y, err := AVA(bg, n+1, b)
		if err != nil {
			t.Fatal(err)
		}
		check(t, n+1, b, y)
		for i := range n + 1 {
			want := x.P[of(i)]
			if of(i) == twice {
				want /= 2
			}
			if math.Abs(y.P[i]-want) > 1e-8 || math.Abs(y.Ratings[i]-x.Ratings[of(i)]) > 1e-8 {
				t.Fatalf("agent %d: %v, %v; want %v, %v", i, y.P[i], y.Ratings[i], want, x.Ratings[of(i)])
			}
		}
	}
}

// The same input gives the same bits.
func TestDeterministic(t *testing.T) {
	a := families[0].draw(rand.New(rand.NewPCG(4, 4)), 150)
	x, _ := AVA(bg, 150, a)
	for range 3 {
		y, _ := AVA(bg, 150, a)
		if !slices.Equal(x.P, y.P) || !slices.Equal(x.Ratings, y.Ratings) {
			t.Fatal("differs")
		}
	}
}

func TestBadInput(t *testing.T) {
	for name, err := range map[string]error{
		"no agents":     second(AVA(bg, 0, nil)),
		"wrong size":    second(AVA(bg, 2, make([]float64, 3))),
		"NaN":           second(AVA(bg, 2, []float64{0, math.NaN(), 0, 0})),
		"inf":           second(AVA(bg, 2, []float64{0, math.Inf(1), math.Inf(-1), 0})),
		"diagonal":      second(AVA(bg, 2, []float64{1e-8, 1, -1, 0})),
		"symmetric":     second(AVA(bg, 2, []float64{0, 1, 1, 0})),
		"almost":        second(AVA(bg, 2, []float64{0, 1, -1 + 1e-8, 0})),
		"clip":          second(LogOdds(2, []float64{0.5, 1, 0, 0.5}, 0.5)),
		"sure win":      second(LogOdds(2, []float64{0.5, 1, 0, 0.5}, 0)),
		"above one":     second(LogOdds(2, []float64{0.5, 1.1, -0.1, 0.5}, 0.01)),
		"not a pair":    second(LogOdds(2, []float64{0.5, 0.6, 0.5, 0.5}, 0)),
		"half of a NaN": second(LogOdds(2, []float64{0.5, math.NaN(), 0.5, 0.5}, 0)),
	} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := AVA(bg, 2, []float64{0, 1, -1 + 1e-10, 0}); err != nil {
		t.Errorf("within the tolerance: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// The end of the context ends the work.
func TestCancel(t *testing.T) {
	n := 700
	a := families[0].draw(rand.New(rand.NewPCG(1, 1)), n)
	for _, after := range []time.Duration{0, 20 * time.Millisecond, 120 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(bg, after)
		_, err := AVA(ctx, n, a)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) || err == nil && after == 0 {
			t.Errorf("after %v: %v", after, err)
		}
		cancel()
	}
}

func BenchmarkAVA(b *testing.B) {
	for _, f := range []struct {
		family
		n int
	}{{families[0], 300}, {families[0], 1000}, {families[8], 1000}} {
		a := f.draw(rand.New(rand.NewPCG(0, 7)), f.n)
		b.Run(fmt.Sprintf("%s/%d", f.name, f.n), func(b *testing.B) {
			for b.Loop() {
				if x, err := AVA(bg, f.n, a); err != nil || !x.Converged {
					b.Fatal(err)
				}
			}
		})
	}
}
