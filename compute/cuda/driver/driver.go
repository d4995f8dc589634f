//go:build cuda

// Package driver opens NVIDIA GPUs through gorgonia.org/cu. The driver's library
// is opened at run time, so that a binary with it starts on every machine; see
// docs/adr/0025-cuda-driver-at-run-time.md.
package driver

// #cgo CFLAGS: -O2
// #cgo LDFLAGS: -Wl,--as-needed -ldl -lpthread
// #include "forward.h"
import "C"

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"gorgonia.org/cu"

	"oracled/compute/cuda/device"
)

// Built tells whether this binary can open a GPU.
const Built = true

// Attributes of devices that gorgonia.org/cu has no names for.
const sharedPerBlockOptIn = cu.DeviceAttribute(97)

// gpu is a device.Device. Handles of streams and kernels are places in its lists.
type gpu struct {
	info    device.Info
	context cu.CUContext
	modules []cu.Module
	kernels []kernel
	streams []cu.Stream // none where closed
	events  [2]cu.Event
}

type kernel struct {
	function cu.Function
	name     string
	shared   int // bytes of dynamic shared memory that it may ask for
}

// Open opens the first GPU that the driver shows, which the environment variable
// CUDA_VISIBLE_DEVICES can choose, with a context of its own on this thread.
// ErrNone where there is no driver or no GPU.
func Open() (device.Device, error) {
	var why [256]C.char
	switch code := C.oracled_cuda_open(&why[0], C.size_t(len(why))); {
	case code < 0:
		return nil, fmt.Errorf("open the driver's library libcuda.so.1: %s: %w", C.GoString(&why[0]), device.ErrNone)
	case code != 0:
		return nil, fmt.Errorf("initialise the driver: error %d: %w", int(code), device.ErrNone)
	}
	count, err := cu.NumDevices()
	if err != nil {
		return nil, failed(err, "count the GPUs")
	}
	if count == 0 {
		return nil, fmt.Errorf("open the GPU: the driver shows none: %w", device.ErrNone)
	}
	dev, err := cu.GetDevice(0)
	if err != nil {
		return nil, failed(err, "open the GPU")
	}
	g := &gpu{}
	if g.info, err = describe(dev); err != nil {
		return nil, err
	}
	if g.context, err = dev.MakeContext(cu.SchedBlockingSync); err != nil {
		return nil, failed(err, "make a context on %s", g.info.Name)
	}
	for i := range g.events {
		if g.events[i], err = cu.MakeEvent(cu.DefaultEvent); err != nil {
			return nil, errors.Join(failed(err, "make an event"), g.Close())
		}
	}
	return g, nil
}

func describe(dev cu.Device) (device.Info, error) {
	var info device.Info
	var err error
	if info.Name, err = dev.Name(); err != nil {
		return info, failed(err, "ask for the GPU's name")
	}
	if info.Memory, err = dev.TotalMem(); err != nil {
		return info, failed(err, "ask for the memory of %s", info.Name)
	}
	var major, minor int
	for _, a := range []struct {
		what cu.DeviceAttribute
		to   *int
	}{
		{cu.ComputeCapabilityMajor, &major}, {cu.ComputeCapabilityMinor, &minor},
		{cu.MultiprocessorCount, &info.Multiprocessors}, {sharedPerBlockOptIn, &info.SharedPerBlock},
	} {
		if *a.to, err = dev.Attribute(a.what); err != nil {
			return info, failed(err, "ask for attribute %d of %s", int(a.what), info.Name)
		}
	}
	info.Capability = 10*major + minor
	v := cu.Version()
	info.Driver = fmt.Sprintf("%d.%d", v/1000, v%1000/10)
	return info, nil
}

func (g *gpu) Info() device.Info { return g.info }

func (g *gpu) Free() (int64, error) {
	free, _, err := cu.MemInfo()
	return free, failed(err, "ask how much memory of %s is free", g.info.Name)
}

func (g *gpu) Alloc(bytes int64) (device.Pointer, error) {
	p, err := cu.MemAlloc(bytes)
	return device.Pointer(p), failed(err, "allocate %d bytes of device memory", bytes)
}

func (g *gpu) Release(p device.Pointer) error {
	return failed(cu.MemFree(cu.DevicePtr(p)), "release device memory at %#x", uint64(p))
}

func (g *gpu) Pin(bytes int) ([]byte, error) {
	var p unsafe.Pointer
	if code := C.oracled_cuda_pin(&p, C.size_t(bytes)); code != 0 {
		return nil, failedWith(int(code), "", "pin %d bytes of memory", bytes)
	}
	return unsafe.Slice((*byte)(p), bytes), nil
}

func (g *gpu) Unpin(b []byte) error {
	return failed(cu.MemFreeHost(unsafe.Pointer(unsafe.SliceData(b))), "unpin %d bytes of memory", len(b))
}

func (g *gpu) Load(image string, kernels ...string) ([]device.Kernel, error) {
	m, err := cu.LoadData(image)
	if err != nil {
		return nil, failed(err, "compile the kernels for %s of compute capability %d.%d", g.info.Name, g.info.Capability/10, g.info.Capability%10)
	}
	g.modules = append(g.modules, m)
	var out []device.Kernel
	for _, name := range kernels {
		f, err := m.Function(name)
		if err != nil {
			return nil, failed(err, "look kernel %s up", name)
		}
		g.kernels = append(g.kernels, kernel{function: f, name: name, shared: sharedWithoutAsking})
		out = append(out, device.Kernel(len(g.kernels)))
	}
	return out, nil
}

// sharedWithoutAsking is how much shared memory a kernel may have that nobody has
// raised the limit of, in bytes.
const sharedWithoutAsking = 48 << 10

func (g *gpu) NewStream() (device.Stream, error) {
	s, err := cu.MakeStream(cu.NonBlocking)
	if err != nil {
		return 0, failed(err, "make a stream")
	}
	g.streams = append(g.streams, s)
	return device.Stream(len(g.streams)), nil
}

func (g *gpu) CloseStream(s device.Stream) error {
	stream := g.streams[s-1]
	return failed(stream.Destroy(), "close a stream")
}

func (g *gpu) CopyIn(s device.Stream, to device.Pointer, from []byte) error {
	err := cu.MemcpyHtoDAsync(cu.DevicePtr(to), unsafe.Pointer(unsafe.SliceData(from)), int64(len(from)), g.streams[s-1])
	return failed(err, "copy %d bytes to the device", len(from))
}

func (g *gpu) CopyOut(s device.Stream, to []byte, from device.Pointer) error {
	err := cu.MemcpyDtoHAsync(unsafe.Pointer(unsafe.SliceData(to)), cu.DevicePtr(from), int64(len(to)), g.streams[s-1])
	return failed(err, "copy %d bytes from the device", len(to))
}

func (g *gpu) Copy(s device.Stream, to, from device.Pointer, bytes int64) error {
	err := cu.MemcpyDtoDAsync(cu.DevicePtr(to), cu.DevicePtr(from), bytes, g.streams[s-1])
	return failed(err, "copy %d bytes within device memory", bytes)
}

func (g *gpu) Clear(s device.Stream, p device.Pointer, bytes int64) error {
	return failed(cu.MemsetD32Async(cu.DevicePtr(p), 0, bytes/4, g.streams[s-1]), "clear %d bytes of device memory", bytes)
}

func (g *gpu) Launch(s device.Stream, k device.Kernel, grid device.Grid, args ...uint64) error {
	fn := &g.kernels[k-1]
	if grid.Shared > fn.shared {
		// A cu.Function is its handle and nothing else.
		handle := *(*unsafe.Pointer)(unsafe.Pointer(&fn.function))
		if code := C.oracled_cuda_allow_shared(handle, C.int(grid.Shared)); code != 0 {
			return failedWith(int(code), "", "allow %s %d bytes of shared memory", fn.name, grid.Shared)
		}
		fn.shared = grid.Shared
	}
	parameters := make([]unsafe.Pointer, len(args))
	for i := range args {
		parameters[i] = unsafe.Pointer(&args[i])
	}
	b := grid.Blocks
	err := fn.function.Launch(max(b[0], 1), max(b[1], 1), max(b[2], 1), grid.Threads, 1, 1, grid.Shared, g.streams[s-1], parameters)
	return failed(err, "launch %s on %d blocks of %d threads", fn.name, max(b[0], 1)*max(b[1], 1)*max(b[2], 1), grid.Threads)
}

func (g *gpu) Wait(s device.Stream) error {
	return failed(g.streams[s-1].Synchronize(), "wait for the device")
}

func (g *gpu) Seconds(s device.Stream, do func() error) (float64, error) {
	stream := g.streams[s-1]
	if err := g.events[0].Record(stream); err != nil {
		return 0, failed(err, "begin to take the time")
	}
	if err := do(); err != nil {
		return 0, err
	}
	if err := g.events[1].Record(stream); err != nil {
		return 0, failed(err, "end taking the time")
	}
	if err := g.events[1].Synchronize(); err != nil {
		return 0, failed(err, "wait for the device")
	}
	ms, err := g.events[0].Elapsed(g.events[1])
	return ms / 1000, failed(err, "read the time")
}

// Close destroys the context, with all that is in it.
func (g *gpu) Close() error {
	err := g.context.Destroy()
	if isLost(err) {
		return nil // there is nothing left to free
	}
	return failed(err, "close %s", g.info.Name)
}

// failed returns nil for nil, and else the driver's error with what was being
// done, wrapping the error of package device that it means.
func failed(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	code := -1
	if v := reflect.ValueOf(err); v.CanInt() {
		code = int(v.Int())
	}
	return failedWith(code, err.Error(), format, args...)
}

func failedWith(code int, name, format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	if name != "" {
		name = " (" + name + ")"
	}
	return fmt.Errorf("%s: the driver's error %d%s: %w", what, code, name, meaning(code))
}

func isLost(err error) bool {
	return err != nil && errors.Is(failed(err, ""), device.ErrLost)
}

// meaning sorts the driver's errors (CUresult in cuda.h). What is not known means
// that the device cannot be trusted.
func meaning(code int) error {
	switch code {
	case 2, // out of memory
		304: // an operating system's call failed, such as pinning more than it allows
		return device.ErrMemory
	case 3, 34, 46, 100, 101, 803, 804: // not initialised, a stub, unavailable, no device, none of that number, a driver that does not fit
		return device.ErrNone
	case 200, 209, 218, 220, 221, 222, 300, 301, 302, 303, 500, 701: // images that do not compile, load or have a kernel; too few registers or too little shared memory
		return device.ErrImage
	}
	return device.ErrLost
}
