package ptx

import (
	"testing"

	"oracled/compute/cuda/device"
)

// Turns at the banks, sectors and lanes, of patterns whose counts are known.
func TestProfile(t *testing.T) {
	const at = "mov.u32 %r4, arena; mov.u64 %rd4, %rd1; setp.lt.u32 %p1, %r0, 8; "
	strided := func(bytes string) string {
		return at + "mul.lo.u32 %r5, %r0, " + bytes + "; add.s32 %r4, %r4, %r5; cvt.u64.u32 %rd5, %r5; add.s64 %rd4, %rd4, %rd5; "
	}
	for name, c := range map[string]struct {
		code          string
		parts, turns  int64
		written, read Traffic
	}{
		"words in a row":         {strided("4") + "st.shared.u32 [%r4], %r0;", 1, 1, Traffic{}, Traffic{}},
		"every second word":      {strided("8") + "st.shared.u32 [%r4], %r0;", 1, 2, Traffic{}, Traffic{}},
		"every 32nd word":        {strided("128") + "st.shared.u32 [%r4], %r0;", 1, 32, Traffic{}, Traffic{}},
		"every 33rd word":        {strided("132") + "st.shared.u32 [%r4], %r0;", 1, 1, Traffic{}, Traffic{}},
		"one word":               {at + "st.shared.u32 [%r4], 1;", 1, 1, Traffic{}, Traffic{}},
		"bytes in a row":         {strided("1") + "st.shared.u8 [%r4], %rs1;", 1, 1, Traffic{}, Traffic{}},
		"8 bytes in a row":       {strided("8") + "st.shared.u64 [%r4], %rd1;", 2, 2, Traffic{}, Traffic{}},
		"every second 8 bytes":   {strided("16") + "st.shared.u64 [%r4], %rd1;", 2, 4, Traffic{}, Traffic{}},
		"16 bytes in a row":      {strided("16") + "st.shared.v2.u64 [%r4], {%rd1, %rd2};", 4, 4, Traffic{}, Traffic{}},
		"every second 16 bytes":  {strided("32") + "st.shared.v2.u64 [%r4], {%rd1, %rd2};", 4, 8, Traffic{}, Traffic{}},
		"8 lanes of 8 bytes":     {strided("8") + "@%p1 st.shared.u64 [%r4], %rd1;", 1, 1, Traffic{}, Traffic{}},
		"global words in a row":  {strided("4") + "st.global.u32 [%rd4], %r0;", 0, 0, Traffic{128, 4}, Traffic{}},
		"global words far apart": {strided("64") + "st.global.u32 [%rd4], %r0;", 0, 0, Traffic{128, 32}, Traffic{}},
		"global words off by 16": {strided("4") + "st.global.u32 [%rd4+16], %r0;", 0, 0, Traffic{128, 5}, Traffic{}},
		"global reads":           {strided("16") + "ld.global.v2.u64 {%rd6, %rd7}, [%rd4];", 0, 0, Traffic{}, Traffic{512, 16}},
		"a generic read":         {strided("4") + "ld.u32 %r7, [%rd4];", 0, 0, Traffic{}, Traffic{128, 4}},
		"a copy":                 {strided("16") + "cp.async.cg.shared.global [%r4], [%rd4], 16;", 4, 4, Traffic{}, Traffic{}},
	} {
		var got Profile
		m := &Machine{Watch: func(_ string, p Profile) { got = p }}
		data, err := m.Alloc(8192)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Clear(0, data, 8192); err != nil {
			t.Fatal(err)
		}
		if _, err := execute(t, m, program(c.code), device.Grid{Threads: 32, Shared: 8192}, uint64(data), 0, 0); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got.Written.Bytes -= 256 // of the answer
		got.Written.Sectors -= 8
		if got.SharedParts != c.parts || got.SharedTurns != c.turns || got.Written != c.written || got.Read != c.read {
			t.Errorf("%s: %+v, want %+v", name, got, c)
		}
		if (got.Copied == Traffic{512, 16}) != (name == "a copy") {
			t.Errorf("%s copies %+v", name, got.Copied)
		}
	}
	// An instruction that a guard keeps most lanes from is one all the same.
	var one, two Profile
	for _, c := range []struct {
		code string
		p    *Profile
	}{{at, &one}, {at + "@%p1 add.s32 %r5, %r4, 1;", &two}} {
		m := &Machine{Watch: func(_ string, p Profile) { *c.p = p }}
		if _, err := execute(t, m, program(c.code), device.Grid{Threads: 64, Shared: 16}, 0, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if one.Blocks != 1 || one.Efficiency() != 1 || one.Instructions[Move] == 0 || two.Instructions[Integer] != one.Instructions[Integer]+2 ||
		two.Total() != one.Total()+2 || two.Lanes != one.Lanes+8 {
		t.Errorf("%+v, then %+v", one, two)
	}
}
