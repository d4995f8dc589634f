// Package wide is the integer arithmetic of the trimmed aggregation game: pulls
// of 128 bits and sums of 192. It does not check for overflow; the limits that
// compute.Columns.Check enforces (anchors below 2¹¹⁰, weights up to 2¹⁶) leave
// room for every result.
//
// A 128-bit integer is a fixed.Q64x64 taken as its count of ulps.
package wide

import (
	"math"
	"math/big"
	"math/bits"

	"oracled/fixed"
)

// Int is a 128-bit integer, Hi·2⁶⁴ + Lo.
type Int = fixed.Q64x64

// AnchorBits bounds anchors: |b| < 2¹¹⁰.
const AnchorBits = 110

// MaxWeight is the weight of an agent that is not stubborn at all (L = 0), and
// the unit of pulls.
const MaxWeight = 1 << 16

// Least and Most are the bounds of Int; no pull reaches them.
var (
	Least = Int{Hi: math.MinInt64}
	Most  = Int{Hi: math.MaxInt64, Lo: math.MaxUint64}
)

// InRange tells whether |b| < 2¹¹⁰.
func InRange(b Int) bool {
	const limit = 1 << (AnchorBits - 64)
	return b.Hi < limit && (b.Hi > -limit || b.Hi == -limit && b.Lo != 0)
}

// Less tells whether a < b.
func Less(a, b Int) bool { return a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo }

// Add returns a + b.
func Add(a, b Int) Int {
	lo, c := bits.Add64(a.Lo, b.Lo, 0)
	hi, _ := bits.Add64(uint64(a.Hi), uint64(b.Hi), c)
	return Int{Hi: int64(hi), Lo: lo}
}

// Sub returns a − b.
func Sub(a, b Int) Int {
	lo, c := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), c)
	return Int{Hi: int64(hi), Lo: lo}
}

// Mul returns w·a.
func Mul(a Int, w uint64) Int {
	hi, lo := bits.Mul64(a.Lo, w)
	return Int{Hi: int64(hi + uint64(a.Hi)*w), Lo: lo}
}

// Pull returns w·(b − v).
func Pull(b, v Int, w uint32) Int { return Mul(Sub(b, v), uint64(w)) }

// Middle returns ⌊(a + b)/2⌋ for a, b within ±2¹²⁶.
func Middle(a, b Int) Int {
	s := Add(a, b)
	return Int{Hi: s.Hi >> 1, Lo: uint64(s.Hi)<<63 | s.Lo>>1}
}

// Sum is a sum of 128-bit integers, in 192 bits of two's complement from the
// least significant word up. 2⁶⁴ pulls fit.
type Sum [3]uint64

// Add adds a.
func (s *Sum) Add(a Int) {
	var c uint64
	s[0], c = bits.Add64(s[0], a.Lo, 0)
	s[1], c = bits.Add64(s[1], uint64(a.Hi), c)
	s[2], _ = bits.Add64(s[2], uint64(a.Hi>>63), c)
}

// Sub subtracts a.
func (s *Sum) Sub(a Int) {
	var c uint64
	s[0], c = bits.Sub64(s[0], a.Lo, 0)
	s[1], c = bits.Sub64(s[1], uint64(a.Hi), c)
	s[2], _ = bits.Sub64(s[2], uint64(a.Hi>>63), c)
}

// SubMul subtracts m·a.
func (s *Sum) SubMul(a Int, m uint64) {
	h0, p0 := bits.Mul64(a.Lo, m)
	h1, p1 := bits.Mul64(uint64(a.Hi), m)
	if a.Hi < 0 {
		h1 -= m
	}
	var c uint64
	p1, c = bits.Add64(p1, h0, 0)
	h1 += c
	s[0], c = bits.Sub64(s[0], p0, 0)
	s[1], c = bits.Sub64(s[1], p1, c)
	s[2], _ = bits.Sub64(s[2], h1, c)
}

// Negative tells whether the sum is below 0.
func (s Sum) Negative() bool { return int64(s[2]) < 0 }

// FloorDiv returns ⌊s/d⌋, which must fit 127 bits; d > 0.
func (s Sum) FloorDiv(d uint64) Int {
	if !s.Negative() {
		q, _ := s.quo(d)
		return q
	}
	var c uint64
	var m Sum
	m[0], c = bits.Sub64(0, s[0], 0)
	m[1], c = bits.Sub64(0, s[1], c)
	m[2], _ = bits.Sub64(0, s[2], c)
	q, r := m.quo(d)
	if r != 0 {
		q = Add(q, Int{Lo: 1})
	}
	return Sub(Int{}, q)
}

// quo divides s ≥ 0.
func (s Sum) quo(d uint64) (q Int, r uint64) {
	hi, r := bits.Div64(s[2]%d, s[1], d)
	lo, r := bits.Div64(r, s[0], d)
	return Int{Hi: int64(hi), Lo: lo}, r
}

// Big returns the sum.
func (s Sum) Big() *big.Int {
	z := big.NewInt(int64(s[2]))
	z.Lsh(z, 64).Or(z, new(big.Int).SetUint64(s[1]))
	return z.Lsh(z, 64).Or(z, new(big.Int).SetUint64(s[0]))
}
