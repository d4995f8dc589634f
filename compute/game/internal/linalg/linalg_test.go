package linalg

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var bg = context.Background()

func draw(r *rand.Rand, size int) []float64 {
	a := make([]float64, size)
	for i := range a {
		a[i] = r.NormFloat64()
	}
	return a
}

// Sizes on both sides of a panel.
func TestFactor(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 2, panel - 1, panel, panel + 1, 2*panel + 7, 150} {
		a, x := draw(r, n*n), draw(r, n)
		lu, err := Factor(bg, n, slices.Clone(a))
		if err != nil {
			t.Fatal(err)
		}
		b := make([]float64, n)
		MulVec(b, a, x)
		lu.Solve(b, false)
		inv, err := lu.Inverse(bg)
		if err != nil {
			t.Fatal(err)
		}
		c, d := make([]float64, n), make([]float64, n)
		MulVecT(c, a, x)
		copy(d, c)
		lu.Solve(c, true)
		MulVecT(d, inv, slices.Clone(d))
		for i := range x {
			if math.Abs(b[i]-x[i]) > 1e-8 || math.Abs(c[i]-x[i]) > 1e-8 || math.Abs(d[i]-x[i]) > 1e-8 {
				t.Fatalf("n = %d: x[%d] = %v, %v, %v, want %v", n, i, b[i], c[i], d[i], x[i])
			}
		}
	}
	if _, err := Factor(bg, 2, []float64{1, 2, 2, 4}); !errors.Is(err, ErrSingular) {
		t.Errorf("singular: %v", err)
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := Factor(ctx, 2, []float64{1, 2, 3, 4}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

func TestGram(t *testing.T) {
	w := draw(rand.New(rand.NewPCG(3, 3)), 7*5)
	g, err := Gram(bg, 7, 5, w)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		for j := range 7 {
			var want float64
			for k := range 5 {
				want += w[i*5+k] * w[j*5+k]
			}
			if math.Abs(g[i*7+j]-want) > 1e-13 {
				t.Fatalf("[%d][%d] = %v, want %v", i, j, g[i*7+j], want)
			}
		}
	}
}
