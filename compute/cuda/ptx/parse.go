package ptx

import (
	"strconv"
	"strings"
)

// Module is an image that was read. It is never written again, so that several
// machines may share it.
type Module struct {
	functions     map[string]*function
	code          []instruction
	constants     []row
	static        map[string]variable // shared variables of the module
	constantReads bool                // there is an ld.global.nc
	staticEnd     int                 // bytes that they take; the launch's begin behind
}

// function is an .entry or a .func.
type function struct {
	name    string
	entry   bool
	defined bool
	line    int
	params  []variable // in the frame's parameter bytes
	returns []variable

	start, end int32 // of its instructions
	rows       int   // of registers
	predicates int
	paramBytes int
	localBytes int
	maxThreads int // 0: any

	undefined []int32 // rows that hold nothing yet when it begins, and may be read
	watched   []int32 // the predicates that say in which lanes they hold something

	calls []*function
	depth int // of calls below it, and of memory; see measure
	need  needs
}

// needs is what a function takes with everything that it calls.
type needs struct{ rows, predicates, paramBytes, localBytes int }

// variable is memory that has a name.
type variable struct {
	space space
	at    int // offset in what the space is of the function or module
	size  int
	align int
	open  bool // the launch's shared memory, of any size
}

// parser reads one image.
type parser struct {
	lexer
	module    *Module
	constants map[uint64]int32
	forms     map[string]*form
	fn        *body
}

// limits of what an image may ask for; far beyond what a device has.
const (
	maxRegisters = 1 << 17
	maxVariable  = 1 << 24
)

// Parse reads an image, ISA 4 and 5, 10 and 11.
func Parse(image string) (*Module, error) {
	p := &parser{
		lexer:     lexer{text: image, line: 1},
		module:    &Module{functions: map[string]*function{}, static: map[string]variable{}},
		constants: map[uint64]int32{},
		forms:     map[string]*form{},
	}
	if err := p.header(); err != nil {
		return nil, err
	}
	for {
		t, err := p.peek()
		if err != nil {
			return nil, err
		}
		if t == "" {
			break
		}
		if err := p.top(); err != nil {
			return nil, err
		}
	}
	if err := p.module.measure(); err != nil {
		return nil, err
	}
	return p.module, nil
}

// header is .version, .target and .address_size, ISA 11.1.
func (p *parser) header() error {
	if err := p.expect(".version"); err != nil {
		return err
	}
	v, err := p.next()
	if err != nil {
		return err
	}
	major, minor, _ := strings.Cut(v, ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if errA != nil || errB != nil || a < 6 || a > 7 || a == 7 && b > 8 {
		return p.fail("PTX version %q; this machine knows 6.0 to 7.8", clip(v))
	}
	if err := p.expect(".target"); err != nil {
		return err
	}
	target, err := p.name()
	if err != nil {
		return err
	}
	if sm, err := strconv.Atoi(strings.TrimPrefix(target, "sm_")); err != nil || sm < 70 || sm > 80 {
		return p.fail("target %q; this machine knows sm_70 to sm_80", clip(target))
	}
	if err := p.expect(".address_size"); err != nil {
		return err
	}
	_, err = p.number(64)
	if err == nil && p.text[p.at-2:p.at] != "64" {
		return p.fail("only addresses of 64 bits are known")
	}
	return err
}

// top is one declaration of a module.
func (p *parser) top() error {
	visible := false
	for {
		t, err := p.next()
		if err != nil {
			return err
		}
		switch t {
		case ".visible", ".weak":
			if visible {
				return p.fail("%s behind another linkage", t)
			}
			visible = true
		case ".entry":
			return p.function(true)
		case ".func":
			return p.function(false)
		case ".extern":
			if err := p.expect(".shared"); err != nil {
				return err
			}
			return p.sharedVariable(true)
		case ".shared":
			return p.sharedVariable(false)
		default:
			return p.fail("directive %q is not known here", clip(t))
		}
	}
}

// sharedVariable declares shared memory of a block, ISA 5.1, "Shared State Space".
func (p *parser) sharedVariable(extern bool) error {
	name, v, err := p.variable(shared, extern)
	if err != nil {
		return err
	}
	if _, ok := p.module.static[name]; ok {
		return p.fail("%s is declared twice", clip(name))
	}
	if len(p.module.code) > 0 {
		return p.fail("shared memory is declared behind the first function, whose addresses are known by then")
	}
	if !v.open {
		p.module.staticEnd = up(p.module.staticEnd, v.align)
		v.at = p.module.staticEnd
		p.module.staticEnd += v.size
		if p.module.staticEnd > maxVariable {
			return p.fail("more than %d bytes of shared memory", maxVariable)
		}
	}
	p.module.static[name] = v
	return p.expect(";")
}

// variable is what follows a state space: alignment, type, name and size.
func (p *parser) variable(s space, mayBeOpen bool) (string, variable, error) {
	v := variable{space: s}
	if ok, err := p.accept(".align"); err != nil {
		return "", v, err
	} else if ok {
		a, err := p.number(1 << 10)
		if err != nil {
			return "", v, err
		}
		if a == 0 || a&(a-1) != 0 {
			return "", v, p.fail("an alignment of %d is no power of two", a)
		}
		v.align = int(a)
	}
	t, err := p.fundamental()
	if err != nil {
		return "", v, err
	}
	if t.kind == isPred {
		return "", v, p.fail("predicates are not in memory")
	}
	v.size = t.bytes()
	v.align = max(v.align, v.size)
	name, err := p.name()
	if err != nil {
		return "", v, err
	}
	if ok, err := p.accept("["); err != nil || !ok {
		return name, v, err
	}
	if ok, err := p.accept("]"); err != nil {
		return "", v, err
	} else if ok {
		if !mayBeOpen {
			return "", v, p.fail("%s has no size", clip(name))
		}
		v.open = true
		return name, v, nil
	}
	n, err := p.number(maxVariable / 8)
	if err != nil {
		return "", v, err
	}
	if n == 0 {
		return "", v, p.fail("%s is of no size", clip(name))
	}
	v.size *= int(n)
	return name, v, p.expect("]")
}

func (p *parser) fundamental() (typ, error) {
	t, err := p.next()
	if err != nil {
		return typ{}, err
	}
	if ty, ok := typeOf(strings.TrimPrefix(t, ".")); ok && t[0] == '.' {
		return ty, nil
	}
	return typ{}, p.fail("%q where a type is expected", clip(t))
}

func up(n, align int) int { return (n + align - 1) / align * align }

// wholeNumber reads an unsigned integer constant, ISA 4.5: decimal, octal,
// hexadecimal or binary, perhaps with a U behind it.
func wholeNumber(s string) (uint64, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	s = strings.TrimSuffix(s, "U")
	if len(s) == 1 {
		return uint64(s[0] - '0'), s[0] >= '0' && s[0] <= '9'
	}
	if strings.IndexByte(s, '_') >= 0 || len(s) > 1 && (s[1] == 'o' || s[1] == 'O') {
		return 0, false
	}
	v, err := strconv.ParseUint(s, 0, 64)
	return v, err == nil
}

// floatNumber reads 0f or 0d and the bits in hexadecimal, ISA 4.5.
func floatNumber(s string) (bits uint64, width uint8, ok bool) {
	switch {
	case len(s) == 10 && (strings.HasPrefix(s, "0f") || strings.HasPrefix(s, "0F")):
		v, err := strconv.ParseUint(s[2:], 16, 32)
		return v, 32, err == nil
	case len(s) == 18 && (strings.HasPrefix(s, "0d") || strings.HasPrefix(s, "0D")):
		v, err := strconv.ParseUint(s[2:], 16, 64)
		return v, 64, err == nil
	}
	return 0, 0, false
}
