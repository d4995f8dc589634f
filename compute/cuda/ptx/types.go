package ptx

// kind of a fundamental type, ISA 5.2.1.
type typeKind uint8

const (
	untyped typeKind = iota
	isPred
	isBits
	isUnsigned
	isSigned
	isFloat
)

// typ is a fundamental type: its kind and its width in bits, 1 for predicates.
type typ struct {
	kind typeKind
	bits uint8
}

func (t typ) bytes() int { return int(t.bits) / 8 }

// typeOf returns a type by its name without the dot.
func typeOf(name string) (typ, bool) {
	switch name {
	case "pred":
		return typ{isPred, 1}, true
	case "b8":
		return typ{isBits, 8}, true
	case "b16":
		return typ{isBits, 16}, true
	case "b32":
		return typ{isBits, 32}, true
	case "b64":
		return typ{isBits, 64}, true
	case "u8":
		return typ{isUnsigned, 8}, true
	case "u16":
		return typ{isUnsigned, 16}, true
	case "u32":
		return typ{isUnsigned, 32}, true
	case "u64":
		return typ{isUnsigned, 64}, true
	case "s8":
		return typ{isSigned, 8}, true
	case "s16":
		return typ{isSigned, 16}, true
	case "s32":
		return typ{isSigned, 32}, true
	case "s64":
		return typ{isSigned, 64}, true
	case "f32":
		return typ{isFloat, 32}, true
	case "f64":
		return typ{isFloat, 64}, true
	}
	return typ{}, false
}

// agrees tells whether a register of a type may be an operand of an instruction's
// type where both have to be equally wide, ISA 9.4, "Type Checking Rules".
func (t typ) agrees(register typ) bool {
	if t.bits != register.bits {
		return false
	}
	switch {
	case t.kind == isPred || register.kind == isPred:
		return t.kind == register.kind
	case t.kind == isBits || register.kind == isBits:
		return true
	case t.kind == isFloat || register.kind == isFloat:
		return t.kind == register.kind
	}
	return true
}

// space is a state space, ISA 5.1.
type space uint8

const (
	generic space = iota
	global
	shared
	local
	param
)

func (s space) String() string {
	return [...]string{"generic", "global", "shared", "local", "param"}[s]
}

// row is a register of all lanes of a warp. A register narrower than 64 bits has
// zeros above.
type row [lanes]uint64

// lanes is how many threads a warp has; everyone is the mask of all of them.
const (
	lanes    = 32
	everyone = uint32(1<<lanes - 1)
)
