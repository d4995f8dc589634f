package fixed

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"math/bits"
)

// Errors of this package. Returned errors wrap one of them.
var (
	ErrOverflow       = errors.New("fixed: result does not fit Q64.64")
	ErrDivisionByZero = errors.New("fixed: division by zero")
	ErrSyntax         = errors.New("fixed: not a decimal number")
	ErrNotFinite      = errors.New("fixed: not a finite number")
)

// Q64x64 is a signed fixed-point number of 128 bits, 64 of them fractional: the
// integer Hi·2⁶⁴ + Lo, in two's complement, counts ulps of 2⁻⁶⁴. So Hi is the
// number's floor. The zero value is 0, and == compares values.
type Q64x64 struct {
	Hi int64
	Lo uint64
}

// Max and Min return the largest and the smallest Q64x64: 2⁶³ − 2⁻⁶⁴ and −2⁶³.
func Max() Q64x64 { return Q64x64{Hi: math.MaxInt64, Lo: math.MaxUint64} }

// Min returns the smallest Q64x64, −2⁶³.
func Min() Q64x64 { return Q64x64{Hi: math.MinInt64} }

// FromInt64 returns n whole units.
func FromInt64(n int64) Q64x64 { return Q64x64{Hi: n} }

// FromUlps returns n ulps of 2⁻⁶⁴.
func FromUlps(n int64) Q64x64 { return Q64x64{Hi: n >> 63, Lo: uint64(n)} }

// FromBig returns the number of that many ulps of 2⁻⁶⁴, ErrOverflow unless
// −2¹²⁷ ≤ ulps < 2¹²⁷. It does not keep ulps.
func FromBig(ulps *big.Int) (Q64x64, error) {
	if ulps.Sign() >= 0 && ulps.BitLen() > 127 {
		return Q64x64{}, ErrOverflow
	}
	var buf [16]byte
	mag := ulps
	if ulps.Sign() < 0 {
		if ulps.BitLen() > 128 {
			return Q64x64{}, ErrOverflow
		}
		mag = new(big.Int).Neg(ulps)
	}
	mag.FillBytes(buf[:])
	return fromMagnitude(binary.BigEndian.Uint64(buf[:8]), binary.BigEndian.Uint64(buf[8:]), ulps.Sign() < 0)
}

// Big returns the number of ulps of 2⁻⁶⁴, as a new integer.
func (q Q64x64) Big() *big.Int {
	hi, lo, negative := q.magnitude()
	var buf [16]byte
	binary.BigEndian.PutUint64(buf[:8], hi)
	binary.BigEndian.PutUint64(buf[8:], lo)
	z := new(big.Int).SetBytes(buf[:])
	if negative {
		z.Neg(z)
	}
	return z
}

// FromBytes16 reads 16 bytes of big-endian two's complement, Solidity's int128.
func FromBytes16(b [16]byte) Q64x64 {
	return Q64x64{Hi: int64(binary.BigEndian.Uint64(b[:8])), Lo: binary.BigEndian.Uint64(b[8:])}
}

// Bytes16 returns 16 bytes of big-endian two's complement, Solidity's int128.
func (q Q64x64) Bytes16() (b [16]byte) {
	binary.BigEndian.PutUint64(b[:8], uint64(q.Hi))
	binary.BigEndian.PutUint64(b[8:], q.Lo)
	return b
}

// Sign returns −1, 0 or 1.
func (q Q64x64) Sign() int {
	switch {
	case q.Hi < 0:
		return -1
	case q.Hi == 0 && q.Lo == 0:
		return 0
	}
	return 1
}

// Cmp returns −1, 0 or 1 as q is less than, equal to or greater than r.
func (q Q64x64) Cmp(r Q64x64) int {
	switch {
	case q == r:
		return 0
	case q.Hi < r.Hi || q.Hi == r.Hi && q.Lo < r.Lo:
		return -1
	}
	return 1
}

// Add returns q + r, or ErrOverflow.
func (q Q64x64) Add(r Q64x64) (Q64x64, error) {
	lo, carry := bits.Add64(q.Lo, r.Lo, 0)
	hi, _ := bits.Add64(uint64(q.Hi), uint64(r.Hi), carry)
	if (q.Hi < 0) == (r.Hi < 0) && (int64(hi) < 0) != (q.Hi < 0) {
		return Q64x64{}, ErrOverflow
	}
	return Q64x64{Hi: int64(hi), Lo: lo}, nil
}

// Sub returns q − r, or ErrOverflow.
func (q Q64x64) Sub(r Q64x64) (Q64x64, error) {
	lo, borrow := bits.Sub64(q.Lo, r.Lo, 0)
	hi, _ := bits.Sub64(uint64(q.Hi), uint64(r.Hi), borrow)
	if (q.Hi < 0) != (r.Hi < 0) && (int64(hi) < 0) != (q.Hi < 0) {
		return Q64x64{}, ErrOverflow
	}
	return Q64x64{Hi: int64(hi), Lo: lo}, nil
}

// Neg returns −q, or ErrOverflow for Min.
func (q Q64x64) Neg() (Q64x64, error) { return Q64x64{}.Sub(q) }

// Mul returns q·r rounded towards −∞ to a multiple of 2⁻⁶⁴, or ErrOverflow, as
// ABDKMath64x64.mul does.
func (q Q64x64) Mul(r Q64x64) (Q64x64, error) {
	qh, ql, qn := q.magnitude()
	rh, rl, rn := r.magnitude()

	// (p3 p2 p1 p0) = |q|·|r|, 256 bits.
	p1, p0 := bits.Mul64(ql, rl)
	ah, al := bits.Mul64(qh, rl)
	bh, bl := bits.Mul64(ql, rh)
	p3, p2 := bits.Mul64(qh, rh)
	var c uint64
	p1, c = bits.Add64(p1, al, 0)
	p2, c = bits.Add64(p2, ah, c)
	p3 += c
	p1, c = bits.Add64(p1, bl, 0)
	p2, c = bits.Add64(p2, bh, c)
	p3 += c

	negative := qn != rn
	if negative && p0 != 0 { // the floor of a negative: away from zero
		p1, c = bits.Add64(p1, 1, 0)
		p2, c = bits.Add64(p2, 0, c)
		p3 += c
	}
	if p3 != 0 {
		return Q64x64{}, ErrOverflow
	}
	return fromMagnitude(p2, p1, negative)
}

// Div returns q/r rounded towards zero to a multiple of 2⁻⁶⁴, ErrOverflow or
// ErrDivisionByZero, as ABDKMath64x64.div does.
func (q Q64x64) Div(r Q64x64) (Q64x64, error) {
	if r == (Q64x64{}) {
		return Q64x64{}, ErrDivisionByZero
	}
	z := q.Big()
	z.Lsh(z, 64)
	return FromBig(z.Quo(z, r.Big()))
}

// Floor32 returns q rounded towards −∞ to a multiple of 2⁻³², the value that a
// task of width 8 stores.
func (q Q64x64) Floor32() Q64x64 { return Q64x64{Hi: q.Hi, Lo: q.Lo &^ math.MaxUint32} }

// Shift32Floor returns q's ulps divided by 2³² towards −∞, as ulps: the integer
// that counts 2⁻³² in q rounded down.
func (q Q64x64) Shift32Floor() Q64x64 {
	return Q64x64{Hi: q.Hi >> 32, Lo: uint64(q.Hi)<<32 | q.Lo>>32}
}

// magnitude returns |q| in ulps, 0 to 2¹²⁷, and whether q is negative.
func (q Q64x64) magnitude() (hi, lo uint64, negative bool) {
	if q.Hi >= 0 {
		return uint64(q.Hi), q.Lo, false
	}
	lo, borrow := bits.Sub64(0, q.Lo, 0)
	hi, _ = bits.Sub64(0, uint64(q.Hi), borrow)
	return hi, lo, true
}

func fromMagnitude(hi, lo uint64, negative bool) (Q64x64, error) {
	if !negative {
		if hi > math.MaxInt64 {
			return Q64x64{}, ErrOverflow
		}
		return Q64x64{Hi: int64(hi), Lo: lo}, nil
	}
	if hi > 1<<63 || hi == 1<<63 && lo != 0 {
		return Q64x64{}, ErrOverflow
	}
	lo, borrow := bits.Sub64(0, lo, 0)
	hi, _ = bits.Sub64(0, hi, borrow)
	return Q64x64{Hi: int64(hi), Lo: lo}, nil
}
