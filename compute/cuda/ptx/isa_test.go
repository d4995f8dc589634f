package ptx

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

const (
	ones32 = 1<<32 - 1
	ones64 = 1<<64 - 1
	nan    = 0x7fc00000
	inf    = 0x7f800000
	minus  = 1 << 31
)

func f(v float32) uint64 { return uint64(math.Float32bits(v)) }

// Answers that the ISA gives, instruction by instruction.
func TestInstructions(t *testing.T) {
	for _, c := range []struct {
		code    string
		a, b, c uint64
		want    uint64
	}{
		{"add.s32 %r9, %r1, %r2;", ones32, 2, 0, 1},
		{"add.u64 %rd9, %rd1, %rd2;", ones64, 3, 0, 2},
		{"add.s64 %rd9, %rd1, -5;", 3, 0, 0, ones64 - 1},
		{"add.u16 %rs9, %rs1, %rs2;", 0xffff, 2, 0, 1},
		{"sub.s32 %r9, %r1, %r2;", 1, 2, 0, ones32},
		{"sub.u32 %r9, 64, %r1;", 65, 0, 0, ones32},
		{"sub.s64 %rd9, %rd1, %rd2;", 0, 1, 0, ones64},
		{"mul.lo.s32 %r9, %r1, %r2;", ones32, ones32, 0, 1},
		{"mul.lo.s64 %rd9, %rd1, %rd2;", 1 << 63, 3, 0, 1 << 63},
		{"mul.hi.u32 %r9, %r1, %r2;", ones32, ones32, 0, ones32 - 1},
		{"mul.hi.s32 %r9, %r1, %r2;", ones32, ones32, 0, 0},
		{"mul.hi.s32 %r9, %r1, %r2;", 1 << 31, 2, 0, ones32},
		{"mul.hi.u64 %rd9, %rd1, %rd2;", ones64, ones64, 0, ones64 - 1},
		{"mul.hi.s64 %rd9, %rd1, %rd2;", ones64, 5, 0, ones64},
		{"mul.wide.s32 %rd9, %r1, %r2;", ones32, 7, 0, ones64 - 6},
		{"mul.wide.u32 %rd9, %r1, %r2;", ones32, 7, 0, 7 * ones32},
		{"mul.wide.u16 %r9, %rs1, %rs2;", 0xffff, 0xffff, 0, 0xfffe0001},
		{"mad.lo.s32 %r9, %r1, %r2, %r3;", 1 << 31, 2, 5, 5},
		{"mad.wide.s32 %rd9, %r1, %r2, %rd3;", ones32, 2, 1, ones64},
		{"div.u32 %r9, %r1, %r2;", 7, 2, 0, 3},
		{"div.s32 %r9, %r1, %r2;", ones32 - 6, 2, 0, ones32 - 2},
		{"div.u64 %rd9, %rd1, %rd2;", ones64, 10, 0, ones64 / 10},
		{"rem.s64 %rd9, %rd1, %rd2;", ones64 - 6, 4, 0, ones64 - 2},
		{"rem.u32 %r9, %r1, %r2;", 7, 4, 0, 3},
		{"min.s64 %rd9, %rd1, %rd2;", ones64, 1, 0, ones64},
		{"min.u64 %rd9, %rd1, %rd2;", ones64, 1, 0, 1},
		{"max.s32 %r9, %r1, %r2;", ones32, 1, 0, 1},
		{"max.u32 %r9, %r1, %r2;", ones32, 1, 0, ones32},
		{"min.s32 %r9, %r1, %r2;", 1 << 31, 5, 0, 1 << 31},
		{"neg.s64 %rd9, %rd1;", 1, 0, 0, ones64},
		{"neg.s32 %r9, %r1;", 1 << 31, 0, 0, 1 << 31},
		{"abs.s32 %r9, %r1;", ones32, 0, 0, 1},
		{"and.b32 %r9, %r1, %r2;", 12, 10, 0, 8},
		{"or.b64 %rd9, %rd1, %rd2;", 12, 10, 0, 14},
		{"xor.b64 %rd9, %rd1, %rd2;", 12, 10, 0, 6},
		{"not.b32 %r9, %r1;", 1, 0, 0, ones32 - 1},
		{"not.b64 %rd9, %rd1;", 0, 0, 0, ones64},
		{"and.b16 %rs9, %rs1, 255;", 0x1234, 0, 0, 0x34},
		// Shifts end at the width.
		{"shl.b32 %r9, %r1, %r2;", 3, 31, 0, 1 << 31},
		{"shl.b32 %r9, %r1, %r2;", 3, 32, 0, 0},
		{"shl.b32 %r9, %r1, %r2;", 3, ones32, 0, 0},
		{"shl.b64 %rd9, %rd1, %r2;", 3, 63, 0, 1 << 63},
		{"shl.b64 %rd9, %rd1, %r2;", 3, 64, 0, 0},
		{"shr.u32 %r9, %r1, %r2;", ones32, 33, 0, 0},
		{"shr.u64 %rd9, %rd1, %r2;", ones64, 63, 0, 1},
		{"shr.u64 %rd9, %rd1, %r2;", ones64, 64, 0, 0},
		{"shr.s64 %rd9, %rd1, %r2;", 1 << 63, 200, 0, ones64},
		{"shr.s32 %r9, %r1, %r2;", 1 << 31, 4, 0, 0xf8000000},
		{"shr.s32 %r9, %r1, 40;", 1 << 30, 0, 0, 0},
		{"clz.b32 %r9, %r1;", 0, 0, 0, 32},
		{"clz.b32 %r9, %r1;", 1 << 20, 0, 0, 11},
		{"clz.b64 %r9, %rd1;", 0, 0, 0, 64},
		{"clz.b64 %r9, %rd1;", 1, 0, 0, 63},
		{"popc.b64 %r9, %rd1;", ones64, 0, 0, 64},
		{"brev.b32 %r9, %r1;", 0x80000001, 0, 0, 0x80000001},
		{"brev.b32 %r9, %r1;", 6, 0, 0, 0x60000000},
		{"bfind.u32 %r9, %r1;", 0, 0, 0, ones32},
		{"bfind.u32 %r9, %r1;", 0x1000, 0, 0, 12},
		{"bfind.shiftamt.u32 %r9, %r1;", 0x1000, 0, 0, 19},
		{"bfind.shiftamt.u32 %r9, %r1;", 0, 0, 0, ones32},
		{"bfind.s32 %r9, %r1;", ones32 - 15, 0, 0, 3},
		{"bfind.s64 %r9, %rd1;", ones64, 0, 0, ones32},
		{"bfi.b64 %rd9, %rd1, %rd2, 8, 4;", 0xab, ones64, 0, ones64 - 0x400},
		{"bfi.b64 %rd9, %rd1, %rd2, 60, 8;", 0xab, 0, 0, 0xb << 60},
		{"bfi.b32 %r9, %r1, %r2, 32, 8;", 0xab, 5, 0, 5},
		{"bfi.b32 %r9, %r1, %r2, %r3, 0;", 0xab, 5, 3, 5},
		{"selp.b64 %rd9, %rd1, %rd2, %p9; @%p9 bra L; mov.u64 %rd9, 77; L:", 1, 2, 0, 77},
		{"setp.eq.s16 %p9, %rs1, 0;", 1 << 16, 0, 0, 1},
		{"setp.lt.u64 %p9, %rd1, %rd2;", ones64, 1, 0, 0},
		{"setp.lt.s64 %p9, %rd1, %rd2;", ones64, 1, 0, 1},
		{"setp.gt.s32 %p9, %r1, -1;", ones32, 0, 0, 0},
		{"setp.ge.s32 %p9, %r1, -1;", ones32, 0, 0, 1},
		{"setp.le.u32 %p9, %r1, %r2;", 3, 3, 0, 1},
		{"setp.ne.s32 %p9, %r1, %r2;", 3, 3, 0, 0},
		{"mov.pred %p9, -1; not.pred %p9, %p9; mov.pred %p8, 1; xor.pred %p9, %p9, %p8;", 0, 0, 0, 1},
		{"mov.pred %p8, 0; mov.pred %p7, 1; and.pred %p9, %p8, %p7; or.pred %p9, %p9, %p7;", 0, 0, 0, 1},
		// Halves.
		{"mov.b64 %rd9, {%r1, %r2};", 1, 2, 0, 2<<32 | 1},
		{"mov.b64 {%r8, %r9}, %rd1;", 5<<32 | 7, 0, 0, 5},
		{"mov.b32 %r9, {%rs1, %rs2};", 0x1111, 0x2222, 0, 0x22221111},
		// Conversions take lower bits and extend to the register.
		{"cvt.s32.s8 %r9, %r1;", 0x180, 0, 0, 0xffffff80},
		{"cvt.u32.u8 %r9, %r1;", 0x180, 0, 0, 0x80},
		{"cvt.s64.s32 %rd9, %r1;", 1 << 31, 0, 0, ones64 - 1<<31 + 1},
		{"cvt.u64.u32 %rd9, %r1;", 1 << 31, 0, 0, 1 << 31},
		{"cvt.u32.u64 %r9, %rd1;", 5<<32 | 7, 0, 0, 7},
		{"cvt.u16.u32 %rs9, %r1;", 0x12345, 0, 0, 0x2345},
		{"cvt.u32.u16 %r9, %rs1;", 0x12345, 0, 0, 0x2345},
		{"cvt.s8.s32 %r9, %r1;", 0xff, 0, 0, ones32},
		{"cvt.rn.f32.s32 %f9, %r1;", ones32, 0, 0, f(-1)},
		{"cvt.rn.f32.s32 %f9, %r1;", 1<<24 + 1, 0, 0, f(1 << 24)},
		{"cvt.rn.f32.s32 %f9, %r1;", 1<<24 + 3, 0, 0, f(1<<24 + 4)},
		{"cvt.rn.f32.u32 %f9, %r1;", ones32, 0, 0, f(1 << 32)},
		{"cvt.rn.f32.u64 %f9, %rd1;", ones64, 0, 0, f(1 << 63 * 2)},
		{"cvt.rzi.s32.f32 %r9, %f1;", f(-2.75), 0, 0, ones32 - 1},
		{"cvt.rzi.s32.f32 %r9, %f1;", f(3e9), 0, 0, 1<<31 - 1},
		{"cvt.rzi.s32.f32 %r9, %f1;", f(-3e9), 0, 0, 1 << 31},
		{"cvt.rzi.s32.f32 %r9, %f1;", nan, 0, 0, 0},
		{"cvt.rni.s32.f32 %r9, %f1;", f(2.5), 0, 0, 2},
		{"cvt.rmi.s32.f32 %r9, %f1;", f(-2.5), 0, 0, ones32 - 2},
		{"cvt.rpi.u32.f32 %r9, %f1;", f(2.25), 0, 0, 3},
		{"cvt.rzi.u32.f32 %r9, %f1;", f(-1), 0, 0, 0},
		{"cvt.rzi.u64.f32 %rd9, %f1;", inf, 0, 0, ones64},
		{"cvt.rna.tf32.f32 %r9, %f1;", 0x3f801000, 0, 0, 0x3f802000},
		{"cvt.rna.tf32.f32 %r9, %f1;", 0x3f800fff, 0, 0, 0x3f800000},
		{"cvt.rna.tf32.f32 %r9, %f1;", minus | 0x3f801000, 0, 0, minus | 0x3f802000},
		{"cvt.rna.tf32.f32 %r9, %f1;", nan, 0, 0, notANumber},
		// Single precision.
		{"add.f32 %f9, %f1, %f2;", f(1 << 24), f(1), 0, f(1 << 24)},
		{"add.f32 %f9, %f1, %f2;", inf, inf | minus, 0, notANumber},
		{"add.f32 %f9, %f1, %f2;", 1, 1, 0, 2}, // subnormal
		{"sub.f32 %f9, %f1, %f2;", f(3), f(5), 0, f(-2)},
		{"sub.f32 %f9, %f1, %f2;", nan | 5, f(5), 0, notANumber},
		{"mul.f32 %f9, %f1, 0f40000000;", f(3), 0, 0, f(6)},
		{"mul.rn.f32 %f9, %f1, %f2;", 0x3f800001, 0x3f800001, 0, 0x3f800002},
		{"fma.rn.f32 %f9, %f1, %f2, %f3;", 0x3f800001, 0x3f800001, 0xbf800002, 0x28800000},
		{"sqrt.rn.f32 %f9, %f1;", f(2), 0, 0, 0x3fb504f3},
		{"sqrt.rn.f32 %f9, %f1;", f(-2), 0, 0, notANumber},
		{"sqrt.rn.f32 %f9, %f1;", minus, 0, 0, minus},
		{"div.rn.f32 %f9, %f1, %f2;", f(1), f(3), 0, 0x3eaaaaab},
		{"div.rn.f32 %f9, %f1, %f2;", f(-1), 0, 0, inf | minus},
		{"div.rn.f32 %f9, %f1, %f2;", 0, 0, 0, notANumber},
		{"max.f32 %f9, %f1, %f2;", nan, f(2), 0, f(2)},
		{"max.f32 %f9, %f1, %f2;", minus, 0, 0, 0},
		{"max.f32 %f9, %f1, %f2;", 0, minus, 0, 0},
		{"max.f32 %f9, %f1, %f2;", nan | 3, nan, 0, notANumber},
		{"min.f32 %f9, %f1, %f2;", minus, 0, 0, minus},
		{"min.f32 %f9, %f1, %f2;", 0, minus, 0, minus},
		{"min.f32 %f9, %f1, %f2;", f(-1), f(2), 0, f(-1)},
		{"neg.f32 %f9, %f1;", f(1), 0, 0, f(-1)},
		{"abs.f32 %f9, %f1;", f(-1), 0, 0, f(1)},
		{"setp.lt.f32 %p9, %f1, %f2;", nan, f(1), 0, 0},
		{"setp.ltu.f32 %p9, %f1, %f2;", nan, f(1), 0, 1},
		{"setp.ltu.f32 %p9, %f1, %f2;", f(1), f(1), 0, 0},
		{"setp.gt.f32 %p9, %f1, %f2;", f(2), f(1), 0, 1},
		{"setp.ne.f32 %p9, %f1, %f2;", nan, nan, 0, 0},
		{"setp.neu.f32 %p9, %f1, %f2;", nan, nan, 0, 1},
		{"setp.eq.f32 %p9, %f1, %f2;", 0, minus, 0, 1},
		{"setp.nan.f32 %p9, %f1, %f2;", 0, nan, 0, 1},
		{"setp.num.f32 %p9, %f1, %f2;", 0, nan, 0, 0},
		// Carries and borrows.
		{"add.cc.s64 %rd8, %rd1, %rd2; addc.s64 %rd9, %rd3, 0;", ones64, 1, 5, 6},
		{"sub.cc.u32 %r8, %r1, %r2; subc.u32 %r9, %r3, 0;", 1, 2, 5, 4},
		{"add.cc.u32 %r8, %r1, %r2; addc.cc.u32 %r7, %r3, 0; addc.u32 %r9, 0, 0;", ones32, 1, ones32, 1},
		// Memory of every kind and width.
		{"st.shared.u8 [arena+3], %rs1; bar.warp.sync -1; ld.shared.s8 %r9, [arena+3];", 0x1ff, 0, 0, ones32},
		{"mov.u32 %r4, arena; st.shared.u64 [%r4+8], %rd1; bar.warp.sync -1; ld.shared.u16 %rs9, [arena+10];", 0x1122334455667788, 0, 0, 0x5566},
		{"st.shared.v2.u32 [arena], {%r1, %r2}; bar.warp.sync -1; ld.shared.u64 %rd9, [arena];", 1, 2, 0, 2<<32 | 1},
		{"mov.u64 %rd4, arena; cvta.shared.u64 %rd4, %rd4; st.u64 [%rd4], %rd1; bar.warp.sync -1; ld.shared.u64 %rd9, [arena];", 9, 0, 0, 9},
		{"mov.u64 %rd4, arena; cvta.shared.u64 %rd5, %rd4; cvta.to.shared.u64 %rd5, %rd5; sub.s64 %rd9, %rd5, %rd4;", 9, 0, 0, 0},
		{"st.global.v4.u16 [%rd0], {%rs1, %rs2, %rs3, 7}; ld.global.u64 %rd9, [%rd0];", 1, 2, 3, 7<<48 | 3<<32 | 2<<16 | 1},
		{"st.volatile.global.u64 [%rd0], %rd1; membar.gl; ld.volatile.global.u64 %rd9, [%rd0];", 5, 0, 0, 5},
		{"ld.param.u32 %r9, [b+4];", 0, 5 << 32, 0, 5},
		{"{ .local .align 8 .b8 mine[16]; mov.u64 %rd4, mine; st.local.u32 [%rd4+4], %r1; ld.local.u32 %r8, [mine+4]; cvta.local.u64 %rd5, %rd4; ld.u32 %r9, [%rd5+4]; }", 12, 0, 0, 12},
		{"mov.u32 %r9, %ntid.x;", 0, 0, 0, 32},
		{"mov.u32 %r9, %nctaid.y;", 0, 0, 0, 1},
		{"mov.u32 %r4, %tid.x; mov.u32 %r5, %laneid; sub.s32 %r9, %r4, %r5;", 0, 0, 0, 0},
	} {
		out, err := warpOf(t, c.code, c.a, c.b, c.c)
		if err != nil {
			t.Errorf("%s: %v", c.code, err)
			continue
		}
		for lane, got := range out {
			if got != c.want {
				t.Errorf("%s with %#x, %#x, %#x: %#x in lane %d, want %#x", c.code, c.a, c.b, c.c, got, lane, c.want)
				break
			}
		}
	}
}

// Chains of carries are integers of any length.
func TestCarries(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func() uint64 { return []uint64{0, ones64, 1, 1 << 63, r.Uint64()}[r.IntN(5)] }
	for range 300 {
		var x [3]uint64
		for i := range x {
			x[i] = draw()
		}
		a := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(x[1]), 64), new(big.Int).SetUint64(x[0]))
		b := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(x[0]), 64), new(big.Int).SetUint64(x[2]))
		for op, want := range map[string]*big.Int{"add": new(big.Int).Add(a, b), "sub": new(big.Int).Sub(a, b)} {
			code := op + ".cc.s64 %rd4, %rd1, %rd3; " + op + "c.cc.s64 %rd5, %rd2, %rd1; " + op + "c.s64 %rd6, 0, 0;"
			for word := range 3 {
				out, err := warpOf(t, code+" mov.u64 %rd9, "+[]string{"%rd4", "%rd5", "%rd6"}[word]+";", x[0], x[1], x[2])
				if err != nil {
					t.Fatal(err)
				}
				w := new(big.Int).And(new(big.Int).Rsh(want, uint(64*word)), new(big.Int).SetUint64(ones64)).Uint64()
				if out[0] != w {
					t.Fatalf("%s of %x and %x: word %d is %#x, want %#x", op, a, b, word, out[0], w)
				}
			}
		}
	}
}

// Upper halves of products, against integers of any length.
func TestProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		a, b := r.Uint64()>>r.IntN(64), r.Uint64()>>r.IntN(64)
		u := new(big.Int).Mul(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
		s := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b)))
		for _, c := range []struct {
			t    typ
			want *big.Int
		}{{u64, u}, {typ{isSigned, 64}, s}} {
			hi := new(big.Int).And(new(big.Int).Rsh(c.want, 64), new(big.Int).SetUint64(ones64)).Uint64()
			if got := mulHi(c.t)(a, b, 0); got != hi {
				t.Fatalf("mul.hi of %#x and %#x: %#x, want %#x", a, b, got, hi)
			}
		}
		if got := mulHi(typ{isSigned, 32})(a&ones32, b&ones32, 0); got != uint64(int64(int32(a))*int64(int32(b)))>>32 {
			t.Fatalf("mul.hi.s32 of %#x and %#x: %#x", a, b, got)
		}
	}
}

// fma rounds once, as a sum of rationals rounded to the nearest does.
func TestFusedMultiplyAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		var v [3]uint64
		for i := range v {
			v[i] = uint64(r.Uint32()>>9) | uint64(100+r.IntN(60))<<23 | uint64(r.Uint32())&minus
			if r.IntN(2) == 0 {
				v[i] &^= 0xfff
			}
		}
		x := new(big.Float).SetPrec(2000)
		x.Mul(big.NewFloat(float64(float32Of(v[0]))), big.NewFloat(float64(float32Of(v[1]))))
		x.Add(new(big.Float).SetPrec(2000).Set(x), big.NewFloat(float64(float32Of(v[2]))))
		want, _ := x.Float32()
		if got := float32Of(fmaFloat(v[0], v[1], v[2])); got != want {
			t.Fatalf("fma of %#x: %g, want %g", v, got, want)
		}
	}
}

// What is done for whole warps is what is done for a lane, in every form that has
// both.
func TestWholeWarps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	seen := 0
	for _, text := range []string{image(t, "trimmed.ptx"), image(t, "utilities.ptx")} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		forms := map[*form]bool{}
		for i := range m.code {
			forms[m.code[i].form] = true
		}
		for f := range forms {
			if f.all == nil && f.cmps == nil {
				continue
			}
			seen++
			for range 20 {
				var in [3]row
				for i := range in {
					width := f.dst.bits
					if i < len(f.src) {
						width = f.src[i].bits
					}
					for l := range in[i] {
						in[i][l] = []uint64{0, ones64, 1 << 63, 1 << 31, in[0][l], r.Uint64(), uint64(r.IntN(70))}[r.IntN(7)] & low(max(1, width))
					}
				}
				if f.cmps != nil {
					got := f.cmps(&in[0], &in[1])
					for l := range lanes {
						if got>>l&1 != uint32(truth(f.cmp(in[0][l], in[1][l]))) {
							t.Fatalf("%s of %#x and %#x differs", f.name, in[0][l], in[1][l])
						}
					}
					continue
				}
				var d row
				f.all(&d, &in[0], &in[1], &in[2])
				for l := range lanes {
					if want := f.one(in[0][l], in[1][l], in[2][l]); d[l] != want {
						t.Fatalf("%s of %#x and %#x: %#x, want %#x", f.name, in[0][l], in[1][l], d[l], want)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d forms were looked at", seen)
	}
}
