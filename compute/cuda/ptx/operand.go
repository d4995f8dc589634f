package ptx

import (
	"slices"
	"strings"
)

// operandKind says what stands at an operand's place, ISA 6.
type operandKind uint8

const (
	noOperand operandKind = iota
	isRegister
	isNumber
	isFloatNumber
	isSpecial
	isVariable
	isAddress
	isVector
	isPair  // two predicates or a register and a predicate, with a bar between
	isOther // a name that is none of ours: a label
)

// operand is one operand of an instruction.
type operand struct {
	kind   operandKind
	name   string
	reg    int32 // register, predicate or special register
	typ    typ
	number uint64 // or the offset of an address
	mem    variable
	items  []operand // of a vector or pair; of an address its base
}

// operands reads what stands between an opcode and its semicolon.
func (p *parser) operands() ([]operand, error) {
	var out []operand
	if ok, err := p.accept(";"); err != nil || ok {
		return nil, err
	}
	for {
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		switch {
		case t == ";":
			return out, nil
		case t != ",":
			return nil, p.fail("%q behind an operand", clip(t))
		case len(out) > 16:
			return nil, p.fail("too many operands")
		}
	}
}

func (p *parser) operand() (operand, error) {
	t, err := p.next()
	if err != nil {
		return operand{}, err
	}
	switch t {
	case "[":
		return p.address()
	case "{":
		v := operand{kind: isVector}
		for {
			o, err := p.simple("")
			if err != nil {
				return operand{}, err
			}
			v.items = append(v.items, o)
			t, err := p.next()
			if err != nil {
				return operand{}, err
			}
			if t == "}" {
				return v, nil
			}
			if t != "," || len(v.items) == 8 {
				return operand{}, p.fail("%q in a vector", clip(t))
			}
		}
	}
	o, err := p.simple(t)
	if err != nil {
		return operand{}, err
	}
	if ok, err := p.accept("|"); err != nil || !ok {
		return o, err
	}
	second, err := p.simple("")
	return operand{kind: isPair, items: []operand{o, second}}, err
}

// simple reads a register, a number or a name; t is its first token, if that was
// taken.
func (p *parser) simple(t string) (operand, error) {
	if t == "" {
		var err error
		if t, err = p.next(); err != nil {
			return operand{}, err
		}
	}
	if t == "-" {
		n, err := p.next()
		if err != nil {
			return operand{}, err
		}
		v, ok := wholeNumber(n)
		if !ok || v > 1<<63 {
			return operand{}, p.fail("-%s is no number of 64 bits", clip(n))
		}
		return operand{kind: isNumber, number: -v}, nil
	}
	if t == "" || !wordByte(t[0]) {
		return operand{}, p.fail("%q where an operand is expected", clip(t))
	}
	if bits, width, ok := floatNumber(t); ok {
		return operand{kind: isFloatNumber, number: bits, typ: typ{isFloat, width}}, nil
	}
	if t[0] >= '0' && t[0] <= '9' {
		v, ok := wholeNumber(t)
		if !ok {
			return operand{}, p.fail("%s is no number of 64 bits", clip(t))
		}
		return operand{kind: isNumber, number: v}, nil
	}
	if r, ty, ok := p.fn.register(t); ok {
		return operand{kind: isRegister, name: t, reg: r, typ: ty}, nil
	}
	if t[0] == '%' {
		if i := slices.Index(specials, t); i >= 0 {
			return operand{kind: isSpecial, name: t, reg: int32(i)}, nil
		}
		return operand{}, p.fail("register %s is not declared", clip(t))
	}
	if strings.IndexByte(t, '.') >= 0 {
		return operand{}, p.fail("%q where an operand is expected", clip(t))
	}
	if v, ok := p.lookup(t); ok {
		return operand{kind: isVariable, name: t, mem: v}, nil
	}
	return operand{kind: isOther, name: t}, nil
}

// address reads what stands between square brackets, ISA 6.4.
func (p *parser) address() (operand, error) {
	base, err := p.simple("")
	if err != nil {
		return operand{}, err
	}
	a := operand{kind: isAddress, items: []operand{base}}
	t, err := p.next()
	if err != nil {
		return operand{}, err
	}
	if t == "+" || t == "-" {
		negative := t == "-"
		o, err := p.simple("")
		if err != nil {
			return operand{}, err
		}
		if o.kind != isNumber {
			return operand{}, p.fail("an address is a base and a number")
		}
		if a.number = o.number; negative {
			a.number = -a.number
		}
		if t, err = p.next(); err != nil {
			return operand{}, err
		}
	}
	if t != "]" {
		return operand{}, p.fail("%q in an address", clip(t))
	}
	return a, nil
}

// source returns the register or constant of an operand of type t.
func (p *parser) source(o operand, t typ) (int32, error) {
	switch {
	case o.kind == isRegister && t.agrees(o.typ):
		return o.reg, nil
	case o.kind == isRegister:
		return 0, p.fail("%s, of %d bits, is not an operand for %d bits of another kind or width", clip(o.name), o.typ.bits, t.bits)
	case o.kind == isNumber && t.kind != isFloat && t.kind != isPred:
		if n := int64(o.number); t.bits < 64 && (n < -1<<(t.bits-1) || n >= 1<<t.bits) {
			return 0, p.fail("%d does not fit %d bits", int64(o.number), t.bits)
		}
		return p.constant(o.number & low(t.bits)), nil
	case o.kind == isFloatNumber && (t.kind == isFloat || t.kind == isBits) && o.typ.bits == t.bits:
		return p.constant(o.number), nil
	}
	return 0, p.fail("an operand that this instruction cannot have")
}

// destination returns the register of an operand that is written.
func (p *parser) destination(o operand, t typ) (int32, error) {
	if o.kind != isRegister {
		return 0, p.fail("a result goes to a register")
	}
	return p.source(o, t)
}

// predicate returns the predicate of an operand.
func (p *parser) predicate(o operand) (int32, error) {
	if o.kind != isRegister || o.typ.kind != isPred {
		return 0, p.fail("a predicate is expected")
	}
	return o.reg, nil
}

// low is a mask of so many bits, 1 to 64.
func low(bits uint8) uint64 { return ^uint64(0) >> (64 - bits) }
