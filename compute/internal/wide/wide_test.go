package wide

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"oracled/fixed"
)

// draw returns an integer below 2^bits in magnitude.
func draw(r *rand.Rand, bits uint) Int {
	z := new(big.Int).SetUint64(r.Uint64())
	z.Lsh(z, 64).Or(z, new(big.Int).SetUint64(r.Uint64())).Rsh(z, 128-uint(r.IntN(int(bits)+1)))
	if r.IntN(2) == 0 {
		z.Neg(z)
	}
	q, err := fixed.FromBig(z)
	if err != nil {
		panic(err)
	}
	return q
}

func TestAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	equal := func(what string, got, want *big.Int) {
		t.Helper()
		if got.Cmp(want) != 0 {
			t.Fatalf("%s = %v, want %v", what, got, want)
		}
	}
	for range 20000 {
		a, b := draw(r, AnchorBits), draw(r, AnchorBits)
		x, y := a.Big(), b.Big()
		w := uint32(r.IntN(MaxWeight + 1))
		equal("Add", Add(a, b).Big(), new(big.Int).Add(x, y))
		equal("Sub", Sub(a, b).Big(), new(big.Int).Sub(x, y))
		equal("Middle", Middle(a, b).Big(), func() *big.Int { s := new(big.Int).Add(x, y); return s.Rsh(s, 1) }())
		pull := new(big.Int).Sub(x, y)
		pull.Mul(pull, big.NewInt(int64(w)))
		equal("Pull", Pull(a, b, w).Big(), pull)
		if Less(a, b) != (x.Cmp(y) < 0) {
			t.Fatalf("Less(%v, %v)", x, y)
		}
	}
}

func TestSum(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 2000 {
		var s Sum
		want := new(big.Int)
		for range r.IntN(40) {
			a := draw(r, 127)
			m := r.Uint64N(1 << 24)
			switch r.IntN(3) {
			case 0:
				s.Add(a)
				want.Add(want, a.Big())
			case 1:
				s.Sub(a)
				want.Sub(want, a.Big())
			case 2:
				s.SubMul(a, m)
				want.Sub(want, new(big.Int).Mul(a.Big(), new(big.Int).SetUint64(m)))
			}
		}
		if s.Big().Cmp(want) != 0 || s.Negative() != (want.Sign() < 0) {
			t.Fatalf("sum %v, want %v", s.Big(), want)
		}
		d := 1<<25 + r.Uint64N(1<<62)
		q := new(big.Int).Div(want, new(big.Int).SetUint64(d)) // Euclidean: floors for d > 0
		if got := s.FloorDiv(d).Big(); got.Cmp(q) != 0 {
			t.Fatalf("⌊%v/%d⌋ = %v, want %v", want, d, got, q)
		}
	}
}

func TestInRange(t *testing.T) {
	limit := Int{Hi: 1 << (AnchorBits - 64)}
	one := Int{Lo: 1}
	for _, c := range []struct {
		b    Int
		want bool
	}{
		{Int{}, true}, {Sub(limit, one), true}, {limit, false}, {Sub(one, limit), true},
		{Sub(Int{}, limit), false}, {Least, false}, {Most, false},
	} {
		if InRange(c.b) != c.want {
			t.Errorf("InRange(%v) = %t", c.b.Big(), !c.want)
		}
	}
}
