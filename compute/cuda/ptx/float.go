package ptx

import "math"

// Single precision, ISA, "Floating Point Instructions", without flushing of subnormal numbers: no image of
// ours asks for .ftz. Sums and products that name no rounding are rounded to the
// nearest, each by itself; the ISA lets a device fuse them, which the kernels
// must not depend on. A result that is not a number is the canonical one.

const notANumber = 0x7fffffff

func float32Of(bits uint64) float32 { return math.Float32frombits(uint32(bits)) }

func result32(f float32) uint64 {
	if f != f {
		return notANumber
	}
	return uint64(math.Float32bits(f))
}

func addFloat(a, b, _ uint64) uint64 { return result32(float32Of(a) + float32Of(b)) }
func subFloat(a, b, _ uint64) uint64 { return result32(float32Of(a) - float32Of(b)) }
func mulFloat(a, b, _ uint64) uint64 { return result32(float32(float32Of(a) * float32Of(b))) }

// divFloat: rounding twice is rounding once here, too.
func divFloat(a, b, _ uint64) uint64 {
	return result32(float32(float64(float32Of(a)) / float64(float32Of(b))))
}

func negFloat(a, _, _ uint64) uint64 { return a ^ 1<<31 }
func absFloat(a, _, _ uint64) uint64 { return a &^ (1 << 31) }

// sqrtFloat: 53 bits are more than twice 24 and one, so that rounding twice is
// rounding once.
func sqrtFloat(a, _, _ uint64) uint64 { return result32(float32(math.Sqrt(float64(float32Of(a))))) }

// fmaFloat rounds once. The product is exact in 53 bits; the sum is rounded to
// odd there, from which rounding to 24 bits is right (Boldo and Melquiond 2008).
func fmaFloat(a, b, c uint64) uint64 {
	x, y := float64(float32Of(a))*float64(float32Of(b)), float64(float32Of(c))
	s := x + y
	if math.IsInf(s, 0) || s != s {
		return result32(float32(s))
	}
	t := s - x
	if rest := (x - (s - t)) + (y - t); rest != 0 && math.Float64bits(s)&1 == 0 {
		s = math.Nextafter(s, math.Copysign(math.Inf(1), rest))
	}
	return result32(float32(s))
}

// minFloat and maxFloat: the other one where one is not a number, and −0 below
// +0, ISA, "min" and "max".
func minFloat(a, b, _ uint64) uint64 { return pick(a, b, true) }
func maxFloat(a, b, _ uint64) uint64 { return pick(a, b, false) }

func pick(a, b uint64, smaller bool) uint64 {
	x, y := float32Of(a), float32Of(b)
	switch {
	case x != x && y != y:
		return notANumber
	case x != x:
		return b
	case y != y:
		return a
	case x == y:
		if (a>>31 == 1) == smaller {
			return a
		}
		return b
	case (x < y) == smaller:
		return a
	}
	return b
}

// compareFloat returns a comparison, ISA, "setp"; those that end in u are true,
// the others false, where an operand is not a number.
func compareFloat(op string) (func(a, b uint64) bool, bool) {
	ordered := func(f func(x, y float32) bool) func(a, b uint64) bool {
		return func(a, b uint64) bool { return f(float32Of(a), float32Of(b)) }
	}
	unordered := func(f func(x, y float32) bool) func(a, b uint64) bool {
		return func(a, b uint64) bool {
			x, y := float32Of(a), float32Of(b)
			return x != x || y != y || f(x, y)
		}
	}
	lt := func(x, y float32) bool { return x < y }
	le := func(x, y float32) bool { return x <= y }
	gt := func(x, y float32) bool { return x > y }
	ge := func(x, y float32) bool { return x >= y }
	equal := func(x, y float32) bool { return x == y }
	differ := func(x, y float32) bool { return x < y || x > y }
	switch op {
	case "eq":
		return ordered(equal), true
	case "ne":
		return ordered(differ), true
	case "lt":
		return ordered(lt), true
	case "le":
		return ordered(le), true
	case "gt":
		return ordered(gt), true
	case "ge":
		return ordered(ge), true
	case "equ":
		return unordered(equal), true
	case "neu":
		return unordered(differ), true
	case "ltu":
		return unordered(lt), true
	case "leu":
		return unordered(le), true
	case "gtu":
		return unordered(gt), true
	case "geu":
		return unordered(ge), true
	case "num":
		return ordered(func(x, y float32) bool { return x == x && y == y }), true
	case "nan":
		return unordered(func(x, y float32) bool { return false }), true
	}
	return nil, false
}

// Conversions, ISA, "cvt".

// toTF32 rounds to eleven significant bits, ties away from zero.
func toTF32(a, _, _ uint64) uint64 {
	if f := float32Of(a); f != f {
		return notANumber
	}
	return (a + 0x1000) & 0xffffe000
}

// floatOf converts an integer, to the nearest.
func floatOf(t typ) scalar {
	switch {
	case t.kind == isSigned:
		return func(a, _, _ uint64) uint64 { return result32(float32(signed(a, t.bits))) }
	default:
		return func(a, _, _ uint64) uint64 { return result32(float32(a & low(t.bits))) }
	}
}

// integerOf rounds a number to an integer and stops at the ends of the type;
// what is not a number becomes 0.
func integerOf(t typ, round func(float64) float64) scalar {
	return func(a, _, _ uint64) uint64 {
		f := float64(float32Of(a))
		if f != f {
			return 0
		}
		f = round(f)
		if t.kind == isSigned {
			limit := math.Ldexp(1, int(t.bits)-1)
			switch {
			case f >= limit:
				return low(t.bits - 1)
			case f < -limit:
				return 1 << (t.bits - 1)
			}
			return uint64(int64(f)) & low(t.bits)
		}
		switch {
		case f >= math.Ldexp(1, int(t.bits)):
			return low(t.bits)
		case f < 0:
			return 0
		}
		return uint64(f)
	}
}

// rounded returns how a modifier rounds to an integer.
func rounded(mode string) (func(float64) float64, bool) {
	switch mode {
	case "rzi":
		return math.Trunc, true
	case "rni":
		return math.RoundToEven, true
	case "rmi":
		return math.Floor, true
	case "rpi":
		return math.Ceil, true
	}
	return nil, false
}
