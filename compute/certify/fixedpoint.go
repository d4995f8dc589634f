package certify

import "math/big"

// guard is how many bits more than asked for are computed with.
const guard = 64

// Precision computes exponentials and logarithms in fixed point: an integer x
// stands for x/2^Bits. It is safe for concurrent use.
type Precision struct {
	Bits uint     // at most 512
	ln2  *big.Int // log 2 in units of 2^−(Bits+guard), at most one of them too small
	one  *big.Int // 1 in those units
}

// NewPrecision returns arithmetic of that many fractional bits.
func NewPrecision(bits uint) *Precision {
	wide := &Precision{Bits: bits + guard, one: new(big.Int).Lsh(big.NewInt(1), bits+2*guard)}
	third := new(big.Int).Div(wide.one, big.NewInt(3))
	ln2 := wide.atanh(third)
	return &Precision{
		Bits: bits,
		ln2:  ln2.Rsh(ln2, guard-1), // log 2 = 2·atanh(1/3)
		one:  new(big.Int).Lsh(big.NewInt(1), bits+guard),
	}
}

// atanh returns the sum of u^(2i+1)/(2i+1) for 0 ≤ u ≤ 1/3 in units of
// 2^−(Bits+guard). Every term of fewer than 2⁸ is cut by less than 4 units, so
// the answer is too small by less than 2¹⁰ of them.
func (f *Precision) atanh(u *big.Int) *big.Int {
	w := f.Bits + guard
	square := new(big.Int).Mul(u, u)
	square.Rsh(square, w)
	sum, power, term, odd := new(big.Int), new(big.Int).Set(u), new(big.Int), new(big.Int)
	for i := int64(1); power.Sign() > 0; i += 2 {
		sum.Add(sum, term.Quo(power, odd.SetInt64(i)))
		power.Rsh(power.Mul(power, square), w)
	}
	return sum
}

// ExpNeg returns lo ≤ exp(−x) ≤ hi for x ≥ 0, at most two units apart.
//
// With x = k·log 2 + r, exp(−x) = 2^−k·exp(−r), and exp(−r) is the 2⁸-th power
// of exp(−r/2⁸), which a Taylor series gives.
func (f *Precision) ExpNeg(x *big.Int) (lo, hi *big.Int) {
	if x.BitLen() > int(f.Bits)+10 { // exp(−1024) is below a unit
		return new(big.Int), big.NewInt(1)
	}
	const halvings = 8
	w := f.Bits + guard
	r := new(big.Int).Lsh(x, guard)
	k := new(big.Int)
	k.QuoRem(r, f.ln2, r) // k < 2¹¹, so r is off by less than 2¹¹ units
	r.Rsh(r, halvings)
	sum, term, n := new(big.Int).Set(f.one), new(big.Int).Set(f.one), new(big.Int)
	for i := int64(1); term.Sign() > 0; i++ {
		term.Mul(term, r)
		term.Rsh(term, w)
		term.Quo(term, n.SetInt64(i))
		if i%2 == 1 {
			sum.Sub(sum, term)
		} else {
			sum.Add(sum, term)
		}
	}
	for range halvings {
		sum.Mul(sum, sum)
		sum.Rsh(sum, w)
	}
	// Off by less than 2⁸·(2¹¹/2⁸ + 2·100) + 2⁹ < 2¹⁷ units: of r, of at most a
	// hundred terms, and of the squarings.
	shift := uint(k.Uint64()) + guard
	err := new(big.Int).Lsh(big.NewInt(1), 17)
	lo = new(big.Int).Sub(sum, err)
	if lo.Sign() < 0 {
		lo.SetInt64(0)
	}
	lo.Rsh(lo, shift)
	hi = sum.Add(sum, err)
	return lo, ceilRsh(hi, shift)
}

// Log returns lo ≤ log x ≤ hi for x > 0, at most two units apart. x has at most
// Bits+guard bits.
//
// With x = m·2^e and 1 ≤ m < 2, log x = 2·atanh((m−1)/(m+1)) + e·log 2.
func (f *Precision) Log(x *big.Int) (lo, hi *big.Int) {
	w := f.Bits + guard
	b := uint(x.BitLen() - 1)
	m := new(big.Int).Lsh(x, w-b)
	u := new(big.Int).Sub(m, f.one)
	u.Lsh(u, w)
	v := f.atanh(u.Quo(u, m.Add(m, f.one)))
	v.Lsh(v, 1)
	e := big.NewInt(int64(b) - int64(f.Bits))
	v.Add(v, e.Mul(e, f.ln2))
	// Off by less than 2·(2¹⁰ + 2) + |e| < 2¹² units.
	err := big.NewInt(1 << 12)
	lo = new(big.Int).Sub(v, err)
	lo.Rsh(lo, guard)
	return lo, ceilRsh(v.Add(v, err), guard)
}

// ceilRsh sets x to ⌈x/2ⁿ⌉.
func ceilRsh(x *big.Int, n uint) *big.Int {
	return x.Neg(x.Rsh(x.Neg(x), n)) // Rsh floors
}
