package fixed

import "math/big"

var (
	mask128 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1))
	mask256 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
)

// DivU returns x/y rounded towards zero to a multiple of 2⁻⁶⁴, x and y being
// unsigned 256-bit integers in the same unit, as ABDKMath64x64.divu does (bit
// for bit, including its two-step quotient for x ≥ 2¹⁹²). ErrOverflow where
// the result or an operand does not fit, ErrDivisionByZero.
func DivU(x, y *big.Int) (Q64x64, error) {
	if x.Sign() < 0 || y.Sign() < 0 || x.BitLen() > 256 || y.BitLen() > 256 {
		return Q64x64{}, ErrOverflow
	}
	if y.Sign() == 0 {
		return Q64x64{}, ErrDivisionByZero
	}
	if x.BitLen() <= 192 {
		z := new(big.Int).Lsh(x, 64)
		return FromBig(z.Quo(z, y))
	}

	// y is rounded up to 2·(bits of x) − … bits, so that the first quotient is
	// at most the exact one; the remainder x·2⁶⁴ − result·y, modulo 2²⁵⁶ and
	// with its high part in xh, then gives the rest.
	msb := uint(x.BitLen() - 1)
	den := new(big.Int).Sub(y, big.NewInt(1))
	den.Rsh(den, msb-191)
	den.Add(den, big.NewInt(1))
	result := new(big.Int).Lsh(x, 255-msb)
	result.Quo(result, den)
	if result.Cmp(mask128) > 0 {
		return Q64x64{}, ErrOverflow
	}

	hi := new(big.Int).Mul(result, new(big.Int).Rsh(y, 128))
	lo := new(big.Int).Mul(result, new(big.Int).And(y, mask128))
	xh := new(big.Int).Rsh(x, 192)
	xl := new(big.Int).Lsh(x, 64)
	xl.And(xl, mask256)
	subtract := func(n *big.Int) {
		if xl.Cmp(n) < 0 {
			xh.Sub(xh, big.NewInt(1))
		}
		xl.Sub(xl, n)
		xl.And(xl, mask256)
	}
	subtract(lo)
	low := new(big.Int).Lsh(hi, 128)
	subtract(low.And(low, mask256))
	if xh.Cmp(hi.Rsh(hi, 128)) == 0 {
		result.Add(result, xl.Quo(xl, y))
	} else {
		result.Add(result, big.NewInt(1))
	}
	return FromBig(result)
}
