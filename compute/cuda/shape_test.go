package cuda

import (
	"testing"

	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// The kernels' structs are as large as the launches say.
func TestSizes(t *testing.T) {
	for name, want := range map[string]int{"Work": workBytes, "Answer": answerBytes, "Tall": tallBytes, "Sampling": samplingBytes, "Reduced": partBytes} {
		if got := kernels.SizeOf(name); got != want {
			t.Errorf("struct %s takes %d bytes, and the launches say %d", name, got, want)
		}
	}
	if got := kernels.SizeOf("Partial"); got > partBytes {
		t.Errorf("struct Partial takes %d bytes, and there are %d", got, partBytes)
	}
}

// Every n has a build that the device can run.
func TestShapes(t *testing.T) {
	info := device.Info{SharedPerBlock: 227 << 10}
	for n, want := range map[int]string{1: "4x32", 128: "4x32", 129: "8x128", 1024: "8x128", 1025: "16x256", 4097: "40x256", 10000: "40x256", 10240: "40x256"} {
		if got := shapeFor(n).suffix; got != want {
			t.Errorf("n = %d takes %s, not %s", n, got, want)
		}
	}
	// Two blocks of 10,000 anchors share a multiprocessor of compute capability
	// 9.0, which has 228 KB, one of each block's being the driver's.
	if two := 2 * (shapeFor(10000).shared(10000) + 1024); two > 228<<10 {
		t.Errorf("two blocks of 10,000 take %d bytes of shared memory", two)
	}
	for shared, want := range map[int]slicing{
		info.SharedPerBlock: {Above: 10240, Agents: leastSlice, Capacity: 4096, Sampled: 2048, Threads: 256},
		99 << 10:            {Above: 10240, Agents: leastSlice, Capacity: 4096, Sampled: 2048, Threads: 256},
		64 << 10:            {Above: 4096, Agents: leastSlice, Capacity: 4096, Sampled: 1024, Threads: 256},
		48 << 10:            {Above: 1024, Agents: leastSlice, Capacity: 1024, Sampled: 512, Threads: 256},
	} {
		if got := slicingFor(device.Info{SharedPerBlock: shared}); got != want {
			t.Errorf("with %d bytes of shared memory: %+v, not %+v", shared, got, want)
		}
	}
}
