package ptx

import (
	"testing"

	"oracled/compute/cuda/device"
)

// What nobody has written is what Fill says, to vectors and to copies.
func TestFill(t *testing.T) {
	for fill, want := range map[byte]uint64{0: 0xabababab, 0x5c: 0x5c5c5c5c} {
		m := &Machine{Fill: fill}
		at, err := m.Alloc(16)
		if err != nil {
			t.Fatal(err)
		}
		got, err := execute(t, m, program("ld.global.v2.u32 {%r9, %r8}, [%rd1];"), device.Grid{Threads: 32}, uint64(at), 0, 0)
		if err != nil || got[7] != want {
			t.Errorf("%#x, %v, want %#x", got, err, want)
		}
		b, err := m.Pin(16)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.CopyOut(0, b, at); err != nil || uint64(b[3]) != want&255 {
			t.Errorf("%#x, %v, want %#x", b, err, want)
		}
	}
}
