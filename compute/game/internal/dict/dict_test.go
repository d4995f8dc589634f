package dict

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Pivots keep the solutions: floats and integers agree, and the way back is
// exact.
func TestPivots(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const m, n = 5, 7
	f, e := NewFloat(m, n, 1e-11), NewExact(m, n)
	start := make([]int64, (m+1)*(n+1))
	for i := range m + 1 {
		for j := range n + 1 {
			x := r.Int64N(21) - 10
			start[i*(n+1)+j] = x
			f.Line(i)[j] = float64(x)
			e.Set(i, j, big.NewInt(x))
		}
	}
	df, de := New(f, m, n), New(e, m, n)
	var trail [][2]int
	for len(trail) < 40 {
		i, j := r.IntN(m), r.IntN(n)
		if math.Abs(f.Value(i, j)) < 0.1 {
			continue
		}
		trail = append(trail, [2]int{i, j})
		df.Pivot(i, j)
		de.Pivot(i, j)
		for i := range m + 1 {
			for j := range n + 1 {
				if x, y := f.Value(i, j), e.Value(i, j); math.Abs(x-y) > 1e-6*(1+math.Abs(y)) {
					t.Fatalf("after %d pivots [%d][%d] is %g, exactly %g", len(trail), i, j, x, y)
				}
			}
		}
		for v := range m + n {
			if row, ok := de.Row(v); ok && de.Basic[row] != v {
				t.Fatalf("variable %d is not in row %d", v, row)
			}
			if col, ok := de.Col(v); ok && de.Nonbasic[col] != v {
				t.Fatalf("variable %d is not in column %d", v, col)
			}
		}
	}
	for k := len(trail) - 1; k >= 0; k-- {
		de.Pivot(trail[k][0], trail[k][1])
	}
	for k, x := range start {
		if e.Rational(k/(n+1), k%(n+1)).Cmp(big.NewRat(x, 1)) != 0 {
			t.Errorf("entry %d is %v, not %d", k, e.Rational(k/(n+1), k%(n+1)), x)
		}
	}
}

func TestDyadic(t *testing.T) {
	x := []float64{0.1, -3, 0, 1e30, 1e-30, 5e-324}
	z, e := Dyadic(x)
	for k, v := range x {
		back := new(big.Float).SetMantExp(new(big.Float).SetInt(z[k]), e)
		if got, _ := back.Float64(); got != v {
			t.Errorf("%g became %g", v, got)
		}
	}
	if z, e := Dyadic([]float64{0, 0}); e != 0 || z[0].Sign() != 0 {
		t.Errorf("%v %d", z, e)
	}
}
