package ptx

import "math/bits"

// carryOf returns addition or subtraction with a carry, ISA, "Extended-Precision Integer Arithmetic". After a
// subtraction the flag is the borrow.
func carryOf(subtract bool, width uint8) func(a, b, in uint64) (uint64, uint64) {
	switch {
	case width == 64 && subtract:
		return bits.Sub64
	case width == 64:
		return bits.Add64
	case subtract:
		return func(a, b, in uint64) (uint64, uint64) {
			v, borrow := bits.Sub32(uint32(a), uint32(b), uint32(in))
			return uint64(v), uint64(borrow)
		}
	}
	return func(a, b, in uint64) (uint64, uint64) {
		v, carry := bits.Add32(uint32(a), uint32(b), uint32(in))
		return uint64(v), uint64(carry)
	}
}

// atomicOf returns what an atomic instruction leaves in memory, ISA, "atom".
func atomicOf(op string, t typ) (func(old, a uint64) uint64, bool) {
	number := t.kind == isUnsigned || t.kind == isSigned
	wide := t.bits == 32 || t.bits == 64
	var f scalar
	switch {
	case op == "add" && (t.kind == isUnsigned || t.kind == isSigned && t.bits == 32):
		f = addOf(t.bits)
	case op == "min" && number:
		f = minOf(t)
	case op == "max" && number:
		f = maxOf(t)
	case op == "and" && t.kind == isBits:
		f = andScalar
	case op == "or" && t.kind == isBits:
		f = orScalar
	case op == "xor" && t.kind == isBits:
		f = xorScalar
	case op == "exch" && t.kind == isBits:
		return func(_, a uint64) uint64 { return a }, wide
	default:
		return nil, false
	}
	return func(old, a uint64) uint64 { return f(old, a, 0) }, wide
}
