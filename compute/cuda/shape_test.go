package cuda

import (
	"testing"

	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// The kernels' struct Work is as large as the launch says, and every n has a
// build that the device can run.
func TestShapes(t *testing.T) {
	if got := kernels.TrimmedWork(); got != workBytes {
		t.Errorf("struct Work takes %d bytes, and workBytes is %d", got, workBytes)
	}
	info := device.Info{SharedPerBlock: 227 << 10}
	for n, want := range map[int]string{1: "4x32", 128: "4x32", 129: "8x128", 1024: "8x128", 1025: "16x256", 4097: "40x256", 10000: "40x256", 10240: "40x256", 10241: "streamed", 1 << 24: "streamed"} {
		if got := shapeFor(n, info).suffix; got != want {
			t.Errorf("n = %d takes %s, not %s", n, got, want)
		}
	}
	if got := shapeFor(10000, device.Info{SharedPerBlock: 64 << 10}).suffix; got != "streamed" {
		t.Errorf("with 64 KB of shared memory n = 10,000 takes %s", got)
	}
	// Two blocks of 10,000 anchors share a multiprocessor of compute capability
	// 9.0, which has 228 KB, one of each block's being the driver's.
	if two := 2 * (shapeFor(10000, info).shared(10000) + 1024); two > 228<<10 {
		t.Errorf("two blocks of 10,000 take %d bytes of shared memory", two)
	}
}
