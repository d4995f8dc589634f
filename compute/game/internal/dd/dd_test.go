package dd

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func exact(a Num) *big.Float {
	x := new(big.Float).SetPrec(2000).SetFloat64(a.Hi)
	return x.Add(x, new(big.Float).SetFloat64(a.Lo))
}

func draw(r *rand.Rand) Num {
	x := math.Ldexp(r.NormFloat64(), r.IntN(40)-20)
	return normal(x, x*0x1p-54*r.Float64())
}

// off is |got − want|/|want|.
func off(got Num, want *big.Float) float64 {
	d := new(big.Float).Sub(exact(got), want)
	if want.Sign() != 0 {
		d.Quo(d, want)
	}
	x, _ := d.Float64()
	return math.Abs(x)
}

func TestArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		a, b := draw(r), draw(r)
		x, y := exact(a), exact(b)
		if r.IntN(4) == 0 { // cancels
			b = Num{-a.Hi, a.Lo * r.Float64()}
			y = exact(b)
		}
		z := func() *big.Float { return new(big.Float).SetPrec(2000) }
		for name, e := range map[string]float64{
			"sum":        off(a.Add(b), z().Add(x, y)),
			"difference": off(a.Sub(b), z().Sub(x, y)),
			"product":    off(a.Mul(b), z().Mul(x, y)),
			"times":      off(a.Times(b.Hi), z().Mul(x, exact(Of(b.Hi)))),
			"quotient":   off(a.Div(b), z().Quo(x, y)),
		} {
			if !(e < 1e-30) {
				t.Fatalf("%s of %v and %v is off by %v", name, a, b, e)
			}
		}
		if got := Sum(a.Hi, b.Lo); exact(got).Cmp(z().Add(exact(Of(a.Hi)), exact(Of(b.Lo)))) != 0 {
			t.Fatalf("sum of %v and %v", a.Hi, b.Lo)
		}
	}
}

// Hilbert's matrix of order 9 has condition 5·10¹¹: the solution of a system
// with it keeps 20 digits.
func TestSolve(t *testing.T) {
	bg := context.Background()
	n := 9
	a, x, y := make([]Num, n*n), make([]Num, n), make([]Num, n)
	for i := range n {
		x[i] = Of(float64(i%3) - 1.5)
		for j := range n {
			a[i*n+j] = Of(1).Div(Of(float64(i + j + 1)))
		}
	}
	if err := MulVec(bg, y, a, x); err != nil {
		t.Fatal(err)
	}
	lu, err := Factor(bg, n, append([]Num(nil), a...))
	if err != nil {
		t.Fatal(err)
	}
	lu.Solve(y)
	for i := range y {
		if d := y[i].Sub(x[i]).Float(); math.Abs(d) > 1e-18 {
			t.Errorf("x[%d] is off by %v", i, d)
		}
	}
	if _, err := Factor(bg, 2, make([]Num, 4)); !errors.Is(err, ErrSingular) {
		t.Errorf("zeros: %v", err)
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := Factor(ctx, 40, Vector(make([]float64, 1600))); err == nil {
		t.Error("an ended context factorises")
	}
}

// Matrices of rank k are found to have it, and [I f] spans their rows: also
// where one of the k is only 10⁻²⁰ of the others.
func TestBasis(t *testing.T) {
	bg := context.Background()
	r := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		rows, cols, k := 1+r.IntN(12), 1+r.IntN(12), r.IntN(5)
		k = min(k, rows, cols)
		a := make([]Num, rows*cols)
		for l := range k {
			size := 1.0
			if l == 0 {
				size = 1e-20
			}
			u, v := make([]float64, rows), make([]float64, cols)
			for i := range u {
				u[i] = r.NormFloat64()
			}
			for j := range v {
				v[j] = r.NormFloat64() * size
			}
			for i := range rows {
				for j := range cols {
					a[i*cols+j] = a[i*cols+j].Add(Product(u[i], v[j]))
				}
			}
		}
		at, order, f, err := Basis(bg, rows, cols, append([]Num(nil), a...), 1e-25)
		if err != nil {
			t.Fatal(err)
		}
		if len(at) != k {
			t.Fatalf("%d×%d of rank %d: found %d", rows, cols, k, len(at))
		}
		free := cols - k
		for i := range rows {
			for l := range free {
				got := a[i*cols+order[k+l]]
				for c := range k {
					got = got.Sub(a[i*cols+order[c]].Mul(f[c*free+l]))
				}
				if math.Abs(got.Float()) > 1e-27 {
					t.Fatalf("[%d][%d] is off by %v", i, l, got.Float())
				}
			}
		}
	}
}
