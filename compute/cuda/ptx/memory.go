package ptx

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Where state spaces lie among generic addresses, ISA 5.1 and 6.4, "Generic Addressing". Addresses
// of global memory are what they are anywhere.
const (
	sharedWindow = 0x7f00_0000_0000
	localWindow  = 0x7e00_0000_0000
	windowSize   = 1 << 32
	globalStart  = 0x10_0000_0000

	// Shared memory does not begin at 0, so that nothing points there by mistake.
	sharedStart = 1024
)

// cvtaOf converts between generic addresses and those of a space, ISA, "cvta".
func cvtaOf(s space, to bool) scalar {
	var window uint64
	switch s {
	case shared:
		window = sharedWindow
	case local:
		window = localWindow
	}
	if to {
		return func(a, _, _ uint64) uint64 { return a - window }
	}
	return func(a, _, _ uint64) uint64 { return a + window }
}

// resolve returns the space that a generic address is in, and the address there.
func resolve(a uint64) (space, uint64) {
	switch {
	case a-sharedWindow < windowSize:
		return shared, a - sharedWindow
	case a-localWindow < windowSize:
		return local, a - localWindow
	}
	return global, a
}

// allocation is global memory. A bit of written says that its byte was.
type allocation struct {
	start   uint64
	data    []byte
	written []byte

	constant, changed marks // of the launch that runs
}

// memory is a device's global memory, by address.
type memory struct {
	all  []*allocation
	last *allocation
	next uint64
	fill byte // what nobody has written yet
}

func (m *memory) alloc(bytes int64) *allocation {
	if m.next == 0 {
		m.next = globalStart
	}
	a := &allocation{start: m.next, data: make([]byte, bytes), written: make([]byte, bytes/8+3)}
	for i := range a.data {
		a.data[i] = m.fill
	}
	m.next += uint64(up(int(bytes), 256)) + 4096 // nothing is right behind it
	m.all = append(m.all, a)
	m.last = a
	return a
}

func (m *memory) release(p uint64) *allocation {
	i := slices.IndexFunc(m.all, func(a *allocation) bool { return a.start == p })
	if i < 0 {
		return nil
	}
	a := m.all[i]
	m.all = slices.Delete(m.all, i, i+1)
	m.last = nil
	return a
}

// find returns the allocation that so many bytes are in, and where; nil if none.
//
//go:norace
func (m *memory) find(at uint64, bytes int) (*allocation, int) {
	if a := m.last; a != nil && at >= a.start && at-a.start <= uint64(len(a.data)-bytes) && len(a.data) >= bytes {
		return a, int(at - a.start)
	}
	i, ok := slices.BinarySearchFunc(m.all, at, func(a *allocation, at uint64) int {
		switch {
		case a.start < at:
			return -1
		case a.start > at:
			return 1
		}
		return 0
	})
	if !ok {
		i--
	}
	if i < 0 {
		return nil, 0
	}
	a := m.all[i]
	if off := at - a.start; bytes <= len(a.data) && off <= uint64(len(a.data)-bytes) {
		m.last = a
		return a, int(off)
	}
	return nil, 0
}

// valid tells whether bytes were written: up to 16, aligned to their number.
//
//go:norace
func (a *allocation) valid(at, bytes int) bool {
	if bytes < 8 {
		m := byte(1<<bytes-1) << (at & 7)
		return a.written[at>>3]&m == m
	}
	return a.written[at>>3] == 255 && (bytes == 8 || a.written[at>>3+1] == 255)
}

//go:norace
func (a *allocation) mark(at, bytes int) {
	if bytes < 8 {
		a.written[at>>3] |= byte(1<<bytes-1) << (at & 7)
		return
	}
	a.written[at>>3] = 255
	if bytes == 16 {
		a.written[at>>3+1] = 255
	}
}

// marks are bytes of an allocation that one launch has used in some way.
type marks struct {
	launch uint64
	bits   []byte
}

func (k *marks) of(launch uint64, bytes int) []byte {
	if k.launch != launch {
		k.launch = launch
		clear(k.bits)
		if k.bits == nil {
			k.bits = make([]byte, bytes/8+3)
		}
	}
	return k.bits
}

// changes notes a use and tells whether a launch reads some of its bytes as
// constants and writes them.
//
//go:norace
func (a *allocation) changes(launch uint64, at, bytes int, how use) bool {
	if how == reading {
		return false
	}
	mine, others := &a.changed, &a.constant
	if how == constant {
		mine, others = others, mine
	}
	bits := mine.of(launch, len(a.data))
	other := others.of(launch, len(a.data))
	clash := false
	for i := at; i < at+bytes; i++ {
		bits[i>>3] |= 1 << (i & 7)
		clash = clash || other[i>>3]>>(i&7)&1 == 1
	}
	return clash
}

// markAll marks any stretch, of any alignment.
//
//go:norace
func (a *allocation) markAll(at, bytes int) {
	for ; bytes > 0 && at&7 != 0; at, bytes = at+1, bytes-1 {
		a.mark(at, 1)
	}
	for ; bytes >= 8; at, bytes = at+8, bytes-8 {
		a.mark(at, 8)
	}
	for ; bytes > 0; at, bytes = at+1, bytes-1 {
		a.mark(at, 1)
	}
}

// peek and poke are of 1, 2, 4 or 8 bytes.
//
//go:norace
func peek(b []byte, n int) uint64 {
	switch n {
	case 8:
		return binary.LittleEndian.Uint64(b)
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	}
	return uint64(b[0])
}

//go:norace
func poke(b []byte, n int, v uint64) {
	switch n {
	case 8:
		binary.LittleEndian.PutUint64(b, v)
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	default:
		b[0] = byte(v)
	}
}

// access checks an address of so many bytes and returns the bytes. For shared
// memory it looks for races.
//
//go:norace
func (w *warp) access(s space, at uint64, bytes, lane int, how use) ([]byte, error) {
	if at&uint64(bytes-1) != 0 {
		return nil, fmt.Errorf("lane %d: %s of %d bytes at %#x in %s memory, which is not aligned", lane, how, bytes, at, s)
	}
	if s == generic {
		s, at = resolve(at)
	}
	switch s {
	case global:
		a, off := w.block.machine.memory.find(at, bytes)
		if a == nil {
			return nil, fmt.Errorf("lane %d: %s of %d bytes at %#x, where there is no global memory", lane, how, bytes, at)
		}
		if w.block.launch.module.constantReads && a.changes(w.block.launch.id, off, bytes, how) {
			return nil, fmt.Errorf("lane %d: %s of %d bytes of global memory at %#x, which one launch reads through ld.global.nc and writes", lane, how, bytes, at)
		}
		if how == writing {
			a.mark(off, bytes)
		} else if !a.valid(off, bytes) && !w.vector {
			return nil, fmt.Errorf("lane %d: %s of %d bytes of global memory at %#x, which nobody has written", lane, how, bytes, at)
		}
		return a.data[off : off+bytes], nil
	case shared:
		return w.accessShared(at, bytes, lane, how)
	}
	return w.accessLocal(at, bytes, lane, how)
}

// accessLocal is for a thread's own memory.
//
//go:norace
func (w *warp) accessLocal(at uint64, bytes, lane int, how use) ([]byte, error) {
	size := w.block.launch.need.localBytes
	if at > uint64(size) || uint64(bytes) > uint64(size)-at {
		return nil, fmt.Errorf("lane %d: %s of %d bytes at %#x of local memory, of which there are %d", lane, how, bytes, at, size)
	}
	from := lane*size + int(at)
	for i := from; i < from+bytes; i++ {
		if how == writing {
			w.localWritten[i] = true
		} else if !w.localWritten[i] {
			return nil, fmt.Errorf("lane %d: %s of %d bytes at %#x of local memory, which the thread has not written", lane, how, bytes, at)
		}
	}
	return w.local[from : from+bytes], nil
}

// place returns where lanes load or store: each from its own base on, by one offset.
// It counts the access.
//
//go:norace
func (w *warp) place(in *instruction, m uint32) (base *row, offset uint64) {
	base, offset = w.row(in.a), uint64(in.offset)
	if in.q == 0 {
		offset += uint64(w.frame.local)
	}
	if w.profile != nil {
		w.profile.memory(in, base, offset, m)
	}
	return base, offset
}

// load and store are ld and st of the lanes of a mask.
//
//go:norace
func (w *warp) load(in *instruction, m uint32) error {
	f := in.form
	n, total := f.elem.bytes(), f.elem.bytes()*f.vector
	base, offset := w.place(in, m)
	w.vector = f.vector > 1
	how := reading
	if f.readOnly {
		how = constant
	}
	for ; m != 0; m &= m - 1 {
		l := trailing(m)
		b, err := w.access(f.space, base[l]+offset, total, l, how)
		if err != nil {
			return err
		}
		for i, r := range in.vec {
			v := peek(b[i*n:], n)
			if f.elem.kind == isSigned {
				v = extend(v, f.elem, uint8(w.row(in.c)[l]))
			}
			w.row(r)[l] = v
		}
	}
	return nil
}

//go:norace
func (w *warp) store(in *instruction, m uint32) error {
	f := in.form
	n, total := f.elem.bytes(), f.elem.bytes()*f.vector
	base, offset := w.place(in, m)
	w.vector = false
	var values [16]byte
	for ; m != 0; m &= m - 1 {
		l := trailing(m)
		for i, r := range in.vec {
			poke(values[i*n:], n, w.row(r)[l])
		}
		at := base[l] + offset
		w.storing = values[:total]
		b, err := w.access(f.space, at, total, l, writing)
		if err != nil {
			return err
		}
		copy(b, values[:total])
	}
	return nil
}

// atomic is atom: what was there goes to the register.
//
//go:norace
func (w *warp) atomic(in *instruction, m uint32) error {
	f := in.form
	n, base, v, d := f.elem.bytes(), w.row(in.a), w.row(in.b), w.row(in.d)
	w.vector = false
	if w.profile != nil {
		w.profile.memory(in, base, uint64(in.offset), m)
	}
	for ; m != 0; m &= m - 1 {
		l := trailing(m)
		b, err := w.access(f.space, base[l]+uint64(in.offset), n, l, together)
		if err != nil {
			return err
		}
		old := peek(b, n)
		poke(b, n, f.atomic(old, v[l]))
		d[l] = old
	}
	return nil
}
