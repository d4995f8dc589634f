package ptx

import (
	"errors"
	"fmt"
	"strings"
)

// control runs an instruction after which other lanes may run. Its group has its
// place; m are the lanes that the guard lets through.
//
//go:norace
func (w *warp) control(index int, in *instruction, m uint32) error {
	g := &w.groups[index]
	if in.form.uniform && m != 0 && m != g.mask {
		return errors.New("it is marked .uni, and the lanes do not agree")
	}
	switch in.kind {
	case kindBranch:
		switch m {
		case 0:
			g.pc++
		case g.mask:
			g.pc = in.target
		default:
			other := group{mask: m, pc: in.target, frame: g.frame}
			g.mask &^= m
			g.pc++
			w.groups = append(w.groups, other)
		}
	case kindCall:
		if m == 0 {
			g.pc++
			return nil
		}
		if m != g.mask {
			w.groups = append(w.groups, group{mask: g.mask &^ m, pc: g.pc + 1, frame: g.frame})
			g = &w.groups[index]
			g.mask = m
		}
		to := g.frame.call(g.pc, in.call.to)
		for i, v := range in.call.args {
			w.copyParam(to.params+int32(in.call.to.params[i].at), g.frame.params+int32(v.at), v.size, m)
		}
		for _, v := range in.call.to.returns {
			w.forget(to.params+int32(v.at), v.size, m)
		}
		g.frame, g.pc = to, in.call.to.start
		w.poison(to, m)
	case kindReturn:
		return w.leave(index, m, g.frame.parent == nil)
	case kindExit:
		return w.leave(index, m, true)
	case kindBarrier:
		if m != g.mask {
			return errors.New("some lanes of a warp do not take part in the block's barrier")
		}
		if m != w.alive {
			g.waits = true // for the others; see stuck
			return nil
		}
		w.barrier = int(in.offset)
	default:
		return w.meet(index, in, m)
	}
	return nil
}

// leave is ret and exit.
//
//go:norace
func (w *warp) leave(index int, m uint32, ends bool) error {
	g := &w.groups[index]
	if m == 0 {
		g.pc++
		return nil
	}
	if m != g.mask {
		w.groups = append(w.groups, group{mask: g.mask &^ m, pc: g.pc + 1, frame: g.frame})
		g = &w.groups[index]
		g.mask = m
	}
	if ends {
		w.alive &^= m
		w.groups[index] = w.groups[len(w.groups)-1]
		w.groups = w.groups[:len(w.groups)-1]
		w.wake() // some may have waited for them
		return nil
	}
	from := g.frame
	site := w.block.launch.module.code[from.at].call
	for i, v := range site.returns {
		w.copyParam(from.parent.params+int32(v.at), from.params+int32(site.to.returns[i].at), v.size, m)
	}
	g.frame, g.pc = from.parent, from.at+1
	return nil
}

// meet runs what the lanes of a mask do together, once all of them are there.
//
//go:norace
func (w *warp) meet(index int, in *instruction, m uint32) error {
	g := &w.groups[index]
	if m == 0 {
		g.pc++
		return nil
	}
	named := everyone
	switch in.kind {
	case kindShuffle, kindVote, kindSyncWarp:
		of := in.a
		if in.kind == kindShuffle {
			of = in.vec[0]
		}
		masks := w.row(of)
		named = uint32(masks[trailing(m)])
		for rest := m; rest != 0; rest &= rest - 1 {
			if l := trailing(rest); uint32(masks[l]) != named {
				return fmt.Errorf("lanes %d and %d name different lanes to meet", trailing(m), l)
			}
		}
		if outside := m &^ named; outside != 0 {
			return fmt.Errorf("lane %d is not one of those that it names, %#x", trailing(outside), named)
		}
	}
	if missing := named & w.alive &^ m; missing != 0 {
		if missing&g.mask != 0 {
			return fmt.Errorf("lane %d is named and its guard keeps it away", trailing(missing))
		}
		g.waits = true
		return nil
	}
	switch in.kind {
	case kindSyncWarp:
		w.syncLanes(m)
	case kindShuffle:
		if err := w.shuffle(in, w.row(in.d), w.row(in.a), w.row(in.b), w.row(in.c), m); err != nil {
			return err
		}
	case kindVote:
		d := &row{}
		if in.d != none {
			d = w.row(in.d)
		}
		w.ballot(in, d, m)
	case kindMultiply:
		if m != everyone {
			return fmt.Errorf("only lanes %#x multiply", m)
		}
		w.multiply(in)
	}
	g.pc++
	return nil
}

// stuck says what the lanes of a warp wait for that never comes.
func (w *warp) stuck() error {
	var where []string
	for _, g := range w.groups {
		in := &w.block.launch.module.code[g.pc]
		where = append(where, fmt.Sprintf("lanes %#x at line %d (%s)", g.mask, in.line, in.form.name))
	}
	w.at, w.frame = w.groups[0].pc, w.groups[0].frame
	return w.located(fmt.Errorf("lanes of a warp wait for each other at different places: %s", strings.Join(where, ", ")))
}

// call returns the frame of a call, the same one for all lanes that came the same
// way.
//
//go:norace
func (f *frame) call(at int32, to *function) *frame {
	for _, k := range f.kids {
		if k.at == at {
			return k
		}
	}
	k := &frame{
		fn: to, parent: f, at: at, depth: f.depth + 1,
		rows: f.rows + int32(f.fn.rows), preds: f.preds + int32(f.fn.predicates),
		params: f.params + int32(f.fn.paramBytes), local: f.local + int32(up(f.fn.localBytes, 16)),
	}
	f.kids = append(f.kids, k)
	return k
}

// Parameters of functions are bytes of the frame, each with all lanes side by
// side, as they are read and written at fixed places, ISA 5.1, "Device Function Parameters".

//go:norace
func (w *warp) copyParam(to, from int32, n int, m uint32) {
	for i := range int32(n) {
		there := w.given[from+i] & m
		w.given[to+i] = w.given[to+i]&^m | there
		src, dst := &w.params[from+i], &w.params[to+i]
		if m == everyone {
			*dst = *src
			continue
		}
		for rest := there; rest != 0; rest &= rest - 1 {
			l := trailing(rest)
			dst[l] = src[l]
		}
	}
}

//go:norace
func (w *warp) forget(at int32, n int, m uint32) {
	for i := range int32(n) {
		w.given[at+i] &^= m
	}
}

// parameter is ld.param and st.param.
//
//go:norace
func (w *warp) parameter(in *instruction, m uint32) error {
	f := in.form
	n := f.elem.bytes()
	for i, r := range in.vec {
		at := int(w.frame.params) + int(in.offset) + i*n
		v := w.row(r)
		for k := range n {
			b := &w.params[at+k]
			if in.kind == kindStoreParam {
				for rest := m; rest != 0; rest &= rest - 1 {
					l := trailing(rest)
					b[l] = byte(v[l] >> (8 * k))
				}
				w.given[at+k] |= m
				continue
			}
			if missing := m &^ w.given[at+k]; missing != 0 {
				return fmt.Errorf("lane %d reads a parameter that nobody has written, byte %d of its function's", trailing(missing), int(in.offset)+i*n+k)
			}
			for rest := m; rest != 0; rest &= rest - 1 {
				l := trailing(rest)
				if k == 0 {
					v[l] = 0
				}
				v[l] |= uint64(b[l]) << (8 * k)
			}
		}
		if in.kind == kindLoadParam && f.elem.kind == isSigned {
			width := uint8(w.row(in.c)[trailing(m)])
			for rest := m; rest != 0; rest &= rest - 1 {
				l := trailing(rest)
				v[l] = extend(v[l], f.elem, width)
			}
		}
	}
	return nil
}

// poison gives registers that hold nothing a value that nobody would expect.
//
//go:norace
func (w *warp) poison(f *frame, m uint32) {
	for _, r := range f.fn.undefined {
		for rest := m; rest != 0; rest &= rest - 1 {
			w.regs[f.rows+r][trailing(rest)] = unwritten
		}
	}
	for _, p := range f.fn.watched {
		w.preds[f.preds+p] &^= m
	}
}

// watch finds reads of registers that hold nothing, and notes writes.
//
//go:norace
func (w *warp) watch(in *instruction, m uint32) error {
	for _, x := range in.watch {
		at := &w.preds[w.frame.preds+x.slot]
		if x.writes {
			*at |= m
		} else if missing := m &^ *at; missing != 0 {
			return fmt.Errorf("lane %d reads %s, which it has not written", trailing(missing), x.name)
		}
	}
	return nil
}
