package certify

import (
	"errors"
	"math"
	"math/big"
	"testing"
)

func ints(x ...int64) []*big.Int {
	out := make([]*big.Int, len(x))
	for i, v := range x {
		out[i] = big.NewInt(v)
	}
	return out
}

// shares returns x/sum in units of 2⁻⁶⁴; the sum is a power of two.
func shares(log uint, x ...int64) []*big.Int {
	out := ints(x...)
	for _, v := range out {
		v.Lsh(v, ProbabilityBits-log)
	}
	return out
}

func dual(x float64) *big.Int {
	y, _ := new(big.Float).SetMantExp(big.NewFloat(x), DualBits).Int(nil)
	return y
}

func TestCheckDistribution(t *testing.T) {
	for _, c := range []struct {
		p  []*big.Int
		ok bool
	}{
		{shares(2, 1, 3), true},
		{shares(2, 0, 4), true},
		{shares(2, -1, 5), false},
		{shares(2, 1, 2), false},
		{append(shares(2, 1, 3), big.NewInt(1)), false},
		{[]*big.Int{shares(0, 1)[0], nil}, false},
		{nil, false},
	} {
		if err := CheckDistribution(ProbabilityBits, c.p); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("%v: %v", c.p, err)
		}
	}
}

// TestCheckViolations: the bound is met exactly and not by one unit less.
func TestCheckViolations(t *testing.T) {
	g := Constraints{Rows: [][]*big.Int{ints(-1, -1), ints(3, -1)}, Unit: ints(1, 3)}
	// 3p − (1−p) ≤ 3·2⁻¹⁰ up to p = (1 + 3·2⁻¹⁰)/4.
	most := new(big.Int).Lsh(big.NewInt(1024+3), ProbabilityBits-12)
	p := []*big.Int{most, new(big.Int).Sub(shares(0, 1)[0], most)}
	if err := g.CheckViolations(p, 10); err != nil {
		t.Error(err)
	}
	p[0].Add(p[0], big.NewInt(1))
	p[1].Sub(p[1], big.NewInt(1))
	if err := g.CheckViolations(p, 10); !errors.Is(err, ErrRefused) {
		t.Errorf("an ulp above the bound: %v", err)
	}
}

// TestCheckEntropy: of p ≤ 1/4 for the first of two outcomes the largest entropy
// is at (1/4, 3/4), with the multiplier y of 3p_0 − p_1 ≤ 0 that makes
// exp(−3y) : exp(y) = 1 : 3.
func TestCheckEntropy(t *testing.T) {
	g := Constraints{Rows: [][]*big.Int{ints(3, -1)}, Unit: ints(1)}
	y := math.Log(3) / 4
	best := shares(2, 1, 3)
	for _, c := range []struct {
		name  string
		p     []*big.Int
		y     []*big.Int
		bound Bound
		ok    bool
	}{
		{"the largest", best, []*big.Int{dual(y)}, 45, true},
		{"a multiplier near it", best, []*big.Int{dual(y + 1e-4)}, 25, true}, // the gap is 3/2·10⁻⁸, a variance of 3 times 10⁻⁸/2
		{"the same, closer", best, []*big.Int{dual(y + 1e-4)}, 26, false},
		{"no multiplier", best, []*big.Int{dual(0)}, 3, false}, // log 2 − H = 0.13
		{"the same, nearly nothing asked", best, []*big.Int{dual(0)}, 2, true},
		{"too large a multiplier", best, []*big.Int{dual(y + 1)}, 8, false},
		{"less entropy", shares(10, 250, 774), []*big.Int{dual(y)}, 7, true}, // H is 0.0064 less
		{"less entropy, closer", shares(10, 250, 774), []*big.Int{dual(y)}, 8, false},
		{"a vertex", shares(2, 0, 4), []*big.Int{dual(y)}, 2, false},
		{"negative", best, []*big.Int{dual(-y)}, 2, false},
		{"missing", best, nil, 2, false},
		{"nil", best, []*big.Int{nil}, 2, false},
		{"two", best, []*big.Int{dual(y), dual(0)}, 2, false},
	} {
		err := g.CheckEntropy(c.p, c.y, c.bound)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// Without constraints the bound is log c, exactly.
	if err := (Constraints{}).CheckEntropy(shares(2, 1, 1, 1, 1), nil, 100); err != nil {
		t.Errorf("uniform: %v", err)
	}
	if err := (Constraints{}).CheckEntropy(shares(2, 1, 1, 1, 1), nil, 1000); !errors.Is(err, ErrRefused) {
		t.Errorf("a bound beyond the precision: %v", err)
	}
	// At (1/2 + d, 1/2 − d) the entropy is 2d² less, and a bound of 2⁻²¹ passes at
	// d = 2⁻¹¹ but for terms of d⁴.
	for d, ok := range map[int64]bool{1<<52 + 1<<40: true, 1<<53 + 1<<50: false} {
		p := shares(1, 1, 1)
		p[0].Add(p[0], big.NewInt(d))
		p[1].Sub(p[1], big.NewInt(d))
		if err := (Constraints{}).CheckEntropy(p, nil, 21); (err == nil) != ok {
			t.Errorf("d = 2⁻⁶⁴·%d: %v", d, err)
		}
	}
}
