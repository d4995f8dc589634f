package certify

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

const exact = 1200 // bits of the references, which share nothing with what they measure

func float(x *big.Int, bits uint) *big.Float {
	f := new(big.Float).SetPrec(exact).SetInt(x)
	return f.SetMantExp(f, -int(bits))
}

// expNeg is 1/exp(x/2²⁰)^(2²⁰) by the series of exp.
func expNeg(x *big.Float) *big.Float {
	const doublings = 20
	r := new(big.Float).SetPrec(exact).SetMantExp(x, -doublings)
	sum, term := big.NewFloat(1).SetPrec(exact), big.NewFloat(1).SetPrec(exact)
	for i := int64(1); i < 400; i++ {
		term.Mul(term, r)
		term.Quo(term, new(big.Float).SetPrec(exact).SetInt64(i))
		sum.Add(sum, term)
	}
	for range doublings {
		sum.Mul(sum, sum)
	}
	return sum.Quo(big.NewFloat(1).SetPrec(exact), sum)
}

// logOf is 2ᵏ·log of the 2ᵏ-th root, by the series of log(1+u).
func logOf(x *big.Float) *big.Float {
	const roots = 40
	r := new(big.Float).SetPrec(exact).Set(x)
	for range roots {
		r.Sqrt(r)
	}
	u := r.Sub(r, big.NewFloat(1).SetPrec(exact))
	sum, power := new(big.Float).SetPrec(exact), big.NewFloat(-1).SetPrec(exact)
	for i := int64(1); i < 60; i++ {
		power.Mul(power, u)
		power.Neg(power)
		sum.Add(sum, new(big.Float).SetPrec(exact).Quo(power, new(big.Float).SetPrec(exact).SetInt64(i)))
	}
	return sum.SetMantExp(sum, roots)
}

func enclosed(t *testing.T, what string, x, lo, hi *big.Int, want *big.Float, bits uint) {
	t.Helper()
	if float(lo, bits).Cmp(want) > 0 || float(hi, bits).Cmp(want) < 0 {
		t.Errorf("%s of %s/2^%d: %s to %s do not enclose %s", what, x, bits, lo, hi, want.Text('g', 30))
	}
	if width := new(big.Int).Sub(hi, lo); width.Cmp(big.NewInt(2)) > 0 {
		t.Errorf("%s of %s/2^%d: %s wide", what, x, bits, width)
	}
}

func TestExpAndLogEnclose(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	random := func(bits uint) *big.Int {
		x := new(big.Int)
		for range bits/64 + 1 {
			x.Or(x.Lsh(x, 64), new(big.Int).SetUint64(r.Uint64()))
		}
		return x.Rsh(x, uint(x.BitLen())-min(uint(x.BitLen()), bits))
	}
	for _, bits := range []uint{64, 128, 320} {
		f := NewPrecision(bits)
		xs := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), bits), new(big.Int).Lsh(big.NewInt(700), bits), new(big.Int).Lsh(big.NewInt(1023), bits)}
		for i := uint(1); i <= 60; i++ {
			xs = append(xs, random(i*(bits+10)/60))
		}
		for _, x := range xs {
			lo, hi := f.ExpNeg(x)
			enclosed(t, "exp(−x)", x, lo, hi, expNeg(float(x, bits)), bits)
			if x.Sign() > 0 {
				lo, hi = f.Log(x)
				enclosed(t, "log", x, lo, hi, logOf(float(x, bits)), bits)
			}
		}
		if lo, hi := f.ExpNeg(new(big.Int).Lsh(big.NewInt(1), bits+5000)); lo.Sign() != 0 || hi.Cmp(big.NewInt(1)) != 0 {
			t.Errorf("exp of next to nothing: %s to %s", lo, hi)
		}
	}
}
