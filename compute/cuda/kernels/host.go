// Package kernels holds the CUDA sources, the PTX made from them (see make ptx),
// and a build of the same sources for the host, on which tests run them.
package kernels

// #cgo CXXFLAGS: -std=c++17 -O2 -U_FORTIFY_SOURCE
// #include "launch.h"
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"sync"
	"unsafe"

	"oracled/compute/cuda/device"
)

// Host is a device.Device that runs the kernels on the processor, one block after
// the other. Its copies and launches have ended when they return.
type Host struct {
	// Memory is how much device memory there is, in bytes; 0 means 1 GiB.
	Memory int64
	// Backwards makes the threads of a block take turns in the opposite order,
	// which changes no answer unless a barrier is missing.
	Backwards bool

	mu      sync.Mutex
	blocks  map[device.Pointer]hostBlock
	pinned  map[*byte]int
	used    int64
	names   []string
	streams int
}

type hostBlock struct {
	memory []uint64
	size   int64
}

var _ device.Device = (*Host)(nil)

// hostShared is what a block may ask for there.
const hostShared = 227 << 10

// Info describes it as a device of compute capability 9.0.
func (h *Host) Info() device.Info {
	return device.Info{Name: "host", Driver: "none", Capability: 90, Memory: h.memory(), Multiprocessors: 1, SharedPerBlock: hostShared}
}

func (h *Host) memory() int64 {
	if h.Memory == 0 {
		return 1 << 30
	}
	return h.Memory
}

// SizeOf is how many bytes one of the trimmed kernels' structs takes; 0 if there is
// none of that name.
func SizeOf(name string) int {
	s := C.CString(name)
	defer C.free(unsafe.Pointer(s))
	return int(C.shim_trimmed_size(s))
}

// Free implements device.Device.
func (h *Host) Free() (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.memory() - h.used, nil
}

// unwritten fills memory that nobody has written yet.
const unwritten = 0xabababababababab

// Alloc implements device.Device.
func (h *Host) Alloc(bytes int64) (device.Pointer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if bytes <= 0 || h.used+bytes > h.memory() {
		return 0, fmt.Errorf("allocate %d bytes of device memory, %d of %d being used: %w", bytes, h.used, h.memory(), device.ErrMemory)
	}
	m := make([]uint64, (bytes+15)/16*2)
	for i := range m {
		m[i] = unwritten
	}
	p := device.Pointer(uintptr(unsafe.Pointer(&m[0])))
	if h.blocks == nil {
		h.blocks = map[device.Pointer]hostBlock{}
	}
	h.blocks[p] = hostBlock{m, bytes}
	h.used += bytes
	return p, nil
}

// Release implements device.Device.
func (h *Host) Release(p device.Pointer) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	b, ok := h.blocks[p]
	if !ok {
		return fmt.Errorf("release device memory: %#x is not the start of any", uint64(p))
	}
	delete(h.blocks, p)
	h.used -= b.size
	return nil
}

// Pin implements device.Device.
func (h *Host) Pin(bytes int) ([]byte, error) {
	if bytes <= 0 {
		return nil, fmt.Errorf("pin %d bytes: a size is above 0", bytes)
	}
	b := make([]byte, bytes)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pinned == nil {
		h.pinned = map[*byte]int{}
	}
	h.pinned[&b[0]] = bytes
	return b, nil
}

// Unpin implements device.Device.
func (h *Host) Unpin(b []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.pinned[unsafe.SliceData(b)]; !ok {
		return fmt.Errorf("unpin %d bytes: they are not pinned", len(b))
	}
	delete(h.pinned, unsafe.SliceData(b))
	return nil
}

// Load looks the kernels up in the host's build; it does not read the image.
func (h *Host) Load(_ string, kernels ...string) ([]device.Kernel, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []device.Kernel
	for _, name := range kernels {
		s := C.CString(name)
		arity := C.shim_arity(s)
		C.free(unsafe.Pointer(s))
		if arity < 0 {
			return nil, fmt.Errorf("look kernel %s up: the host's build has none of that name: %w", name, device.ErrImage)
		}
		h.names = append(h.names, name)
		out = append(out, device.Kernel(len(h.names)))
	}
	return out, nil
}

// NewStream implements device.Device.
func (h *Host) NewStream() (device.Stream, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.streams++
	return device.Stream(h.streams), nil
}

// CloseStream implements device.Device.
func (h *Host) CloseStream(device.Stream) error { return nil }

// span returns device memory from p on, which has to lie within one allocation.
func (h *Host) span(p device.Pointer, bytes int) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for start, b := range h.blocks {
		if p >= start && int64(p-start)+int64(bytes) <= b.size {
			all := unsafe.Slice((*byte)(unsafe.Pointer(&b.memory[0])), b.size)
			return all[p-start:][:bytes], nil
		}
	}
	return nil, fmt.Errorf("%d bytes at %#x are not device memory: %w", bytes, uint64(p), device.ErrLost)
}

func (h *Host) isPinned(b []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	for p, n := range h.pinned {
		start := uintptr(unsafe.Pointer(p))
		if at >= start && at+uintptr(len(b)) <= start+uintptr(n) {
			return true
		}
	}
	return false
}

// CopyIn implements device.Device.
func (h *Host) CopyIn(_ device.Stream, to device.Pointer, from []byte) error {
	dst, err := h.span(to, len(from))
	if err != nil {
		return fmt.Errorf("copy to the device: %w", err)
	}
	if !h.isPinned(from) {
		return fmt.Errorf("copy %d bytes to the device: they are not pinned", len(from))
	}
	copy(dst, from)
	return nil
}

// CopyOut implements device.Device.
func (h *Host) CopyOut(_ device.Stream, to []byte, from device.Pointer) error {
	src, err := h.span(from, len(to))
	if err != nil {
		return fmt.Errorf("copy from the device: %w", err)
	}
	if !h.isPinned(to) {
		return fmt.Errorf("copy %d bytes from the device: they are not pinned", len(to))
	}
	copy(to, src)
	return nil
}

// Copy implements device.Device.
func (h *Host) Copy(_ device.Stream, to, from device.Pointer, bytes int64) error {
	dst, err := h.span(to, int(bytes))
	if err != nil {
		return fmt.Errorf("copy within the device: %w", err)
	}
	src, err := h.span(from, int(bytes))
	if err != nil {
		return fmt.Errorf("copy within the device: %w", err)
	}
	copy(dst, src)
	return nil
}

// Clear implements device.Device.
func (h *Host) Clear(_ device.Stream, p device.Pointer, bytes int64) error {
	b, err := h.span(p, int(bytes))
	if err != nil {
		return fmt.Errorf("clear device memory: %w", err)
	}
	clear(b)
	return nil
}

// Launch implements device.Device. Errors are what would hang or corrupt on a
// device, too.
func (h *Host) Launch(_ device.Stream, k device.Kernel, g device.Grid, args ...uint64) error {
	h.mu.Lock()
	known := k > 0 && int(k) <= len(h.names)
	var name string
	if known {
		name = h.names[k-1]
	}
	h.mu.Unlock()
	if !known {
		return fmt.Errorf("launch kernel %d: it was not loaded", k)
	}
	if g.Shared > hostShared {
		return fmt.Errorf("launch %s with %d bytes of shared memory for a block, %d being there: %w", name, g.Shared, hostShared, device.ErrImage)
	}
	s := C.CString(name)
	defer C.free(unsafe.Pointer(s))
	if arity := int(C.shim_arity(s)); arity != len(args) {
		return fmt.Errorf("launch %s with %d arguments: it takes %d", name, len(args), arity)
	}
	var grid [3]C.uint
	for i, n := range g.Blocks {
		grid[i] = C.uint(max(n, 1))
	}
	block := [3]C.uint{C.uint(g.Threads), 1, 1}
	direction := C.int(1)
	if h.Backwards {
		direction = -1
	}
	words := append(make([]uint64, 0, len(args)+1), args...)
	words = append(words, 0)
	what := ""
	switch C.shim_launch(s, &grid[0], &block[0], C.size_t(g.Shared), (*C.uint64_t)(unsafe.Pointer(&words[0])), direction) {
	case C.SHIM_OK:
		return nil
	case C.SHIM_BAD_SHAPE:
		what = "a block has 32 to 1024 threads, a multiple of 32"
	case C.SHIM_NO_MEMORY:
		what = "no memory for the threads' stacks"
	case C.SHIM_DEADLOCK:
		what = "threads of a block wait at different barriers"
	case C.SHIM_SHARED_OVERRUN:
		what = "it wrote behind its shared memory"
	default:
		what = "no such kernel"
	}
	return fmt.Errorf("launch %s of %d threads: %s: %w", name, g.Threads, what, device.ErrLost)
}

// Wait implements device.Device.
func (h *Host) Wait(device.Stream) error { return nil }

// Seconds implements device.Device. The host's build is for its answers, so that
// what it measures is of no use but to tests.
func (h *Host) Seconds(_ device.Stream, do func() error) (float64, error) {
	return 1, do()
}

// Close implements device.Device. Memory that is still used is an error.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.blocks) > 0 || len(h.pinned) > 0 {
		return fmt.Errorf("close the device: %d blocks of device memory and %d of pinned memory are still used", len(h.blocks), len(h.pinned))
	}
	return nil
}
