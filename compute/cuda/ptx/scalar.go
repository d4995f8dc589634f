package ptx

import "math/bits"

// Integer instructions, ISA, "Integer Arithmetic" and "Logic and Shift", a lane at a time. Operands
// have zeros above their width, and so do results.

type scalar = func(a, b, c uint64) uint64

// signed extends a number of so many bits by its sign.
func signed(v uint64, width uint8) int64 { return int64(v<<(64-width)) >> (64 - width) }

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func addOf(w uint8) scalar { m := low(w); return func(a, b, _ uint64) uint64 { return (a + b) & m } }
func subOf(w uint8) scalar { m := low(w); return func(a, b, _ uint64) uint64 { return (a - b) & m } }

// mulLo and its like: the lower half of a product does not depend on signs.
func mulLo(w uint8) scalar { m := low(w); return func(a, b, _ uint64) uint64 { return a * b & m } }
func madLo(w uint8) scalar { m := low(w); return func(a, b, c uint64) uint64 { return (a*b + c) & m } }

func mulHi(t typ) scalar {
	switch {
	case t.bits == 64 && t.kind == isSigned:
		return func(a, b, _ uint64) uint64 {
			hi, _ := bits.Mul64(a, b)
			return hi - uint64(int64(a)>>63)&b - uint64(int64(b)>>63)&a
		}
	case t.bits == 64:
		return func(a, b, _ uint64) uint64 { hi, _ := bits.Mul64(a, b); return hi }
	case t.kind == isSigned:
		return func(a, b, _ uint64) uint64 {
			return uint64(signed(a, t.bits)*signed(b, t.bits)>>t.bits) & low(t.bits)
		}
	}
	return func(a, b, _ uint64) uint64 { return a * b >> t.bits }
}

// mulWide and madWide have results of twice the width, at most 64 bits.
func mulWide(t typ) scalar {
	m := low(2 * t.bits)
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 { return uint64(signed(a, t.bits)*signed(b, t.bits)) & m }
	}
	return func(a, b, _ uint64) uint64 { return a * b & m }
}

func madWide(t typ) scalar {
	mul, m := mulWide(t), low(2*t.bits)
	return func(a, b, c uint64) uint64 { return (mul(a, b, 0) + c) & m }
}

// div and rem: by zero the ISA leaves the result to the device, and the machine
// makes it an error; see dividesByZero.
func divOf(t typ) scalar {
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 { return uint64(signed(a, t.bits)/signed(b, t.bits)) & low(t.bits) }
	}
	return func(a, b, _ uint64) uint64 { return a / b }
}

func remOf(t typ) scalar {
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 { return uint64(signed(a, t.bits)%signed(b, t.bits)) & low(t.bits) }
	}
	return func(a, b, _ uint64) uint64 { return a % b }
}

func minOf(t typ) scalar {
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 {
			if signed(b, t.bits) < signed(a, t.bits) {
				return b
			}
			return a
		}
	}
	return func(a, b, _ uint64) uint64 { return min(a, b) }
}

func maxOf(t typ) scalar {
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 {
			if signed(b, t.bits) > signed(a, t.bits) {
				return b
			}
			return a
		}
	}
	return func(a, b, _ uint64) uint64 { return max(a, b) }
}

func negOf(w uint8) scalar { m := low(w); return func(a, _, _ uint64) uint64 { return -a & m } }
func absOf(w uint8) scalar {
	m := low(w)
	return func(a, _, _ uint64) uint64 {
		if signed(a, w) < 0 {
			return -a & m
		}
		return a
	}
}

func notOf(w uint8) scalar            { m := low(w); return func(a, _, _ uint64) uint64 { return ^a & m } }
func andScalar(a, b, _ uint64) uint64 { return a & b }
func orScalar(a, b, _ uint64) uint64  { return a | b }
func xorScalar(a, b, _ uint64) uint64 { return a ^ b }
func movScalar(a, _, _ uint64) uint64 { return a }

// Shifts by more than the width are by the width, ISA, "shl" and "shr".
func shlOf(w uint8) scalar {
	m := low(w)
	return func(a, b, _ uint64) uint64 { return a << min(b, 64) & m }
}

func shrOf(t typ) scalar {
	if t.kind == isSigned {
		return func(a, b, _ uint64) uint64 { return uint64(signed(a, t.bits)>>min(b, 63)) & low(t.bits) }
	}
	return func(a, b, _ uint64) uint64 { return a >> min(b, 64) }
}

func clzOf(w uint8) scalar {
	return func(a, _, _ uint64) uint64 { return uint64(bits.LeadingZeros64(a) - 64 + int(w)) }
}
func popcScalar(a, _, _ uint64) uint64 { return uint64(bits.OnesCount64(a)) }
func brevOf(w uint8) scalar {
	return func(a, _, _ uint64) uint64 { return bits.Reverse64(a) >> (64 - w) }
}

// bfindOf is where the most significant bit is that differs from the sign, ISA,
// "bfind"; with shiftamt how far it is from the top. All ones if there is none.
func bfindOf(t typ, shift bool) scalar {
	return func(a, _, _ uint64) uint64 {
		if t.kind == isSigned && signed(a, t.bits) < 0 {
			a = ^a & low(t.bits)
		}
		if a == 0 {
			return low(32)
		}
		at := bits.Len64(a) - 1
		if shift {
			at = int(t.bits) - 1 - at
		}
		return uint64(at)
	}
}

// bfiOf inserts the low bits of a into b, from bit c on; the instruction's fourth
// operand says how many, ISA, "bfi". Both count in their low eight bits.
func bfi(w uint8, a, b, at, length uint64) uint64 {
	at, length = at&255, length&255
	m := ^uint64(0)
	if length < 64 {
		m = 1<<length - 1
	}
	if at >= uint64(w) {
		return b
	}
	return (b&^(m<<at) | a&m<<at) & low(w)
}

// compare returns a comparison of integers, ISA, "setp".
func compare(op string, t typ) (func(a, b uint64) bool, bool) {
	s := func(v uint64) int64 { return signed(v, t.bits) }
	switch op {
	case "eq":
		return func(a, b uint64) bool { return a == b }, true
	case "ne":
		return func(a, b uint64) bool { return a != b }, true
	}
	switch {
	case t.kind == isUnsigned:
		switch op {
		case "lt", "lo":
			return func(a, b uint64) bool { return a < b }, true
		case "le", "ls":
			return func(a, b uint64) bool { return a <= b }, true
		case "gt", "hi":
			return func(a, b uint64) bool { return a > b }, true
		case "ge", "hs":
			return func(a, b uint64) bool { return a >= b }, true
		}
	case t.kind == isSigned:
		switch op {
		case "lt":
			return func(a, b uint64) bool { return s(a) < s(b) }, true
		case "le":
			return func(a, b uint64) bool { return s(a) <= s(b) }, true
		case "gt":
			return func(a, b uint64) bool { return s(a) > s(b) }, true
		case "ge":
			return func(a, b uint64) bool { return s(a) >= s(b) }, true
		}
	}
	return nil, false
}
