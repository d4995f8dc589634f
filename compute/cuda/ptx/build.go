package ptx

import "math"

// instruction reads one instruction; t is its first token.
func (p *parser) instruction(t string) error {
	line := p.line
	zero := p.constant(0)
	in := instruction{line: int32(line), guard: none, d: none, a: zero, b: zero, c: zero, p: none, q: none}
	if t == "@" {
		var err error
		if in.negate, err = p.accept("!"); err != nil {
			return err
		}
		o, err := p.simple("")
		if err != nil {
			return err
		}
		if in.guard, err = p.predicate(o); err != nil {
			return err
		}
		if t, err = p.next(); err != nil {
			return err
		}
	}
	f, err := p.opcode(t)
	if err != nil {
		return err
	}
	in.kind, in.form = f.kind, f
	p.module.constantReads = p.module.constantReads || f.readOnly
	in.one, in.all, in.cmp, in.cmps = f.one, f.all, f.cmp, f.cmps
	if f.kind == kindCall {
		err = p.call(&in)
	} else {
		var ops []operand
		if ops, err = p.operands(); err == nil {
			err = p.build(&in, ops)
		}
	}
	if err != nil {
		return err
	}
	p.module.code = append(p.module.code, in)
	return nil
}

// build fills an instruction with its operands.
func (p *parser) build(in *instruction, ops []operand) error {
	f := in.form
	switch f.kind {
	case kindALU:
		if f.class == Move {
			return p.move(in, ops)
		}
		return p.alu(in, ops)
	case kindCarry:
		if f.getCarry && !p.fn.carried {
			return p.fail("%s takes a carry that nothing above it sets in straight code", f.name)
		}
		p.fn.carried = f.setCarry
		return p.alu(in, ops)
	case kindCompare, kindSelect, kindMovePredicate, kindLogicPredicate:
		return p.predicated(in, ops)
	case kindLoad, kindStore, kindLoadParam, kindStoreParam:
		return p.access(in, ops)
	case kindAtomic, kindCopyAsync:
		return p.special(in, ops)
	case kindBranch:
		if len(ops) != 1 || ops[0].kind != isOther {
			return p.fail("a branch goes to a label")
		}
		p.fn.carried = false
		p.fn.jumps = append(p.fn.jumps, jump{int32(len(p.module.code)), ops[0].name, p.line})
		return nil
	case kindReturn, kindExit, kindCommit, kindFence:
		return p.count(in, ops, 0)
	case kindBarrier, kindSyncWarp, kindWaitGroup:
		if err := p.count(in, ops, 1); err != nil {
			return err
		}
		if f.kind == kindSyncWarp {
			var err error
			in.a, err = p.source(ops[0], b32)
			return err
		}
		if limit := uint64(15); ops[0].kind != isNumber || ops[0].number > limit {
			return p.fail("%s takes a number up to %d", f.name, limit)
		}
		in.offset = int64(ops[0].number)
		return nil
	}
	return p.exchange(in, ops)
}

func (p *parser) count(in *instruction, ops []operand, want int) error {
	if len(ops) != want {
		return p.fail("%s has %d operands here and takes %d", in.form.name, len(ops), want)
	}
	return nil
}

// alu is a result and up to three sources.
func (p *parser) alu(in *instruction, ops []operand) (err error) {
	f := in.form
	if err := p.count(in, ops, 1+len(f.src)); err != nil {
		return err
	}
	if f.convert {
		return p.convert(in, ops)
	}
	if in.d, err = p.destination(ops[0], f.dst); err != nil {
		return err
	}
	for i, to := range []*int32{&in.a, &in.b, &in.c}[:min(3, len(f.src))] {
		if *to, err = p.source(ops[1+i], f.src[i]); err != nil {
			return err
		}
	}
	if len(f.src) == 4 { // bfi
		if ops[4].kind != isNumber {
			return p.fail("%s is known with a number as its length", f.name)
		}
		w, length := f.dst.bits, ops[4].number
		in.one = func(a, b, c uint64) uint64 { return bfi(w, a, b, c, length) }
	}
	return nil
}

// convert is cvt between integers. The source's lower bits are taken, made as wide
// as the result's type, and extended to the register by the sign of that type, ISA
// 9.4, "Operand Size Exceeding Instruction-Type Size".
func (p *parser) convert(in *instruction, ops []operand) error {
	f := in.form
	to, from := ops[0], ops[1]
	if to.kind != isRegister || from.kind != isRegister || to.typ.kind == isPred || from.typ.kind == isPred ||
		to.typ.kind == isFloat || from.typ.kind == isFloat || to.typ.bits < f.dst.bits || from.typ.bits < f.src[0].bits {
		return p.fail("%s takes registers at least as wide as its types", f.name)
	}
	in.d, in.a = to.reg, from.reg
	a, b, register := f.src[0], f.dst, to.typ.bits
	in.one = func(v, _, _ uint64) uint64 {
		return extend(extend(v, a, 64), b, register)
	}
	return nil
}

// extend takes the lower bits of a number and extends it to a register.
func extend(v uint64, t typ, register uint8) uint64 {
	if v &= low(t.bits); t.kind == isSigned {
		v = uint64(signed(v, t.bits))
	}
	return v & low(register)
}

// move is mov.
func (p *parser) move(in *instruction, ops []operand) (err error) {
	if err := p.count(in, ops, 2); err != nil {
		return err
	}
	t, to, from := in.form.dst, ops[0], ops[1]
	address := t.bits >= 32 && t.kind != isFloat
	switch {
	case to.kind == isVector:
		in.kind = kindUnpack
		if in.vec, err = p.vector(to, t, true); err != nil {
			return err
		}
		in.results = len(in.vec)
		in.a, err = p.source(from, t)
		return err
	case from.kind == isVector:
		in.kind = kindPack
		if in.vec, err = p.vector(from, t, false); err != nil {
			return err
		}
	case from.kind == isSpecial:
		if t.bits != 32 || t.kind == isFloat {
			return p.fail("%s has 32 bits", from.name)
		}
		in.kind, in.offset = kindSpecial, int64(from.reg)
	case from.kind == isVariable && from.mem.space == shared && address:
		in.a = p.constant(uint64(sharedStart + from.mem.at))
	case from.kind == isVariable && from.mem.space == local && address:
		in.kind, in.offset = kindLocalAddress, int64(from.mem.at)
	default:
		if in.a, err = p.source(from, t); err != nil {
			return err
		}
	}
	in.d, err = p.destination(to, t)
	return err
}

// vector returns the registers that a register of type t is put together from.
func (p *parser) vector(o operand, t typ, results bool) ([]int32, error) {
	n := len(o.items)
	if n != 2 && n != 4 || int(t.bits)/n < 16 {
		return nil, p.fail("a register of %d bits has no %d parts", t.bits, n)
	}
	return p.registersOf(o, typ{isBits, t.bits / uint8(n)}, n, results)
}

func (p *parser) registersOf(o operand, t typ, n int, results bool) (out []int32, err error) {
	if o.kind != isVector || len(o.items) != n {
		return nil, p.fail("%d registers between braces are expected", n)
	}
	for _, item := range o.items {
		var r int32
		if results {
			r, err = p.destination(item, t)
		} else {
			r, err = p.source(item, t)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// predicated is what makes predicates or selects by them.
func (p *parser) predicated(in *instruction, ops []operand) (err error) {
	f := in.form
	want := map[kind]int{kindCompare: 3, kindSelect: 4, kindMovePredicate: 2, kindLogicPredicate: 1 + len(f.src)}[f.kind]
	if err := p.count(in, ops, want); err != nil {
		return err
	}
	switch f.kind {
	case kindSelect:
		if in.d, err = p.destination(ops[0], f.dst); err != nil {
			return err
		}
		if in.a, err = p.source(ops[1], f.dst); err != nil {
			return err
		}
		if in.b, err = p.source(ops[2], f.dst); err != nil {
			return err
		}
		in.p, err = p.predicate(ops[3])
		return err
	}
	if in.p, err = p.predicate(ops[0]); err != nil {
		return err
	}
	switch f.kind {
	case kindCompare:
		if in.a, err = p.source(ops[1], f.src[0]); err != nil {
			return err
		}
		in.b, err = p.source(ops[2], f.src[1])
		return err
	case kindMovePredicate:
		if ops[1].kind == isNumber {
			in.offset = -int64(truth(ops[1].number != 0))
			return nil
		}
		in.q, err = p.predicate(ops[1])
		return err
	}
	if in.q, err = p.predicate(ops[1]); err != nil {
		return err
	}
	in.target = in.q
	if len(f.src) == 2 {
		in.target, err = p.predicate(ops[2])
	}
	return err
}

// access is ld and st.
func (p *parser) access(in *instruction, ops []operand) error {
	f := in.form
	if err := p.count(in, ops, 2); err != nil {
		return err
	}
	load := f.kind == kindLoad || f.kind == kindLoadParam
	at, data := ops[1], ops[0]
	if !load {
		at, data = data, at
	}
	if err := p.place(in, at, f.space); err != nil {
		return err
	}
	items := []operand{data}
	if f.vector > 1 {
		if data.kind != isVector {
			return p.fail("%s takes %d registers between braces", f.name, f.vector)
		}
		items = data.items
	}
	if len(items) != f.vector {
		return p.fail("%s takes %d registers", f.name, f.vector)
	}
	for _, o := range items {
		// A register may be wider than what is read or written, ISA 9.4.
		t := f.elem
		if o.kind == isRegister {
			if o.typ.bits < t.bits || o.typ.kind == isPred || o.typ.kind == isFloat != (t.kind == isFloat) && t.kind != isBits && o.typ.kind != isBits ||
				(o.typ.kind == isFloat || t.kind == isFloat) && o.typ.bits != t.bits {
				return p.fail("%s is no register for %s", clip(o.name), f.name)
			}
			in.vec = append(in.vec, o.reg)
			continue
		}
		if load {
			return p.fail("a result goes to a register")
		}
		r, err := p.source(o, t)
		if err != nil {
			return err
		}
		in.vec = append(in.vec, r)
	}
	if load {
		in.results = len(in.vec)
		if f.elem.kind == isSigned { // extended to the register
			in.c = p.constant(uint64(items[0].typ.bits))
			for _, o := range items {
				if o.typ.bits != items[0].typ.bits {
					return p.fail("%s takes registers of one width", f.name)
				}
			}
		}
	}
	return nil
}

// place sets the base and the offset of an address. q is 0 where the frame's
// local memory is to be added.
func (p *parser) place(in *instruction, o operand, s space) (err error) {
	if o.kind != isAddress {
		return p.fail("%s takes an address between square brackets", in.form.name)
	}
	base := o.items[0]
	in.offset = int64(o.number)
	if in.offset < math.MinInt32 || in.offset > math.MaxInt32 {
		return p.fail("an address is at most 2³¹ from its base")
	}
	if s == param {
		if base.kind != isVariable || base.mem.space != param {
			return p.fail("parameters are addressed by name")
		}
		size := int64(in.form.vector * in.form.elem.bytes())
		if in.offset < 0 || in.offset+size > int64(base.mem.size) || in.offset%size != 0 {
			return p.fail("%d bytes at %d are not in %s, of %d, or not aligned", size, in.offset, clip(base.name), base.mem.size)
		}
		in.offset += int64(base.mem.at)
		return nil
	}
	switch {
	case base.kind == isVariable && base.mem.space == s && s == shared:
		in.a = p.constant(uint64(sharedStart + base.mem.at))
	case base.kind == isVariable && base.mem.space == s && s == local:
		in.q, in.offset = 0, in.offset+int64(base.mem.at)
	case base.kind == isNumber:
		in.a = p.constant(base.number)
	case base.kind == isRegister && base.typ.kind != isFloat && (base.typ.bits == 64 || base.typ.bits == 32 && (s == shared || s == local)):
		in.a = base.reg
	default:
		return p.fail("%s is no address in %s memory", clip(base.name), s)
	}
	return nil
}

// call reads what stands behind the opcode, ISA, "call".
func (p *parser) call(in *instruction) error {
	p.fn.carried = false
	site := &callSite{}
	if ok, err := p.accept("("); err != nil {
		return err
	} else if ok {
		if site.returns, err = p.actuals(); err != nil {
			return err
		}
		if err := p.expect(","); err != nil {
			return err
		}
	}
	name, err := p.name()
	if err != nil {
		return err
	}
	to, ok := p.module.functions[name]
	if !ok || to.entry {
		return p.fail("there is no function %s above", clip(name))
	}
	site.to = to
	if ok, err := p.accept(","); err != nil {
		return err
	} else if ok {
		if err := p.expect("("); err != nil {
			return err
		}
		if site.args, err = p.actuals(); err != nil {
			return err
		}
	}
	if err := p.expect(";"); err != nil {
		return err
	}
	fits := func(have, want []variable) bool {
		for i := range have {
			if i >= len(want) || have[i].size != want[i].size || have[i].align < want[i].align {
				return false
			}
		}
		return len(have) == len(want)
	}
	if !fits(site.args, to.params) || !fits(site.returns, to.returns) {
		return p.fail("the parameters are not those of %s", clip(name))
	}
	in.call = site
	p.fn.f.calls = append(p.fn.f.calls, to)
	return nil
}

// actuals reads parameters behind their parenthesis.
func (p *parser) actuals() (out []variable, err error) {
	if ok, err := p.accept(")"); err != nil || ok {
		return nil, err
	}
	for {
		name, err := p.name()
		if err != nil {
			return nil, err
		}
		v, ok := p.lookup(name)
		if !ok || v.space != param {
			return nil, p.fail("%s is no parameter", clip(name))
		}
		out = append(out, v)
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		if t == ")" {
			return out, nil
		}
		if t != "," || len(out) > 255 {
			return nil, p.fail("%q between parameters", clip(t))
		}
	}
}
