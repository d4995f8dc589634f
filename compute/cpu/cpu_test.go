package cpu

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/internal/wide"
	"oracled/fixed"
)

func TestConformance(t *testing.T) { backendtest.Run(t, New()) }

// The number of goroutines never shows.
func TestWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, s := range backendtest.Shapes() {
		c := s.Draw(r, 500, 7)
		var first compute.Equilibria
		for _, workers := range []int{1, 2, 7, 100} {
			b := &Backend{Workers: workers}
			e, err := b.TrimmedEquilibrium(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if workers == 1 {
				first = e
			}
			if !slices.Equal(e.Values, first.Values) || !slices.Equal(e.Low, first.Low) || !slices.Equal(e.High, first.High) {
				t.Fatalf("%s: %d workers change the result", s.Name, workers)
			}
		}
	}
}

// Nor does it in products, whose panels and tiles depend on it.
func TestMatrixWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	s := backendtest.MatrixShapes()[0]
	p, q := s.Payoffs(r, 301, 1700), s.Profiles(r, 70, 1700)
	for _, workers := range []int{1, 3, 64} {
		backendtest.MatrixEquals(t, &Backend{Workers: workers}, p, q)
	}
}

// Newton takes a handful of passes, and never anything like the 111 of a
// bisection.
func TestFewSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, s := range backendtest.Shapes() {
		worst := 0
		for range 20 {
			e, err := New().TrimmedEquilibrium(context.Background(), s.Draw(r, 30+r.IntN(1500), 4))
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, e.Steps)
		}
		if worst > 40 {
			t.Errorf("%s: %d steps", s.Name, worst)
		}
	}
}

func TestSelectRank(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 3000 {
		n := 1 + r.IntN(600)
		a := make([]pull, n)
		spread := 1 + r.Int64N(1<<r.IntN(40))
		for i := range a {
			a[i] = pull{fixed.FromUlps(r.Int64N(spread) - spread/2), uint32(i)}
		}
		switch r.IntN(4) {
		case 0:
			slices.SortFunc(a, comparePulls)
		case 1:
			slices.SortFunc(a, func(x, y pull) int { return comparePulls(y, x) })
		case 2: // an organ pipe
			slices.SortFunc(a, func(x, y pull) int { return cmp.Compare(x.w%2, y.w%2)*4 + comparePulls(x, y)*(1-2*int(x.w%2)) })
		}
		sorted := slices.Clone(a)
		slices.SortFunc(sorted, comparePulls)
		k := r.IntN(n)
		selectRank(a, k)
		if a[k].p != sorted[k].p {
			t.Fatalf("rank %d of %d", k, n)
		}
		for i, x := range a {
			if i < k && wide.Less(a[k].p, x.p) || i > k && wide.Less(x.p, a[k].p) {
				t.Fatalf("rank %d of %d: %d is on the wrong side", k, n, i)
			}
		}
	}
}

func FuzzEquilibrium(f *testing.F) {
	f.Add(uint64(1), uint16(7), uint8(0))
	f.Add(uint64(2), uint16(400), uint8(9))
	f.Add(uint64(3), uint16(1000), uint8(16))
	f.Fuzz(func(t *testing.T, seed uint64, n uint16, shape uint8) {
		s := backendtest.Shapes()[int(shape)%len(backendtest.Shapes())]
		c := s.Draw(rand.New(rand.NewPCG(seed, 0)), 1+int(n)%2000, 1)
		if c.Agents < 64 {
			backendtest.Equals(t, New(), c)
			return
		}
		e, err := New().TrimmedEquilibrium(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Certify(e); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkTrimmedEquilibrium(b *testing.B) {
	shapes := backendtest.Shapes()
	for _, s := range []backendtest.Shape{shapes[0], shapes[3]} {
		for _, n := range []int{100, 1000, 10000} {
			c := s.Draw(rand.New(rand.NewPCG(4, 4)), n, 64)
			b.Run(fmt.Sprintf("%s/%d×64", s.Name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := (&Backend{Workers: 1}).TrimmedEquilibrium(context.Background(), c); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*64), "ns/anchor")
			})
		}
	}
}
