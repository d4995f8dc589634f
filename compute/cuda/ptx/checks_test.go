package ptx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oracled/compute/cuda/device"
)

// threadAt leaves in %r4 where the thread's own 8 bytes of shared memory are, and
// in %r5 those of the thread so many after it, around a block of n.
func threadAt(n, after int) string {
	return fmt.Sprintf(`mov.u32 %%r4, arena; shl.b32 %%r6, %%r0, 3; add.s32 %%r4, %%r4, %%r6;
	add.s32 %%r6, %%r0, %d; rem.u32 %%r6, %%r6, %d; shl.b32 %%r6, %%r6, 3; mov.u32 %%r5, arena; add.s32 %%r5, %%r5, %%r6;
	setp.eq.s32 %%p1, %%r0, 0; setp.lt.u32 %%p2, %%r0, 32; setp.lt.u32 %%p3, %%r0, 16; cvt.u64.u32 %%rd4, %%r0;
	`, after, n)
}

const (
	write  = "st.shared.u64 [%r4], %rd4; "
	read   = "ld.shared.u64 %rd9, [%r5]; "
	mine   = "ld.shared.u64 %rd9, [%r4]; "
	copy16 = `mov.u32 %r7, arena; shl.b32 %r8, %r0, 4; add.s32 %r7, %r7, %r8; add.s32 %r8, %r7, 0;
	cp.async.cg.shared.global [%r7], [%rd1], 16, 16; `
)

// aligned leaves in %rd5 where the thread's answer will be, or its neighbour's, to 16
// bytes.
const aligned = "and.b64 %rd5, %rd0, -16; "

// earlier is what a race looks like, by which of the two comes first.
const earlier = "written by another thread in the same interval|never written"

// What a device would let pass is an error here, and what is right is none. Blocks
// have 64 threads.
func TestChecks(t *testing.T) {
	far, near := threadAt(64, 32), threadAt(64, 1)
	for name, c := range map[string]struct{ code, want string }{
		"own memory":                        {near + write + mine, ""},
		"another warp's memory":             {far + write + read, earlier},
		"behind a barrier":                  {far + write + "bar.sync 0; " + read, ""},
		"behind any barrier":                {far + write + "bar.sync 3; " + read, ""},
		"a warp's barrier is not a block's": {far + write + "bar.warp.sync -1; " + read, earlier},
		"another lane's memory":             {threadAt(32, 1) + "@!%p2 bra L; " + write + read + "L:", "written by another thread"},
		"behind a warp's barrier":           {threadAt(32, 1) + "@!%p2 bra L; " + write + "bar.warp.sync -1; " + read + "L:", ""},
		"a shuffle orders nothing":          {threadAt(32, 1) + "@!%p2 bra L; " + write + "shfl.sync.idx.b32 %r8|%p5, %r0, 0, 31, -1; " + read + "L:", "written by another thread"},
		"behind half a warp's barrier":      {threadAt(16, 1) + "@!%p3 bra L; " + write + "bar.warp.sync 65535; " + read + "L:", ""},
		"outside of half a warp's barrier":  {threadAt(32, 16) + "@!%p2 bra L; " + write + "@%p3 bra H; bar.warp.sync -65536; bra L; H: bar.warp.sync 65535; " + read + "L:", "written by another thread"},
		"through a third lane": {threadAt(32, 31) + `@!%p2 bra L; @%p1 st.shared.u64 [arena], %rd4;
			setp.lt.u32 %p4, %r0, 2; @%p4 bar.warp.sync 3; setp.eq.s32 %p5, %r0, 1; setp.eq.s32 %p6, %r0, 2; or.pred %p5, %p5, %p6; @!%p5 bra L;
			bar.warp.sync 6; @%p6 ld.shared.u64 %rd9, [arena]; L:`, ""},
		"read, then written by another warp":       {far + write + "bar.sync 0; " + read + "st.shared.u64 [%r4], %rd1;", "read by another warp|written by another thread"},
		"read, then written by another lane":       {threadAt(32, 1) + "@!%p2 bra L; " + write + "bar.warp.sync -1; " + read + "st.shared.u64 [%r4], %rd1; L:", "read by another lane"},
		"read, barrier, then written":              {far + write + "bar.sync 0; " + read + "bar.sync 0; st.shared.u64 [%r4], %rd1;", ""},
		"all write the same":                       {"st.shared.u64 [arena], %rd1; bar.sync 0; ld.shared.u64 %rd9, [arena];", ""},
		"all write their own":                      {near + "st.shared.u64 [arena], %rd4;", "written by another thread"},
		"bytes side by side":                       {"mov.u32 %r4, arena; add.s32 %r4, %r4, %r0; cvt.u16.u32 %rs4, %r0; st.shared.u8 [%r4], %rs4;", ""},
		"a word over another's bytes":              {near + "mov.u32 %r7, arena; add.s32 %r7, %r7, %r0; cvt.u16.u32 %rs4, %r0; st.shared.u8 [%r7], %rs4; " + write, "written by another thread"},
		"atomics":                                  {near + "@%p1 st.shared.u64 [arena], %rd1; bar.sync 0; atom.shared.add.u64 %rd9, [arena], 1;", ""},
		"an atomic and a read":                     {near + "@%p1 st.shared.u64 [arena], %rd1; bar.sync 0; atom.shared.add.u64 %rd9, [arena], 1; ld.shared.u64 %rd8, [arena];", "written by another thread"},
		"an atomic on nothing":                     {"atom.shared.add.u64 %rd9, [arena], 1;", "never written"},
		"shared memory never written":              {near + mine, "never written"},
		"half of it never written":                 {near + "st.shared.u32 [%r4], %r0; " + mine, "never written"},
		"shared memory out of bounds":              {near + "st.shared.u64 [%r4+1024], %rd4;", "shared memory, which the block has from"},
		"shared memory below its start":            {"mov.u32 %r4, 0; st.shared.u32 [%r4], %r0;", "shared memory, which the block has from"},
		"shared memory, misaligned":                {near + "st.shared.u64 [%r4+4], %rd4;", "not aligned"},
		"a vector, misaligned":                     {near + "st.shared.v2.u64 [%r4+8], {%rd4, %rd4};", "not aligned"},
		"global memory out of bounds":              {"ld.global.u32 %r9, [%rd0+512];", "no global memory"},
		"global memory at 0":                       {"mov.u64 %rd5, 0; ld.global.u32 %r9, [%rd5];", "no global memory"},
		"a generic address out of bounds":          {"mov.u64 %rd5, arena; ld.u32 %r9, [%rd5];", "no global memory"},
		"global memory never written":              {"ld.global.u32 %r9, [%rd0];", "nobody has written"},
		"a vector never written":                   {aligned + "ld.global.v2.u32 {%r7, %r8}, [%rd5];", ""},
		"global memory, misaligned":                {"st.global.u32 [%rd0+2], %r0;", "not aligned"},
		"constants that change":                    {"ld.global.nc.u32 %r9, [%rd1]; st.global.u32 [%rd1], %r9;", "ld.global.nc"},
		"changes that are constant":                {"st.global.u32 [%rd1], %r0; ld.global.nc.u32 %r9, [%rd1];", "ld.global.nc"},
		"constants beside what changes":            {"ld.global.nc.u32 %r9, [%rd1]; st.global.u32 [%rd1+4], %r9; ld.global.nc.u32 %r9, [%rd1];", ""},
		"constants":                                {"ld.global.nc.u32 %r9, [%rd1];", ""},
		"local memory out of bounds":               {".local .align 8 .b8 m[16]; mov.u64 %rd5, m; st.local.u64 [%rd5+16], %rd1;", "local memory, of which"},
		"local memory never written":               {".local .align 8 .b8 m[16]; ld.local.u64 %rd9, [m+8];", "has not written"},
		"a register never written":                 {"add.s32 %r9, %r16, 1;", "reads %r16, which it has not written"},
		"a register written by others":             {near + "@%p1 bra L; mov.u32 %r16, 1; L: add.s32 %r9, %r16, 1;", "lane 0 reads %r16"},
		"a register written by those that read it": {near + "@%p1 bra L; mov.u32 %r16, 1; L: @!%p1 add.s32 %r9, %r16, 1;", ""},
		"division by zero":                         {"div.u32 %r9, %r1, %r0;", "divides by zero"},
		"copies that are waited for":               {copy16 + "cp.async.commit_group; cp.async.wait_group 0; ld.shared.u32 %r9, [%r7];", ""},
		"copies that nobody waits for":             {copy16 + "cp.async.commit_group; bar.sync 0; ld.shared.u32 %r9, [%r7];", "cp.async has not brought"},
		"copies that are not committed":            {copy16 + "cp.async.wait_group 0; ld.shared.u32 %r9, [%r7];", "cp.async has not brought"},
		"copies of the last group":                 {copy16 + "cp.async.commit_group; cp.async.wait_group 1; ld.shared.u32 %r9, [%r7];", "cp.async has not brought"},
		"copies of the group before":               {copy16 + "cp.async.commit_group; cp.async.commit_group; cp.async.wait_group 1; ld.shared.u32 %r9, [%r7];", ""},
		"copies that another waits for":            {copy16 + "cp.async.commit_group; cp.async.wait_group 0; xor.b32 %r8, %r7, 512; ld.shared.u32 %r9, [%r8];", earlier},
		"copies, wait and barrier":                 {copy16 + "cp.async.commit_group; cp.async.wait_group 0; bar.sync 0; xor.b32 %r8, %r7, 512; ld.shared.u32 %r9, [%r8];", ""},
		"copies over what is read":                 {copy16 + "cp.async.commit_group; cp.async.wait_group 0; bar.sync 0; xor.b32 %r8, %r7, 512; ld.shared.u32 %r9, [%r8]; cp.async.cg.shared.global [%r7], [%rd1], 16;", "read by another warp|cp.async has not brought"},
		"a copy, misaligned":                       {"mov.u32 %r7, arena; cp.async.cg.shared.global [%r7+8], [%rd1], 16;", "not aligned"},
		"lanes that end before a barrier":          {near + "@%p3 bra L; bar.sync 0; L:", ""}, // the others wait for them no longer
		"a guarded barrier":                        {near + "@%p1 bar.sync 0;", "do not take part"},
		"barriers that differ":                     {near + "@%p2 bra L; bar.sync 1; bra E; L: bar.sync 2; E:", "at different barriers"},
		"barriers of one warp that differ":         {near + "@%p3 bra L; bar.sync 0; bra E; L: bar.sync 0; E:", "wait for each other at different places"},
		"a warp that has ended":                    {near + "@%p2 bra L; bar.sync 0; L:", ""},
		"a lane that does not name itself":         {near + "shfl.sync.idx.b32 %r9, %r0, 0, 31, 1;", "is not one of those that it names"},
		"a lane that never comes":                  {near + "@%p1 bra L; shfl.sync.idx.b32 %r9, %r0, 1, 31, -1; bra E; L: vote.sync.ballot.b32 %r9, %p1, -1; E:", "wait for each other at different places"},
		"a lane whose guard keeps it away":         {near + "@%p1 shfl.sync.idx.b32 %r9, %r0, 1, 31, -1;", "its guard keeps it away"},
		"lanes that name different ones":           {near + "@!%p2 bra L; selp.b32 %r7, -1, 65535, %p1; shfl.sync.idx.b32 %r9, %r0, 0, 31, %r7; L:", "name different lanes|is not one of those that it names"},
		"a value of a lane that is not there":      {near + "@!%p3 bra L; shfl.sync.idx.b32 %r9, %r0, 20, 31, 65535; L:", "which does not take part"},
		"a uniform branch that is none":            {near + "@%p1 bra.uni L; L:", "do not agree"},
		"no end":                                   {"L: bra L; mov.u32 %r9, 0;", "limit of instructions"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range []Schedule{{}, {Seed: 1, Quantum: 3}, {Seed: 2, Quantum: 50, Lanes: true}} {
				m := &Machine{Schedule: s, Limit: 1 << 14}
				data, err := m.Alloc(1024)
				if err != nil {
					t.Fatal(err)
				}
				if err := m.Clear(0, data, 1024); err != nil {
					t.Fatal(err)
				}
				_, err = execute(t, m, program(c.code), device.Grid{Threads: 64, Shared: 1024}, uint64(data), 7, 0)
				switch {
				case c.want == "" && err != nil:
					t.Errorf("%+v: %v", s, err)
				case c.want != "" && (err == nil || !slices.ContainsFunc(strings.Split(c.want, "|"), func(w string) bool { return strings.Contains(err.Error(), w) })):
					t.Errorf("%+v: %v, want %q", s, err, c.want)
				case err != nil && !errors.Is(err, device.ErrLost):
					t.Errorf("%+v: %v is no error of a device", s, err)
				}
			}
		})
	}
}

// An error says where it happened.
func TestWhere(t *testing.T) {
	_, err := execute(t, &Machine{}, program("mov.u32 %r4, %ctaid.x; setp.eq.s32 %p1, %r4, 2; setp.eq.s32 %p2, %r0, 37; and.pred %p1, %p1, %p2;\n@%p1 ld.shared.u32 %r5, [arena];"),
		device.Grid{Blocks: [3]int{4}, Threads: 64, Shared: 16}, 0, 0, 0)
	for _, part := range []string{"launch k of [4 1 1] blocks of 64 threads", "PTX line 14 (ld.shared.u32)", "block [2 0 0]", "warp 1", "lane 5", "never written"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

// Lanes that part meet again, whatever the order they run in, and calls keep them
// apart.
func TestDivergence(t *testing.T) {
	text := strings.Replace(program(`
	mov.u32 %r4, 0; // lane l goes around l times, and calls every third time
	loop: setp.ge.u32 %p1, %r4, %r0; @%p1 bra done;
	rem.u32 %r5, %r4, 3; setp.ne.s32 %p2, %r5, 0; @%p2 bra skip;
	{ .param .b32 x; .param .b32 y; st.param.b32 [x], %r9; call (y), twice, (x); ld.param.b32 %r9, [y]; }
	skip: add.s32 %r9, %r9, 1; add.s32 %r4, %r4, 1; bra.uni loop;
	done: shfl.sync.down.b32 %r6|%p3, %r9, 1, 31, -1; @%p3 add.s32 %r9, %r9, %r6;`), ".visible", `.func (.param .b32 y) twice(.param .b32 x)
	{ .reg .b32 %r<3>; .reg .pred %p; ld.param.b32 %r0, [x]; setp.lt.u32 %p, %r0, 5; @%p bra small; shl.b32 %r0, %r0, 1; st.param.b32 [y], %r0; ret;
	small: add.s32 %r0, %r0, 100; st.param.b32 [y], %r0; ret; }
	.visible`, 1)
	one := func(l int) (v uint64) {
		for i := range l {
			if i%3 == 0 {
				if v < 5 {
					v += 100
				} else {
					v *= 2
				}
			}
			v++
		}
		return v
	}
	for seed := range uint64(20) {
		got, err := execute(t, &Machine{Schedule: Schedule{Seed: seed, Quantum: int(seed), Lanes: seed > 0}}, text, device.Grid{Threads: 64}, 0, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			want := one(i)
			if i%32 < 31 {
				want += one(i + 1)
			}
			if v != want&ones32 {
				t.Fatalf("seed %d, thread %d: %d, want %d", seed, i, v, want)
			}
		}
	}
}

// Blocks that run at the same time share global memory, and its atomics are whole.
func TestBlocksTogether(t *testing.T) {
	for blocks := range 5 {
		m := &Machine{Schedule: Schedule{Seed: 9, Quantum: 2, Blocks: blocks}}
		at, err := m.Alloc(8)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Clear(0, at, 8); err != nil {
			t.Fatal(err)
		}
		got, err := execute(t, m, program("atom.global.add.u64 %rd9, [%rd1], 1; mov.u32 %r4, %ctaid.x; mul.wide.u32 %rd4, %r4, 512; add.s64 %rd0, %rd0, %rd4;"),
			device.Grid{Blocks: [3]int{6}, Threads: 64}, uint64(at), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[uint64]bool{}
		for _, v := range got {
			seen[v] = true
		}
		if len(seen) != 6*64 || !seen[0] || !seen[6*64-1] {
			t.Errorf("%d blocks together count %d different numbers", blocks, len(seen))
		}
	}
}
