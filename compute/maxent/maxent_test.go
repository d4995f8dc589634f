package maxent

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute/certify"
)

// skew returns the constraints A·p ≤ 0 of a random antisymmetric game; small
// scales have many ties.
func skew(r *rand.Rand, n int, scale int64) certify.Constraints {
	var g certify.Constraints
	for range n {
		row := make([]*big.Int, n)
		for j := range row {
			row[j] = new(big.Int)
		}
		g.Rows, g.Unit = append(g.Rows, row), append(g.Unit, big.NewInt(scale))
	}
	for i := range n {
		for j := range i {
			v := r.Int64N(2*scale+1) - scale
			g.Rows[i][j].SetInt64(v)
			g.Rows[j][i].SetInt64(-v)
		}
	}
	return g
}

// TestSolve proves every answer for random games, with ties and without.
func TestSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 4, 5, 8, 13} {
		for _, scale := range []int64{1, 2, 1_000_000} {
			for range 20 / n {
				g := skew(r, n, scale)
				s, err := Solve(t.Context(), n, g)
				if err != nil {
					t.Fatalf("%d agents to ±%d: %v", n, scale, err)
				}
				for _, err := range []error{
					certify.CheckDistribution(certify.ProbabilityBits, s.P), certify.CheckDistribution(certify.DualBits, s.Fine),
					g.CheckViolations(s.P, Relaxation-3), g.CheckEntropy(s.P, s.Dual, 56),
				} {
					if err != nil {
						t.Errorf("%d agents to ±%d, %d steps: %v", n, scale, s.Steps, err)
					}
				}
			}
		}
	}
}

// TestRelabelling: renaming outcomes and constraints renames the answer.
func TestRelabelling(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for range 20 {
		n := 2 + r.IntN(6)
		g := skew(r, n, 3)
		s, err := Solve(t.Context(), n, g)
		if err != nil {
			t.Fatal(err)
		}
		names := r.Perm(n)
		h := certify.Constraints{Rows: make([][]*big.Int, n), Unit: g.Unit}
		for i, row := range g.Rows {
			renamed := make([]*big.Int, n)
			for j, x := range row {
				renamed[names[j]] = x
			}
			h.Rows[names[i]] = renamed
		}
		u, err := Solve(t.Context(), n, h)
		if err != nil {
			t.Fatal(err)
		}
		for j, x := range s.P {
			if d := new(big.Int).Sub(x, u.P[names[j]]); d.CmpAbs(big.NewInt(1)) > 0 {
				t.Errorf("outcome %d of %v: %s and %s", j, g.Rows, x, u.P[names[j]])
			}
		}
	}
}

func TestSolveRefuses(t *testing.T) {
	// No distribution: p_0 + p_1 ≤ 0.
	none := certify.Constraints{Rows: [][]*big.Int{{big.NewInt(1), big.NewInt(1)}}, Unit: []*big.Int{big.NewInt(1)}}
	if s, err := Solve(t.Context(), 2, none); !errors.Is(err, ErrNotConverged) {
		t.Errorf("nothing satisfies the constraints: %v, %v", s, err)
	}
	big65 := skew(rand.New(rand.NewPCG(1, 1)), 65, 1)
	if _, err := Solve(t.Context(), 65, big65); !errors.Is(err, ErrNotConverged) {
		t.Errorf("too many constraints: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Solve(ctx, 3, skew(rand.New(rand.NewPCG(1, 1)), 3, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

func TestDistribution(t *testing.T) {
	for _, c := range []struct{ weights, want []int64 }{
		{[]int64{1, 1, 1}, []int64{6, 5, 5}}, // of 16: one ulp is missing, ties to the first
		{[]int64{1, 1, 1, 1, 1}, []int64{4, 3, 3, 3, 3}},
		{[]int64{1, 2, 4}, []int64{2, 5, 9}}, // 2²⁄₇, 4⁴⁄₇, 9¹⁄₇
		{[]int64{0, 7}, []int64{0, 16}},
		{[]int64{3}, []int64{16}},
	} {
		var w []*big.Int
		for _, x := range c.weights {
			w = append(w, big.NewInt(x))
		}
		var got []int64
		for _, x := range Distribution(4, w) {
			got = append(got, x.Int64())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.weights, got, c.want)
		}
	}
}

func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{8, 32} {
		g := skew(rand.New(rand.NewPCG(9, 9)), n, 1_000_000)
		b.Run(big.NewInt(int64(n)).String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := Solve(b.Context(), n, g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
