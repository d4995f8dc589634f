package ptx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"oracled/compute/cuda/device"
)

// Machine is a device.Device that runs PTX. Its copies and launches have ended
// when they return. The zero value is ready; it is safe for concurrent use.
type Machine struct {
	Schedule
	// Memory is how much device memory there is, in bytes; 0 means 1 GiB.
	Memory int64
	// Limit is after how many instructions of its warps a launch is given up; 0
	// means 2⁴⁰.
	Limit int64
	// Fill is what bytes hold that nobody has written, as far as they may be read:
	// copies of structures take their padding along. No answer depends on it. 0
	// means 0xab.
	Fill byte
	// Images keeps what was read, so that several machines read an image once;
	// nil reads it for this machine alone.
	Images *Images
	// Find returns an image by the name of a kernel in it, for callers of Load
	// that have none: a build without the tag cuda embeds no images.
	Find func(kernel string) (image string, err error)

	// Watch is told what every launch that ends counts; nil counts nothing, which is
	// faster.
	Watch func(kernel string, p Profile)

	mu       sync.Mutex
	memory   memory
	used     int64
	pinned   map[*byte]int
	kernels  []loaded
	streams  int
	launches uint64
	idle     []*block
	profile  *Profile
}

type loaded struct {
	module *Module
	fn     *function
}

var _ device.Device = (*Machine)(nil)

// sharedPerBlock is what a block may ask for on a device of compute capability 9.0.
const sharedPerBlock = 227 << 10

// unwritten stands where nothing is, and is hardly ever right.
const unwritten = 0xab

// Images are modules by their text.
type Images struct {
	mu  sync.Mutex
	all map[string]*Module
}

// read returns an image's module.
func (i *Images) read(image string) (*Module, error) {
	if i == nil {
		return Parse(image)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if m := i.all[image]; m != nil {
		return m, nil
	}
	m, err := Parse(image)
	if err != nil {
		return nil, err
	}
	if i.all == nil {
		i.all = map[string]*Module{}
	}
	i.all[image] = m
	return m, nil
}

// Info describes it as a device of compute capability 9.0.
func (m *Machine) Info() device.Info {
	return device.Info{Name: "PTX machine", Driver: "none", Capability: 90, Memory: m.size(), Multiprocessors: 1, SharedPerBlock: sharedPerBlock}
}

func (m *Machine) size() int64 {
	if m.Memory == 0 {
		return 1 << 30
	}
	return m.Memory
}

// Free implements device.Device.
func (m *Machine) Free() (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size() - m.used, nil
}

// Alloc implements device.Device. Memory that nobody has written cannot be read.
func (m *Machine) Alloc(bytes int64) (device.Pointer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if bytes <= 0 || bytes > m.size()-m.used {
		return 0, fmt.Errorf("allocate %d bytes of device memory, %d of %d being used: %w", bytes, m.used, m.size(), device.ErrMemory)
	}
	m.used += bytes
	if m.memory.fill = m.Fill; m.Fill == 0 {
		m.memory.fill = unwritten
	}
	return device.Pointer(m.memory.alloc(bytes).start), nil
}

// Release implements device.Device.
func (m *Machine) Release(p device.Pointer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.memory.release(uint64(p))
	if a == nil {
		return fmt.Errorf("release device memory: %#x is not the start of any", uint64(p))
	}
	m.used -= int64(len(a.data))
	return nil
}

// Pin implements device.Device.
func (m *Machine) Pin(bytes int) ([]byte, error) {
	if bytes <= 0 {
		return nil, fmt.Errorf("pin %d bytes: a size is above 0", bytes)
	}
	b := make([]byte, bytes)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pinned == nil {
		m.pinned = map[*byte]int{}
	}
	m.pinned[&b[0]] = bytes
	return b, nil
}

// Unpin implements device.Device.
func (m *Machine) Unpin(b []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.pinned[unsafe.SliceData(b)]; !ok {
		return fmt.Errorf("unpin %d bytes: they are not pinned", len(b))
	}
	delete(m.pinned, unsafe.SliceData(b))
	return nil
}

// Load implements device.Device.
func (m *Machine) Load(image string, kernels ...string) ([]device.Kernel, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []device.Kernel
	for _, name := range kernels {
		text := image
		if text == "" {
			if m.Find == nil {
				return nil, fmt.Errorf("load kernel %s: there is no image: %w", name, device.ErrImage)
			}
			var err error
			if text, err = m.Find(name); err != nil {
				return nil, fmt.Errorf("load kernel %s: %w", name, errors.Join(err, device.ErrImage))
			}
		}
		module, err := m.Images.read(text)
		if err != nil {
			return nil, fmt.Errorf("read the image of kernel %s: %w", name, errors.Join(err, device.ErrImage))
		}
		fn := module.functions[name]
		if fn == nil || !fn.entry {
			return nil, fmt.Errorf("look kernel %s up: the image has none of that name: %w", name, device.ErrImage)
		}
		m.kernels = append(m.kernels, loaded{module, fn})
		out = append(out, device.Kernel(len(m.kernels)))
	}
	return out, nil
}

// NewStream implements device.Device.
func (m *Machine) NewStream() (device.Stream, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.streams++
	return device.Stream(m.streams), nil
}

// CloseStream implements device.Device.
func (m *Machine) CloseStream(device.Stream) error { return nil }

// span returns device memory; m.mu is held.
func (m *Machine) span(p device.Pointer, bytes int64) (*allocation, int, error) {
	if bytes >= 0 && bytes <= 1<<40 {
		if a, off := m.memory.find(uint64(p), int(bytes)); a != nil {
			return a, off, nil
		}
	}
	return nil, 0, fmt.Errorf("%d bytes at %#x are not device memory: %w", bytes, uint64(p), device.ErrLost)
}

// isPinned tells whether memory of the host may be copied from; m.mu is held.
func (m *Machine) isPinned(b []byte) bool {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	for p, n := range m.pinned {
		start := uintptr(unsafe.Pointer(p))
		if at >= start && at+uintptr(len(b)) <= start+uintptr(n) {
			return true
		}
	}
	return false
}

// CopyIn implements device.Device.
func (m *Machine) CopyIn(_ device.Stream, to device.Pointer, from []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, off, err := m.span(to, int64(len(from)))
	if err != nil {
		return fmt.Errorf("copy to the device: %w", err)
	}
	if !m.isPinned(from) {
		return fmt.Errorf("copy %d bytes to the device: they are not pinned", len(from))
	}
	copy(a.data[off:], from)
	a.markAll(off, len(from))
	return nil
}

// CopyOut implements device.Device. Bytes that nobody has written come out as
// Fill: a copy may take more than a kernel has filled.
func (m *Machine) CopyOut(_ device.Stream, to []byte, from device.Pointer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, off, err := m.span(from, int64(len(to)))
	if err != nil {
		return fmt.Errorf("copy from the device: %w", err)
	}
	if !m.isPinned(to) {
		return fmt.Errorf("copy %d bytes from the device: they are not pinned", len(to))
	}
	copy(to, a.data[off:])
	return nil
}

// Copy implements device.Device.
func (m *Machine) Copy(_ device.Stream, to, from device.Pointer, bytes int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dst, at, err := m.span(to, bytes)
	if err != nil {
		return fmt.Errorf("copy within the device: %w", err)
	}
	src, off, err := m.span(from, bytes)
	if err != nil {
		return fmt.Errorf("copy within the device: %w", err)
	}
	copy(dst.data[at:at+int(bytes)], src.data[off:])
	dst.markAll(at, int(bytes))
	return nil
}

// Clear implements device.Device.
func (m *Machine) Clear(_ device.Stream, p device.Pointer, bytes int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, off, err := m.span(p, bytes)
	if err != nil {
		return fmt.Errorf("clear device memory: %w", err)
	}
	clear(a.data[off : off+int(bytes)])
	a.markAll(off, int(bytes))
	return nil
}

// Launch implements device.Device. What a device would do something wrong with is
// an error that names the kernel, the line, the block and the warp.
func (m *Machine) Launch(_ device.Stream, k device.Kernel, g device.Grid, args ...uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k == 0 || int(k) > len(m.kernels) {
		return fmt.Errorf("launch kernel %d: it was not loaded", k)
	}
	l := &launch{Schedule: m.Schedule, machine: m, module: m.kernels[k-1].module, kernel: m.kernels[k-1].fn, grid: g, left: m.Limit}
	l.need = l.kernel.need
	if l.left == 0 {
		l.left = 1 << 40
	}
	if g.Threads < lanes || g.Threads > 1024 || g.Threads%lanes != 0 || l.kernel.maxThreads > 0 && g.Threads > l.kernel.maxThreads {
		return fmt.Errorf("launch %s of %d threads: a block has 32 to 1024, a multiple of 32, and no more than its .maxntid: %w", l.kernel.name, g.Threads, device.ErrImage)
	}
	open := up(l.module.staticEnd, 128)
	l.shared = sharedStart + open + g.Shared
	if g.Shared < 0 || open+g.Shared > sharedPerBlock {
		return fmt.Errorf("launch %s with %d bytes of shared memory for a block, %d being there: %w", l.kernel.name, g.Shared, sharedPerBlock, device.ErrImage)
	}
	for i, n := range g.Blocks {
		if l.blocks[i] = max(n, 1); n < 0 || i > 0 && n > 65535 {
			return fmt.Errorf("launch %s with a grid of %v blocks: %w", l.kernel.name, g.Blocks, device.ErrImage)
		}
	}
	if len(args) != len(l.kernel.params) {
		return fmt.Errorf("launch %s with %d arguments: it takes %d", l.kernel.name, len(args), len(l.kernel.params))
	}
	for i, p := range l.kernel.params {
		for len(l.args) < p.at {
			l.args = append(l.args, 0)
		}
		if p.size > 8 {
			return fmt.Errorf("launch %s: argument %d has %d bytes, and at most 8 can be given", l.kernel.name, i, p.size)
		}
		l.args = append(l.args, binary.LittleEndian.AppendUint64(nil, args[i])[:p.size]...)
	}
	m.launches++
	l.id = m.launches
	if m.profile = nil; m.Watch != nil {
		m.profile = newProfile(l)
	}
	if err := l.run(); err != nil {
		m.idle = nil
		return fmt.Errorf("launch %s of %v blocks of %d threads: %w: %w", l.kernel.name, l.blocks, g.Threads, err, device.ErrLost)
	}
	if m.Watch != nil {
		m.Watch(l.kernel.name, m.profile.done())
	}
	return nil
}

// Wait implements device.Device.
func (m *Machine) Wait(device.Stream) error { return nil }

// Seconds implements device.Device. The machine measures no time: what it returns
// is of no use but to tests.
func (m *Machine) Seconds(_ device.Stream, do func() error) (float64, error) { return 1, do() }

// Close implements device.Device. Memory that is still used is an error.
func (m *Machine) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.memory.all) > 0 || len(m.pinned) > 0 {
		return fmt.Errorf("close the device: %d blocks of device memory and %d of pinned memory are still used", len(m.memory.all), len(m.pinned))
	}
	return nil
}
