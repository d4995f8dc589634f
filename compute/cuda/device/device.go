// Package device is what the CUDA backend needs of a GPU: memory, streams and
// kernels. The driver's implementation is package compute/cuda/driver; package
// compute/cuda/kernels runs the same kernels on the host.
package device

import "errors"

// Errors by which a caller decides what to do next. What a Device returns says
// what was being done and wraps one of them where it applies; any other error
// means that the device cannot be trusted any more either.
var (
	ErrNone   = errors.New("no CUDA device")                           // no driver, or no device behind it
	ErrMemory = errors.New("not enough device memory")                 // the work may fit in smaller slices
	ErrImage  = errors.New("the kernel image does not fit the device") // too old a device, or a driver that cannot read the PTX
	ErrLost   = errors.New("the device was lost")                      // nothing works on its context any more
)

// Reason names in one word what an error of a Device means, for a metric's label:
// none, memory, image, lost, or other.
func Reason(err error) string {
	for _, r := range []struct {
		err  error
		name string
	}{{ErrNone, "none"}, {ErrMemory, "memory"}, {ErrImage, "image"}, {ErrLost, "lost"}} {
		if errors.Is(err, r.err) {
			return r.name
		}
	}
	return "other"
}

// Reasons lists what Reason returns.
func Reasons() []string { return []string{"none", "memory", "image", "lost", "other"} }

// Pointer is an address in a device's memory; 0 is none.
type Pointer uint64

// Stream is a queue of copies and launches that run in order; different streams
// run side by side. Kernel is a kernel of an image that was loaded. Both are
// handles whose meaning is the Device's.
type (
	Stream uint64
	Kernel uint64
)

// Info describes a device.
type Info struct {
	Name            string
	Driver          string // version of the CUDA interface that the driver offers, such as "12.4"
	Capability      int    // compute capability, major·10 + minor
	Memory          int64  // bytes in all
	Multiprocessors int
	SharedPerBlock  int // bytes of shared memory that one block may ask for
}

// Grid is the shape of a launch. Blocks has up to three dimensions, 0 standing
// for 1; a block is one-dimensional.
type Grid struct {
	Blocks  [3]int
	Threads int // of a block, a multiple of 32
	Shared  int // bytes of dynamic shared memory of a block
}

// Device is one GPU with a context of its own. A driver's context belongs to an
// operating-system thread, so that all calls come from the thread that opened
// it; see package compute/cuda, which owns such a thread. After an error other
// than ErrMemory only Close is of use.
type Device interface {
	Info() Info
	// Free returns how many bytes are free now.
	Free() (int64, error)

	// Alloc returns memory of the device, aligned to 256 bytes. ErrMemory.
	Alloc(bytes int64) (Pointer, error)
	Release(p Pointer) error
	// Pin returns page-locked memory of the host, which copies run beside other
	// work from and to. ErrMemory.
	Pin(bytes int) ([]byte, error)
	Unpin(b []byte) error

	// Load reads an image, PTX as text, and returns the kernels named. ErrImage.
	Load(image string, kernels ...string) ([]Kernel, error)

	NewStream() (Stream, error)
	CloseStream(s Stream) error
	// CopyIn and CopyOut begin to copy between pinned and device memory; neither
	// may be touched before Wait.
	CopyIn(s Stream, to Pointer, from []byte) error
	CopyOut(s Stream, to []byte, from Pointer) error
	// Copy begins to copy within device memory.
	Copy(s Stream, to, from Pointer, bytes int64) error
	// Clear begins to set bytes, a multiple of 4, to zero.
	Clear(s Stream, p Pointer, bytes int64) error
	// Launch begins to run a kernel. Each argument is passed as its first bytes:
	// a pointer, an integer, or the bits of a float. ErrImage where the device
	// has too few registers or too little shared memory for the grid.
	Launch(s Stream, k Kernel, g Grid, args ...uint64) error
	// Wait returns when everything begun on the stream has ended. What went
	// wrong in any of it is returned here at the latest.
	Wait(s Stream) error
	// Seconds returns how long the device itself was busy with what do begins on
	// the stream. It waits for it.
	Seconds(s Stream, do func() error) (float64, error)

	// Close frees what is left, whatever state the device is in.
	Close() error
}
