package ptx

import (
	"slices"
	"strconv"
	"strings"
)

// form is an opcode with its modifiers, as it stands in many instructions.
type form struct {
	name  string
	kind  kind
	class Class

	dst  typ
	src  []typ
	one  scalar
	all  func(d, a, b, c *row)
	cmp  func(a, b uint64) bool
	cmps func(a, b *row) uint32

	carry    func(a, b, in uint64) (out, carry uint64)
	setCarry bool
	getCarry bool
	divides  bool // b may not be 0
	convert  bool // registers may be wider than the types

	logic func(a, b uint32) uint32

	space    space
	elem     typ
	vector   int
	readOnly bool // ld.global.nc
	atomic   func(old, a uint64) uint64
	shuffle  shuffleMode
	vote     voteMode
	uniform  bool
	left     typ // of a product, the type of registers with operands
}

var (
	b32 = typ{isBits, 32}
	u32 = typ{isUnsigned, 32}
	u64 = typ{isUnsigned, 64}
	f32 = typ{isFloat, 32}
)

// opcode returns the form of an opcode, reading it once.
func (p *parser) opcode(name string) (*form, error) {
	if f, ok := p.forms[name]; ok {
		return f, nil
	}
	f, ok := formOf(name)
	if !ok {
		return nil, p.fail("instruction %q is not known", clip(name))
	}
	f.name = name
	p.forms[name] = f
	return f, nil
}

// formOf finds an instruction by its opcode and modifiers. Only what is written
// here out in full is known.
func formOf(name string) (*form, bool) {
	parts := strings.Split(name, ".")
	last, ok := typeOf(parts[len(parts)-1])
	mid := ""
	if len(parts) > 2 {
		mid = strings.Join(parts[1:len(parts)-1], ".")
	}
	switch parts[0] {
	case "ld", "st", "atom", "cp", "cvta", "mov":
		return memoryForm(parts, name)
	case "bra", "call", "ret", "exit", "bar", "membar", "shfl", "vote", "mma":
		return controlForm(name)
	case "cvt":
		return convertForm(parts)
	case "and", "or", "xor", "not":
		return logicForm(parts[0], mid, last)
	}
	if !ok {
		return nil, false
	}
	if last == f32 {
		return floatForm(parts[0], mid)
	}
	switch parts[0] {
	case "setp":
		cmp, ok := compare(mid, last)
		if mid == "eq" || mid == "ne" {
			ok = last.bits > 8 && last.kind != isFloat && last.kind != isPred
		}
		return &form{kind: kindCompare, class: Compare, src: []typ{last, last}, cmp: cmp, cmps: denseCompare(mid, last)}, ok && last.bits > 8
	case "selp":
		return &form{kind: kindSelect, class: Compare, dst: last}, mid == "" && last.bits > 8
	}
	return integerForm(parts[0], mid, last)
}

// integerForm is the ISA's "Integer Arithmetic" and the shifts.
func integerForm(op, mid string, t typ) (*form, bool) {
	f := &form{class: Integer, dst: t, src: []typ{t, t}}
	number := t.kind == isUnsigned || t.kind == isSigned
	wide := t.bits == 32 || t.bits == 64
	plain := mid == "" && number && t.bits >= 16
	bare := mid == "" && t.kind == isBits && wide
	switch op {
	case "add", "sub", "addc", "subc":
		return sumForm(f, op, mid, t)
	case "mul", "mad":
		if op == "mad" {
			f.src = []typ{t, t, t}
		}
		switch {
		case !number || t.bits < 16:
			return nil, false
		case mid == "lo" && op == "mul":
			f.one = mulLo(t.bits)
			if t.bits == 64 {
				f.all = mulLo64
			}
		case mid == "lo":
			f.one = madLo(t.bits)
		case mid == "hi" && op == "mul":
			f.one = mulHi(t)
		case mid == "wide" && t.bits < 64:
			f.dst = typ{t.kind, 2 * t.bits}
			if f.one = mulWide(t); op == "mad" {
				f.one = madWide(t)
				f.src[2] = f.dst
			}
		default:
			return nil, false
		}
		return f, true
	case "div":
		f.one, f.divides = divOf(t), true
		return f, plain
	case "rem":
		f.one, f.divides = remOf(t), true
		return f, plain
	case "min":
		f.one = minOf(t)
		return f, plain
	case "max":
		f.one = maxOf(t)
		return f, plain
	case "neg":
		f.one, f.src = negOf(t.bits), f.src[:1]
		return f, plain && t.kind == isSigned
	case "abs":
		f.one, f.src = absOf(t.bits), f.src[:1]
		return f, plain && t.kind == isSigned
	case "shl":
		f.one, f.src = shlOf(t.bits), []typ{t, u32}
		switch t.bits {
		case 32:
			f.all = shl32
		case 64:
			f.all = shl64
		}
		return f, mid == "" && t.kind == isBits && t.bits >= 16
	case "shr":
		f.one, f.src = shrOf(t), []typ{t, u32}
		if t.kind != isSigned {
			f.all = shr64
		}
		return f, mid == "" && t.bits >= 16 && t.kind != isPred
	case "clz":
		f.one, f.dst, f.src = clzOf(t.bits), u32, f.src[:1]
		return f, bare
	case "popc":
		f.one, f.dst, f.src = popcScalar, u32, f.src[:1]
		return f, bare
	case "brev":
		f.one, f.src = brevOf(t.bits), f.src[:1]
		return f, bare
	case "bfind":
		f.one, f.dst, f.src = bfindOf(t, mid == "shiftamt"), u32, f.src[:1]
		return f, number && wide && (mid == "" || mid == "shiftamt")
	case "bfi":
		f.src = []typ{t, t, u32, u32} // the last one has to be a number; see alu
		return f, bare
	}
	return nil, false
}

// sumForm is add and sub, also with a carry.
func sumForm(f *form, op, mid string, t typ) (*form, bool) {
	if t.kind != isUnsigned && t.kind != isSigned || t.bits < 16 {
		return nil, false
	}
	if op == "add" && mid == "" {
		f.one = addOf(t.bits)
		switch t.bits {
		case 32:
			f.all = add32
		case 64:
			f.all = add64
		}
		return f, true
	}
	if op == "sub" && mid == "" {
		if f.one = subOf(t.bits); t.bits == 64 {
			f.all = sub64
		}
		return f, true
	}
	f.kind = kindCarry
	f.setCarry, f.getCarry = mid == "cc", len(op) == 4
	f.carry = carryOf(op[0] == 's', t.bits)
	return f, t.bits >= 32 && (mid == "cc" || mid == "" && f.getCarry)
}

// logicForm is and, or, xor and not.
func logicForm(op, mid string, t typ) (*form, bool) {
	if mid != "" || t.kind != isBits && t.kind != isPred || t.bits == 8 {
		return nil, false
	}
	f := &form{class: Integer, dst: t, src: []typ{t, t}}
	switch op {
	case "and":
		f.one, f.all, f.logic = andScalar, and64, func(a, b uint32) uint32 { return a & b }
	case "or":
		f.one, f.all, f.logic = orScalar, or64, func(a, b uint32) uint32 { return a | b }
	case "xor":
		f.one, f.all, f.logic = xorScalar, xor64, func(a, b uint32) uint32 { return a ^ b }
	case "not":
		f.one, f.src, f.logic = notOf(t.bits), f.src[:1], func(a, _ uint32) uint32 { return ^a }
	}
	if t.kind == isPred {
		f.kind, f.class = kindLogicPredicate, Compare
	}
	return f, true
}

// floatForm is single precision.
func floatForm(op, mid string) (*form, bool) {
	f := &form{class: Float, dst: f32, src: []typ{f32, f32}}
	nearest := mid == "" || mid == "rn"
	switch op {
	case "add":
		f.one = addFloat
		return f, nearest
	case "sub":
		f.one = subFloat
		return f, nearest
	case "mul":
		f.one = mulFloat
		return f, nearest
	case "fma":
		f.one, f.src = fmaFloat, []typ{f32, f32, f32}
		return f, mid == "rn"
	case "sqrt":
		f.one, f.src = sqrtFloat, f.src[:1]
		return f, mid == "rn"
	case "div":
		f.one = divFloat
		return f, mid == "rn"
	case "min":
		f.one = minFloat
		return f, mid == ""
	case "max":
		f.one = maxFloat
		return f, mid == ""
	case "neg":
		f.one, f.src = negFloat, f.src[:1]
		return f, mid == ""
	case "abs":
		f.one, f.src = absFloat, f.src[:1]
		return f, mid == ""
	case "selp":
		return &form{kind: kindSelect, class: Compare, dst: f32}, mid == ""
	case "setp":
		cmp, ok := compareFloat(mid)
		return &form{kind: kindCompare, class: Compare, src: f.src, cmp: cmp}, ok
	}
	return nil, false
}

// convertForm is cvt.
func convertForm(parts []string) (*form, bool) {
	if len(parts) == 4 && parts[1] == "rna" && parts[2] == "tf32" && parts[3] == "f32" {
		return &form{class: Convert, dst: b32, src: []typ{f32}, one: toTF32}, true
	}
	if len(parts) < 3 {
		return nil, false
	}
	to, okTo := typeOf(parts[len(parts)-2])
	from, okFrom := typeOf(parts[len(parts)-1])
	if !okTo || !okFrom {
		return nil, false
	}
	integer := func(t typ) bool { return t.kind == isUnsigned || t.kind == isSigned }
	f := &form{class: Convert, dst: to, src: []typ{from}}
	switch {
	case len(parts) == 3 && integer(to) && integer(from):
		f.convert = true
		return f, true
	case len(parts) == 4 && parts[1] == "rn" && to == f32 && integer(from) && from.bits >= 16:
		f.one = floatOf(from)
		return f, true
	case len(parts) == 4 && from == f32 && integer(to) && to.bits >= 16:
		round, ok := rounded(parts[1])
		f.one = integerOf(to, round)
		return f, ok
	}
	return nil, false
}

// memoryForm is ld, st, atom, cp.async, cvta and mov.
func memoryForm(parts []string, name string) (*form, bool) {
	if len(parts) < 2 {
		return nil, false
	}
	spaces := map[string]space{"global": global, "shared": shared, "local": local, "param": param}
	t, ok := typeOf(parts[len(parts)-1])
	switch parts[0] {
	case "mov":
		f := &form{class: Move, dst: t, src: []typ{t}, one: movScalar, all: mov64}
		if t.kind == isPred {
			f.kind = kindMovePredicate
		}
		return f, ok && len(parts) == 2 && t.bits != 8
	case "cvta":
		to := len(parts) == 4 && parts[1] == "to"
		s, known := spaces[parts[len(parts)-2]]
		f := &form{class: Convert, dst: u64, src: []typ{u64}, one: cvtaOf(s, to)}
		return f, known && s != param && t == u64 && (to || len(parts) == 3)
	case "cp":
		switch name {
		case "cp.async.cg.shared.global":
			return &form{kind: kindCopyAsync, class: Copy}, true
		case "cp.async.commit_group":
			return &form{kind: kindCommit, class: Copy}, true
		case "cp.async.wait_group":
			return &form{kind: kindWaitGroup, class: Copy}, true
		}
		return nil, false
	case "atom":
		if len(parts) != 4 || !ok {
			return nil, false
		}
		s, known := spaces[parts[1]]
		f := &form{kind: kindAtomic, class: Atomic, space: s, elem: t, vector: 1}
		f.atomic, ok = atomicOf(parts[2], t)
		return f, ok && (known && (s == global || s == shared))
	}
	// ld, ld.global.nc and st. The machine keeps nothing of memory that a volatile
	// access could pass by.
	f := &form{kind: kindLoad, class: Global, elem: t, vector: 1}
	rest := parts[1 : len(parts)-1]
	if first(rest) == "volatile" {
		if rest = rest[1:]; first(rest) != "global" {
			return nil, false
		}
	}
	if s, known := spaces[first(rest)]; known {
		f.space, rest = s, rest[1:]
	}
	if first(rest) == "nc" && f.space == global && parts[0] == "ld" {
		f.readOnly, rest = true, rest[1:]
	}
	if v := first(rest); v == "v2" || v == "v4" {
		f.vector, _ = strconv.Atoi(v[1:])
		rest = rest[1:]
	}
	switch f.space {
	case shared:
		f.class = Shared
	case param:
		f.class = Parameter
	}
	switch {
	case parts[0] == "ld" && f.space == param:
		f.kind = kindLoadParam
	case parts[0] == "st" && f.space == param:
		f.kind = kindStoreParam
	case parts[0] == "st":
		f.kind = kindStore
	}
	return f, ok && t.kind != isPred && len(rest) == 0 && f.vector*t.bytes() <= 16
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// controlForm is what threads do with each other.
func controlForm(name string) (*form, bool) {
	f := &form{class: Control}
	switch name {
	case "bra", "bra.uni":
		f.kind = kindBranch
	case "call", "call.uni":
		f.kind = kindCall
	case "ret", "ret.uni":
		f.kind = kindReturn
	case "exit":
		f.kind = kindExit
	case "bar.sync":
		f.kind, f.class = kindBarrier, Synchronise
	case "membar.cta", "membar.gl", "membar.sys":
		f.kind, f.class = kindFence, Synchronise
	case "bar.warp.sync":
		f.kind, f.class = kindSyncWarp, Synchronise
	case "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32":
		f.kind, f.class, f.dst, f.left = kindMultiply, Tensor, f32, b32
	case "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32":
		f.kind, f.class, f.dst, f.left = kindMultiply, Tensor, typ{isSigned, 32}, b32
	default:
		f.class = Exchange
		if i := slices.Index(shuffles, name); i >= 0 {
			f.kind, f.shuffle = kindShuffle, shuffleMode(i)
			return f, true
		}
		if i := slices.Index(votes, name); i >= 0 {
			f.kind, f.vote = kindVote, voteMode(i)
			return f, true
		}
		return nil, false
	}
	f.uniform = strings.HasSuffix(name, ".uni")
	return f, true
}
