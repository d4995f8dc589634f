package ptx

import "fmt"

// cp.async, see the ISA's section of that name. What is copied is taken from global memory when the
// instruction is executed and arrives in shared memory when the thread waits for
// its group, not earlier; until then nobody may use the place. A device may bring
// it at any time between, so that a kernel that works here with bytes that come as
// late as they may needs no earlier ones.

// inFlight is one copy of one lane.
type inFlight struct {
	at    int // in shared memory
	bytes [16]byte
}

// copies are a lane's: of the open group and of those committed, oldest first.
type copies struct {
	open   []inFlight
	groups [][]inFlight
	spare  [][]inFlight
}

const copyBytes = 16 // all that .cg copies

// special builds atom and cp.async.
func (p *parser) special(in *instruction, ops []operand) (err error) {
	f := in.form
	if f.kind == kindAtomic {
		if err := p.count(in, ops, 3); err != nil {
			return err
		}
		if in.d, err = p.destination(ops[0], f.elem); err != nil {
			return err
		}
		if err := p.place(in, ops[1], f.space); err != nil {
			return err
		}
		in.b, err = p.source(ops[2], f.elem)
		return err
	}
	if len(ops) != 3 && len(ops) != 4 {
		return p.fail("%s takes two addresses and a size", f.name)
	}
	for _, o := range ops[2:] {
		if o.kind != isNumber || o.number != copyBytes {
			return p.fail("%s is known for %d bytes", f.name, copyBytes)
		}
	}
	from := *in
	if err := p.place(&from, ops[1], global); err != nil {
		return err
	}
	if err := p.place(in, ops[0], shared); err != nil {
		return err
	}
	in.b, in.call = from.a, nil
	in.target = int32(from.offset)
	return nil
}

//go:norace
func (w *warp) copyAsync(in *instruction, m uint32) error {
	to, from := w.row(in.a), w.row(in.b)
	if w.copies == nil {
		w.copies = new([lanes]copies)
	}
	if w.profile != nil {
		w.profile.copies(in, to, from, m)
	}
	w.vector = false
	for ; m != 0; m &= m - 1 {
		l := trailing(m)
		src, err := w.access(global, from[l]+uint64(in.target), copyBytes, l, reading)
		if err != nil {
			return err
		}
		at := to[l] + uint64(in.offset)
		if at&(copyBytes-1) != 0 {
			return fmt.Errorf("lane %d: a copy of %d bytes to %d of shared memory, which is not aligned", l, copyBytes, at)
		}
		// What stands there has to be done with now.
		w.storing = src
		if _, err := w.accessShared(at, copyBytes, l, writing); err != nil {
			return err
		}
		c := inFlight{at: int(at)}
		copy(c.bytes[:], src)
		for i := c.at / 4; i < (c.at+copyBytes)/4; i++ {
			w.block.shared.words[i].flags = cellInFlight
		}
		w.copies[l].open = append(w.copies[l].open, c)
	}
	return nil
}

// commit closes the lanes' open groups.
//
//go:norace
func (w *warp) commit(m uint32) {
	if w.copies == nil {
		w.copies = new([lanes]copies)
	}
	for ; m != 0; m &= m - 1 {
		c := &w.copies[trailing(m)]
		c.groups = append(c.groups, c.open)
		c.open = nil
		if n := len(c.spare); n > 0 {
			c.open, c.spare = c.spare[n-1][:0], c.spare[:n-1]
		}
	}
}

// waitGroup brings what all but the last so many groups copy.
//
//go:norace
func (w *warp) waitGroup(pending int, m uint32) {
	if w.copies == nil {
		return
	}
	s := w.block.shared
	for ; m != 0; m &= m - 1 {
		l := trailing(m)
		c := &w.copies[l]
		n := max(0, len(c.groups)-pending)
		for _, group := range c.groups[:n] {
			for _, f := range group {
				copy(s.data[f.at:], f.bytes[:])
				for i := f.at / 4; i < (f.at+copyBytes)/4; i++ {
					s.words[i] = cell{wrote: s.epoch, writer: uint16(w.index*lanes + l), stamp: w.serial}
				}
			}
			c.spare = append(c.spare, group)
		}
		c.groups = append(c.groups[:0], c.groups[n:]...)
	}
}
