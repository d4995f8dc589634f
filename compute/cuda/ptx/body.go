package ptx

import "strings"

// body is a function while it is read.
type body struct {
	f      *function
	scopes []scope
	// declared are the registers of all scopes, those that have ended, too.
	declared []registers
	widths   []typ // of virtual registers
	preds    int32
	labels   map[string]int32
	jumps    []jump
	carried  bool // the carry flag was set in this straight line of code
}

// scope is what stands between two braces.
type scope struct {
	ranges []registers
	vars   map[string]variable
}

// registers are declared together: %r<17>, or one of them by its own name.
type registers struct {
	name  string
	typ   typ
	first int32 // virtual register or predicate
	count int32
	one   bool
}

type jump struct {
	at    int32
	label string
	line  int
}

// function reads a declaration or a definition, ISA 11.2.
func (p *parser) function(entry bool) error {
	f := &function{entry: entry}
	var returns, params map[string]variable
	if ok, err := p.accept("("); err != nil {
		return err
	} else if ok {
		if entry {
			return p.fail("a kernel returns nothing")
		}
		if returns, f.returns, err = p.formals(f); err != nil {
			return err
		}
	}
	name, err := p.name()
	if err != nil {
		return err
	}
	f.name, f.line = name, p.line
	if ok, err := p.accept("("); err != nil {
		return err
	} else if ok {
		if params, f.params, err = p.formals(f); err != nil {
			return err
		}
	}
	if err := p.tuning(f); err != nil {
		return err
	}
	before := p.module.functions[name]
	if before != nil && !before.alike(f) {
		return p.fail("%s is declared in another way on line %d", clip(name), before.line)
	}
	if ok, err := p.accept(";"); err != nil || ok {
		if err == nil && before == nil {
			p.module.functions[name] = f
		}
		return err
	}
	if before != nil {
		if before.defined {
			return p.fail("%s is defined twice", clip(name))
		}
		*before = *f // callers point to it
		f = before
	}
	p.module.functions[name] = f
	f.defined = true
	return p.body(f, params, returns)
}

// alike tells whether two declarations are of the same function.
func (f *function) alike(g *function) bool {
	same := func(a, b []variable) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i].size != b[i].size || a[i].align != b[i].align {
				return false
			}
		}
		return true
	}
	return f.entry == g.entry && same(f.params, g.params) && same(f.returns, g.returns)
}

// formals reads parameters behind the parenthesis, ISA 5.1, "Parameter State Space".
func (p *parser) formals(f *function) (map[string]variable, []variable, error) {
	names := map[string]variable{}
	var list []variable
	if ok, err := p.accept(")"); err != nil || ok {
		return names, list, err
	}
	for {
		if err := p.expect(".param"); err != nil {
			return nil, nil, err
		}
		name, v, err := p.variable(param, false)
		if err != nil {
			return nil, nil, err
		}
		if _, ok := names[name]; ok {
			return nil, nil, p.fail("%s is declared twice", clip(name))
		}
		if v, err = p.frameParam(f, v); err != nil {
			return nil, nil, err
		}
		names[name] = v
		list = append(list, v)
		t, err := p.next()
		if err != nil {
			return nil, nil, err
		}
		switch t {
		case ")":
			return names, list, nil
		case ",":
		default:
			return nil, nil, p.fail("%q between parameters", clip(t))
		}
	}
}

// frameParam gives a parameter its place in the frame.
func (p *parser) frameParam(f *function, v variable) (variable, error) {
	v.at = up(f.paramBytes, v.align)
	f.paramBytes = v.at + v.size
	if v.size > 4352 || f.paramBytes > 1<<16 {
		return v, p.fail("more parameters than fit: one takes up to 4352 bytes, those of a function 65536")
	}
	return v, nil
}

// tuning reads performance directives, ISA 11.4: hints but for the block's shape.
func (p *parser) tuning(f *function) error {
	for {
		t, err := p.peek()
		if err != nil {
			return err
		}
		switch t {
		case ".maxntid":
			p.peeked = false
			f.maxThreads = 1
			for i := range 3 {
				if i > 0 {
					if ok, err := p.accept(","); err != nil {
						return err
					} else if !ok {
						break
					}
				}
				n, err := p.number(1024)
				if err != nil {
					return err
				}
				f.maxThreads *= int(n)
			}
		case ".minnctapersm":
			p.peeked = false
			if _, err := p.number(64); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// body reads what stands between the braces of a function.
func (p *parser) body(f *function, params, returns map[string]variable) error {
	p.fn = &body{f: f, labels: map[string]int32{}}
	vars := map[string]variable{}
	for _, names := range []map[string]variable{params, returns} {
		for name, v := range names {
			if _, ok := vars[name]; ok {
				return p.fail("%s is declared twice", clip(name))
			}
			vars[name] = v
		}
	}
	if err := p.expect("{"); err != nil {
		return err
	}
	p.fn.scopes = []scope{{vars: vars}}
	f.start = int32(len(p.module.code))
	for len(p.fn.scopes) > 0 {
		if err := p.statement(); err != nil {
			return err
		}
	}
	if n := len(p.module.code); int32(n) == f.start || !p.module.code[n-1].ends() {
		return p.fail("%s runs over its end", clip(f.name))
	}
	f.end = int32(len(p.module.code))
	for _, j := range p.fn.jumps {
		at, ok := p.fn.labels[j.label]
		if !ok {
			return &SyntaxError{j.line, "there is no label " + clip(j.label)}
		}
		if at >= f.end {
			return &SyntaxError{j.line, "label " + clip(j.label) + " has no instruction behind it"}
		}
		p.module.code[j.at].target = at
	}
	f.predicates = int(p.fn.preds)
	p.allocate()
	return nil
}

func (p *parser) statement() error {
	t, err := p.next()
	if err != nil {
		return err
	}
	b := p.fn
	inner := &b.scopes[len(b.scopes)-1]
	switch {
	case t == "":
		return p.fail("%s has no end", clip(b.f.name))
	case t == "{":
		b.scopes = append(b.scopes, scope{})
		return nil
	case t == "}":
		b.scopes = b.scopes[:len(b.scopes)-1]
		return nil
	case t == ".reg":
		return p.registers(inner)
	case t == ".param", t == ".local":
		s := param
		if t == ".local" {
			s = local
		}
		name, v, err := p.variable(s, false)
		if err != nil {
			return err
		}
		if _, ok := inner.vars[name]; ok {
			return p.fail("%s is declared twice", clip(name))
		}
		if s == param {
			v, err = p.frameParam(b.f, v)
		} else {
			v.at = up(b.f.localBytes, v.align)
			b.f.localBytes = v.at + v.size
			if b.f.localBytes > 512<<10 {
				err = p.fail("more than 512 KiB of local memory")
			}
		}
		if err != nil {
			return err
		}
		if inner.vars == nil {
			inner.vars = map[string]variable{}
		}
		inner.vars[name] = v
		return p.expect(";")
	case t == ".pragma":
		text, err := p.next()
		if err != nil {
			return err
		}
		if text != `"nounroll"` {
			return p.fail("pragma %s is not known", clip(text))
		}
		return p.expect(";")
	case t[0] == '.':
		return p.fail("directive %q is not known in a function", clip(t))
	}
	if t == "@" || !wordByte(t[0]) {
		return p.instruction(t)
	}
	if ok, err := p.accept(":"); err != nil {
		return err
	} else if ok {
		if _, ok := b.labels[t]; ok {
			return p.fail("label %s stands twice in %s", clip(t), clip(b.f.name))
		}
		b.labels[t] = int32(len(p.module.code))
		b.carried = false
		return nil
	}
	return p.instruction(t)
}

// registers reads .reg, ISA 5.1, "Register State Space".
func (p *parser) registers(s *scope) error {
	b := p.fn
	t, err := p.fundamental()
	if err != nil {
		return err
	}
	if t.bits == 8 {
		return p.fail("registers of 8 bits are not known")
	}
	name, err := p.name()
	if err != nil {
		return err
	}
	r := registers{name: name, typ: t, count: 1, one: true}
	if ok, err := p.accept("<"); err != nil {
		return err
	} else if ok {
		n, err := p.number(maxRegisters)
		if err != nil {
			return err
		}
		r.count, r.one = int32(n), false
		if err := p.expect(">"); err != nil {
			return err
		}
	}
	for _, other := range s.ranges {
		if other.name == name && other.one == r.one {
			return p.fail("%s is declared twice", clip(name))
		}
	}
	if t.kind == isPred {
		r.first = b.preds
		b.preds += r.count
	} else {
		r.first = int32(len(b.widths))
		for range r.count {
			b.widths = append(b.widths, t)
		}
	}
	if len(b.widths) > maxRegisters || b.preds > maxRegisters {
		return p.fail("%s has more than %d registers", clip(b.f.name), maxRegisters)
	}
	s.ranges = append(s.ranges, r)
	b.declared = append(b.declared, r)
	return p.expect(";")
}

// register finds a register by name.
func (b *body) register(name string) (int32, typ, bool) {
	digits := len(name)
	number := int64(0)
	for scale := int64(1); digits > 0 && name[digits-1] >= '0' && name[digits-1] <= '9' && scale < 1e9; scale *= 10 {
		digits--
		number += scale * int64(name[digits]-'0')
	}
	padded := digits < len(name)-1 && name[digits] == '0'
	for i := len(b.scopes) - 1; i >= 0; i-- {
		for _, r := range b.scopes[i].ranges {
			if r.one && r.name == name {
				return r.first, r.typ, true
			}
			if !r.one && digits < len(name) && !padded && number < int64(r.count) && r.name == name[:digits] {
				return r.first + int32(number), r.typ, true
			}
		}
	}
	return 0, typ{}, false
}

// variable finds memory by name.
func (p *parser) lookup(name string) (variable, bool) {
	for i := len(p.fn.scopes) - 1; i >= 0; i-- {
		if v, ok := p.fn.scopes[i].vars[name]; ok {
			return v, true
		}
	}
	v, ok := p.module.static[name]
	if ok && v.open {
		v.at = up(p.module.staticEnd, v.align)
	}
	return v, ok
}

// constant returns the register that holds a number in all lanes.
func (p *parser) constant(v uint64) int32 {
	if i, ok := p.constants[v]; ok {
		return ^i
	}
	i := int32(len(p.module.constants))
	var r row
	for l := range r {
		r[l] = v
	}
	p.module.constants = append(p.module.constants, r)
	p.constants[v] = i
	return ^i
}

// special registers, ISA 10.
var specials = strings.Fields("%tid.x %tid.y %tid.z %ntid.x %ntid.y %ntid.z %ctaid.x %ctaid.y %ctaid.z %nctaid.x %nctaid.y %nctaid.z %laneid %warpid")

const (
	tidX = iota
	tidY
	tidZ
	ntidX
	ntidY
	ntidZ
	ctaidX
	ctaidY
	ctaidZ
	nctaidX
	nctaidY
	nctaidZ
	laneID
	warpID
)
