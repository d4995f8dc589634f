package linalg

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	ctx := context.Background()
	for m := range 12 {
		a, x := make([]float64, m*m), make([]float64, m)
		for k := range a {
			a[k] = r.NormFloat64() * math.Pow(10, float64(k/max(m, 1)%4))
		}
		for k := range x {
			x[k] = r.NormFloat64()
		}
		b := times(a, x)
		if !Solve(ctx, slices.Clone(a), b) || apart(b, x) > 1e-8 {
			t.Errorf("%d: %v, want %v", m, b, x)
		}
		h := make([]float64, m*m) // aᵀa + 1
		for j := range m {
			for k := range m {
				for l := range m {
					h[j*m+k] += a[l*m+j] * a[l*m+k]
				}
			}
			h[j*m+j]++
		}
		b = times(h, x)
		if !SolveDefinite(ctx, slices.Clone(h), b) || apart(b, x) > 1e-6 {
			t.Errorf("%d: %v, want %v", m, b, x)
		}
	}
	if Solve(ctx, []float64{1, 2, 2, 4}, []float64{1, 1}) {
		t.Error("a singular system was solved")
	}
	if Solve(ctx, []float64{0, 0, 0, 0}, []float64{1, 1}) || SolveDefinite(ctx, []float64{1, 0, 0, -1}, []float64{1, 1}) {
		t.Error("an impossible system was solved")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if Solve(ended, []float64{1}, []float64{1}) || SolveDefinite(ended, []float64{1}, []float64{1}) {
		t.Error("solved after the end")
	}
}

func times(a, x []float64) []float64 {
	m := len(x)
	out := make([]float64, m)
	for j := range out {
		out[j] = Dot(a[j*m:(j+1)*m], x)
	}
	return out
}

func apart(x, y []float64) float64 {
	worst := 0.0
	for k := range x {
		worst = max(worst, math.Abs(x[k]-y[k]))
	}
	return worst
}
