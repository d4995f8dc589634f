package ptx

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"oracled/compute/cuda/device"
)

const header = ".version 7.8\n.target sm_80\n.address_size 64\n.extern .shared .align 16 .b8 arena[];\n"

// program is a kernel that is given an output of 64 bits a thread and three
// numbers, which are in %rd1 to %rd3, and their lower bits in %r, %rs and %f.
func program(body string) string {
	var b strings.Builder
	b.WriteString(header)
	b.WriteString(`.visible .entry k(.param .u64 out, .param .u64 a, .param .u64 b, .param .u64 c)
{
	.reg .pred %p<10>; .reg .b16 %rs<10>; .reg .b32 %r<20>; .reg .b64 %rd<20>; .reg .f32 %f<10>;
	ld.param.u64 %rd0, [out]; mov.u32 %r0, %tid.x; mul.wide.u32 %rd8, %r0, 8; add.s64 %rd0, %rd0, %rd8;
	mov.u64 %rd9, 0; mov.u32 %r9, 0; mov.u16 %rs9, 0; mov.f32 %f9, 0f00000000; mov.pred %p9, 0;
`)
	for i, name := range []string{"a", "b", "c"} {
		fmt.Fprintf(&b, "\tld.param.u64 %%rd%d, [%s]; cvt.u32.u64 %%r%[1]d, %%rd%[1]d; cvt.u16.u64 %%rs%[1]d, %%rd%[1]d; mov.b32 %%f%[1]d, %%r%[1]d;\n", i+1, name)
	}
	b.WriteString(body)
	switch {
	case strings.Contains(body, "%rd9"):
	case strings.Contains(body, "%r9"):
		b.WriteString("\n\tcvt.u64.u32 %rd9, %r9;")
	case strings.Contains(body, "%rs9"):
		b.WriteString("\n\tcvt.u64.u16 %rd9, %rs9;")
	case strings.Contains(body, "%f9"):
		b.WriteString("\n\tmov.b32 %r9, %f9;\n\tcvt.u64.u32 %rd9, %r9;")
	case strings.Contains(body, "%p9"):
		b.WriteString("\n\tselp.u64 %rd9, 1, 0, %p9;")
	}
	b.WriteString("\n\tst.global.u64 [%rd0], %rd9;\n\tret;\n}\n")
	return b.String()
}

// execute runs a program and returns what its threads put out.
func execute(t testing.TB, m *Machine, text string, g device.Grid, args ...uint64) ([]uint64, error) {
	t.Helper()
	k, err := m.Load(text, "k")
	if err != nil {
		return nil, err
	}
	n := g.Threads * max(1, g.Blocks[0])
	out, err := m.Alloc(int64(8 * n))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(out)
	if err := m.Launch(0, k[0], g, append([]uint64{uint64(out)}, args...)...); err != nil {
		return nil, err
	}
	pinned, err := m.Pin(8 * n)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Unpin(pinned)
	if err := m.CopyOut(0, pinned, out); err != nil {
		t.Fatal(err)
	}
	words := make([]uint64, n)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(pinned[8*i:])
	}
	return words, nil
}

// warpOf runs a program with one warp and 256 bytes of shared memory.
func warpOf(t testing.TB, body string, args ...uint64) ([]uint64, error) {
	t.Helper()
	all := append(args, 0, 0, 0)[:3]
	return execute(t, &Machine{Limit: 1 << 16}, program(body), device.Grid{Threads: 32, Shared: 256}, all...)
}

func gridOf(threads, shared int) device.Grid { return device.Grid{Threads: threads, Shared: shared} }
