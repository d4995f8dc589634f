package ptx

import (
	"math/rand/v2"
	"testing"
)

// fragments is where the ISA says that an element of an operand is, by its own
// conditions on the element's number: "Matrix Fragments for
// mma.m16n8k8" (.tf32) and "… for mma.m16n8k32" (.s8).
type fragments struct {
	elements int // of a register
	k        int
	a, b     func(lane, i int) (row, col int)
}

func fragmentC(lane, i int) (int, int) {
	group, thread := lane>>2, lane%4
	row := group
	if i >= 2 {
		row = group + 8
	}
	return row, thread*2 + i&1
}

var tf32Fragments = fragments{1, 8,
	func(lane, i int) (int, int) {
		group, thread := lane>>2, lane%4
		row, col := group+8, thread+4
		if i == 0 || i == 2 {
			row = group
		}
		if i == 0 || i == 1 {
			col = thread
		}
		return row, col
	},
	func(lane, i int) (int, int) {
		group, thread := lane>>2, lane%4
		if i == 0 {
			return thread, group
		}
		return thread + 4, group
	},
}

var s8Fragments = fragments{4, 32,
	func(lane, i int) (int, int) {
		group, thread := lane>>2, lane%4
		row, col := group+8, thread*4+i&3
		if 0 <= i && i < 4 || 8 <= i && i < 12 {
			row = group
		}
		if i >= 8 {
			col += 16
		}
		return row, col
	},
	func(lane, i int) (int, int) {
		group, thread := lane>>2, lane%4
		if i < 4 {
			return thread*4 + i&3, group
		}
		return thread*4 + i&3 + 16, group
	},
}

// A product of matrices of small integers, which are exact in every format, from
// fragments to fragments.
func TestMultiply(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, c := range []struct {
		op string
		f  fragments
	}{{"mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32", tf32Fragments}, {"mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32", s8Fragments}} {
		form, ok := formOf(c.op)
		if !ok {
			t.Fatal(c.op)
		}
		tf32 := form.dst.kind == isFloat
		var a [16][32]int64
		var b [32][8]int64
		var sums [16][8]int64
		for i := range a {
			for k := range c.f.k {
				a[i][k] = int64(r.IntN(256)) - 128
			}
		}
		for k := range c.f.k {
			for j := range b[k] {
				b[k][j] = int64(r.IntN(256)) - 128
			}
		}
		for i := range sums {
			for j := range sums[i] {
				sums[i][j] = int64(r.IntN(20001)) - 10000
			}
		}
		encode := func(v int64) uint64 {
			if tf32 {
				return f(float32(v)) | uint64(r.IntN(1<<13)) // the low bits do not count
			}
			return uint64(uint8(v))
		}
		w := &warp{regs: make([]row, 14), block: &block{launch: &launch{module: &Module{}}}, frame: &frame{}}
		in := &instruction{form: form, results: 4}
		for i := range int32(14) {
			in.vec = append(in.vec, i)
		}
		for lane := range lanes {
			for i := range 4 * c.f.elements {
				x, k := c.f.a(lane, i)
				w.regs[4+i/c.f.elements][lane] |= encode(a[x][k]) << (8 * (i % c.f.elements))
			}
			for i := range 2 * c.f.elements {
				k, y := c.f.b(lane, i)
				w.regs[8+i/c.f.elements][lane] |= encode(b[k][y]) << (8 * (i % c.f.elements))
			}
			for i := range 4 {
				x, y := fragmentC(lane, i)
				if w.regs[10+i][lane] = uint64(uint32(sums[x][y])); tf32 {
					w.regs[10+i][lane] = f(float32(sums[x][y]))
				}
			}
		}
		w.multiply(in)
		for lane := range lanes {
			for i := range 4 {
				x, y := fragmentC(lane, i)
				want := sums[x][y]
				for k := range c.f.k {
					want += a[x][k] * b[k][y]
				}
				got := int64(int32(w.regs[i][lane]))
				if tf32 {
					got = int64(float32Of(w.regs[i][lane]))
				}
				if got != want {
					t.Fatalf("%s: sum %d of lane %d, at (%d, %d), is %d, want %d", c.op, i, lane, x, y, got, want)
				}
			}
		}
	}
}

// Sums of bytes wrap around.
func TestMultiplyWraps(t *testing.T) {
	form, _ := formOf("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32")
	w := &warp{regs: make([]row, 14), block: &block{launch: &launch{module: &Module{}}}, frame: &frame{}}
	in := &instruction{form: form, results: 4}
	for i := range int32(14) {
		in.vec = append(in.vec, i)
		for l := range lanes {
			w.regs[i][l] = 0x80808080
			if i >= 10 {
				w.regs[i][l] = 1<<31 - 1
			}
		}
	}
	w.multiply(in)
	if want := uint64(1<<31 - 1 + 32*128*128); w.regs[0][0] != want {
		t.Errorf("%#x, want %#x", w.regs[0][0], want)
	}
}
