package ptx

import (
	"fmt"
	"math/bits"
)

// Lanes that are at the same place run together, as a group. Where a branch parts
// them there are several groups, and the one runs that is deepest in calls and,
// of these, earliest in the code: then those that are behind catch up before the
// others go on, which is where the compiler lets them meet. Groups at the same
// place become one. Nothing depends on that order: from compute capability 7.0 on
// lanes make progress by themselves, and a schedule may choose groups by chance.

// frame is a call that lanes are in. Lanes with the same frame came the same way.
type frame struct {
	fn     *function
	parent *frame
	at     int32 // of the call
	depth  int

	rows, preds, params, local int32 // where its part of each begins
	kids                       []*frame
}

// group is lanes at one place.
type group struct {
	mask  uint32
	pc    int32
	frame *frame
	waits bool
}

// warp is 32 threads.
type warp struct {
	block *block
	index int

	groups []group
	alive  uint32 // lanes that have not ended
	root   frame
	frame  *frame // of the group that runs
	at     int32  // the instruction that runs

	barrier int // the barrier at which all of it waits, or −1

	regs    []row
	preds   []uint32
	carry   uint32
	params  [][lanes]byte
	given   []uint32 // lanes that have written a byte of parameters
	copies  *[lanes]copies
	storing []byte
	vector  bool // is read: a structure's padding may be in it

	local        []byte
	localWritten []bool

	serial, allSynced uint32
	synced            *[lanes][lanes]uint32

	executed int64
	profile  *Profile
}

func trailing(m uint32) int { return bits.TrailingZeros32(m) & (lanes - 1) }

// row returns a register of the frame that runs, or a constant.
//
//go:norace
func (w *warp) row(i int32) *row {
	if i >= 0 {
		return &w.regs[w.frame.rows+i]
	}
	return &w.block.launch.module.constants[^i]
}

//go:norace
func (w *warp) setPredicate(p int32, v, m uint32) {
	at := &w.preds[w.frame.preds+p]
	*at = *at&^m | v&m
}

// choose returns the group that runs next, or −1 if all wait.
//
//go:norace
func (w *warp) choose() int {
	best := -1
	ready := 0
	for i := range w.groups {
		g := &w.groups[i]
		if g.waits {
			continue
		}
		ready++
		if best < 0 || g.frame.depth > w.groups[best].frame.depth || g.frame.depth == w.groups[best].frame.depth && g.pc < w.groups[best].pc {
			best = i
		}
	}
	if r := w.block.launch.random; r != nil && ready > 1 && w.block.launch.Lanes {
		for n := r.IntN(ready); ; best = (best + 1) % len(w.groups) {
			if w.groups[best].waits {
				continue
			}
			if n == 0 {
				return best
			}
			n--
		}
	}
	return best
}

// merge makes one group of all at the place of the i-th, which may move.
//
//go:norace
func (w *warp) merge(i int) int {
	g := w.groups[i]
	for k := 0; k < len(w.groups); {
		if o := w.groups[k]; k != i && o.pc == g.pc && o.frame == g.frame {
			w.groups[i].mask |= o.mask
			last := len(w.groups) - 1
			w.groups[k] = w.groups[last]
			w.groups = w.groups[:last]
			if i == last {
				i = k
			}
			continue
		}
		k++
	}
	w.groups[i].waits = false
	return i
}

// wake lets waiting groups look again whether they may go on.
//
//go:norace
func (w *warp) wake() {
	for i := range w.groups {
		w.groups[i].waits = false
	}
}

// run runs the warp for about so many instructions, or until all of it waits at a
// barrier or has ended.
//
//go:norace
func (w *warp) run(budget int64) error {
	for stop := w.executed + budget; w.executed < stop; {
		if len(w.groups) == 0 || w.barrier >= 0 {
			return nil
		}
		i := 0
		if len(w.groups) > 1 || w.groups[0].waits {
			if i = w.choose(); i < 0 {
				return w.stuck()
			}
			i = w.merge(i)
		}
		if err := w.straight(i, stop); err != nil {
			return w.located(err)
		}
	}
	return nil
}

// located says where an error happened.
func (w *warp) located(err error) error {
	l := w.block.launch
	in := &l.module.code[w.at]
	return fmt.Errorf("%s, PTX line %d (%s), block %v, warp %d: %w", w.frame.fn.name, in.line, in.form.name, w.block.id, w.index, err)
}

// straight runs a group until something may change who runs.
//
//go:norace
func (w *warp) straight(index int, stop int64) error {
	g := &w.groups[index]
	w.frame = g.frame
	code := w.block.launch.module.code
	// Where another group waits to be caught up with.
	limit := int32(1<<31 - 1)
	if len(w.groups) > 1 {
		for i := range w.groups {
			if o := &w.groups[i]; i != index && o.frame == g.frame && o.pc > g.pc {
				limit = min(limit, o.pc)
			}
		}
	}
	constants := w.block.launch.module.constants
	regs := w.regs[g.frame.rows:]
	preds := w.preds[g.frame.preds:]
	pc, all := g.pc, g.mask
	for w.executed < stop && pc < limit {
		in := &code[pc]
		w.at = pc
		w.executed++
		m := all
		if in.guard != none {
			p := preds[in.guard]
			if in.negate {
				p = ^p
			}
			m &= p
		}
		if w.profile != nil {
			w.profile.count(in, pc, m)
		}
		if in.watch != nil {
			if err := w.watch(in, m); err != nil {
				return err
			}
		}
		if in.kind >= kindBranch {
			g.pc = pc
			return w.control(index, in, m)
		}
		pc++
		if m == 0 {
			continue
		}
		switch in.kind {
		case kindALU:
			d := &regs[in.d]
			var a, b, c *row
			if in.a >= 0 {
				a = &regs[in.a]
			} else {
				a = &constants[^in.a]
			}
			if in.b >= 0 {
				b = &regs[in.b]
			} else {
				b = &constants[^in.b]
			}
			if in.c >= 0 {
				c = &regs[in.c]
			} else {
				c = &constants[^in.c]
			}
			if m == everyone && in.all != nil {
				in.all(d, a, b, c)
				continue
			}
			one := in.one
			if in.form.divides {
				if err := dividesByZero(b, m); err != nil {
					return err
				}
			}
			if m == everyone {
				for l := range d {
					d[l] = one(a[l], b[l], c[l])
				}
				continue
			}
			for ; m != 0; m &= m - 1 {
				l := trailing(m)
				d[l] = one(a[l], b[l], c[l])
			}
		case kindCompare:
			a, b := w.row(in.a), w.row(in.b)
			if m == everyone && in.cmps != nil {
				preds[in.p] = in.cmps(a, b)
				continue
			}
			cmp, v := in.cmp, uint32(0)
			for rest := m; rest != 0; rest &= rest - 1 {
				if l := trailing(rest); cmp(a[l], b[l]) {
					v |= 1 << l
				}
			}
			preds[in.p] = preds[in.p]&^m | v
		case kindSelect:
			d, a, b, p := &regs[in.d], w.row(in.a), w.row(in.b), preds[in.p]
			if m == everyone {
				for l := range d {
					v := b[l]
					if p>>l&1 == 1 {
						v = a[l]
					}
					d[l] = v
				}
				continue
			}
			for ; m != 0; m &= m - 1 {
				l := trailing(m)
				v := b[l]
				if p>>l&1 == 1 {
					v = a[l]
				}
				d[l] = v
			}
		case kindMovePredicate:
			v := uint32(in.offset)
			if in.q != none {
				v = preds[in.q]
			}
			preds[in.p] = preds[in.p]&^m | v&m
		case kindLogicPredicate:
			v := in.form.logic(preds[in.q], preds[in.target])
			preds[in.p] = preds[in.p]&^m | v&m
		default:
			if err := w.other(in, m); err != nil {
				return err
			}
		}
	}
	g.pc = pc
	return nil
}

// dividesByZero finds what the ISA leaves to the machine.
func dividesByZero(b *row, m uint32) error {
	for ; m != 0; m &= m - 1 {
		if l := trailing(m); b[l] == 0 {
			return fmt.Errorf("lane %d divides by zero", l)
		}
	}
	return nil
}

// other runs the instructions that are rarer.
//
//go:norace
func (w *warp) other(in *instruction, m uint32) error {
	switch in.kind {
	case kindCarry:
		a, b, d, f := w.row(in.a), w.row(in.b), w.row(in.d), in.form
		for ; m != 0; m &= m - 1 {
			l := trailing(m)
			var carry uint64
			if f.getCarry {
				carry = uint64(w.carry >> l & 1)
			}
			v, out := f.carry(a[l], b[l], carry)
			d[l] = v
			if f.setCarry {
				w.carry = w.carry&^(1<<l) | uint32(out)<<l
			}
		}
	case kindSpecial:
		d := w.row(in.d)
		for ; m != 0; m &= m - 1 {
			l := trailing(m)
			d[l] = uint64(w.special(in.offset, l))
		}
	case kindLocalAddress:
		d := w.row(in.d)
		for ; m != 0; m &= m - 1 {
			d[trailing(m)] = uint64(in.offset + int64(w.frame.local))
		}
	case kindPack:
		d, width := w.row(in.d), uint(in.form.dst.bits)/uint(len(in.vec))
		for ; m != 0; m &= m - 1 {
			l := trailing(m)
			var v uint64
			for i, r := range in.vec {
				v |= w.row(r)[l] << (uint(i) * width)
			}
			d[l] = v
		}
	case kindUnpack:
		a, width := w.row(in.a), uint8(int(in.form.dst.bits)/len(in.vec))
		for ; m != 0; m &= m - 1 {
			l := trailing(m)
			v := a[l]
			for _, r := range in.vec {
				w.row(r)[l] = v & low(width)
				v >>= width
			}
		}
	case kindLoad:
		return w.load(in, m)
	case kindStore:
		return w.store(in, m)
	case kindLoadParam, kindStoreParam:
		return w.parameter(in, m)
	case kindAtomic:
		return w.atomic(in, m)
	case kindCopyAsync:
		return w.copyAsync(in, m)
	case kindCommit:
		w.commit(m)
	case kindWaitGroup:
		w.waitGroup(int(in.offset), m)
	}
	return nil
}

// special returns a special register, ISA 10. Blocks have one dimension.
func (w *warp) special(which int64, lane int) int {
	l := w.block.launch
	switch which {
	case tidX:
		return w.index*lanes + lane
	case tidY, tidZ:
		return 0
	case ntidX:
		return l.grid.Threads
	case ntidY, ntidZ:
		return 1
	case ctaidX, ctaidY, ctaidZ:
		return w.block.id[which-ctaidX]
	case nctaidX, nctaidY, nctaidZ:
		return l.blocks[which-nctaidX]
	case laneID:
		return lane
	}
	return w.index // %warpid
}
