package device

import (
	"errors"
	"fmt"
	"slices"
)

// Pool keeps device memory that was given back, since asking the driver for it
// waits for the whole device. It belongs to the Device's thread.
type Pool struct {
	device Device
	idle   []block // by size
	used   map[Pointer]int64
}

type block struct {
	p    Pointer
	size int64
}

// granularity is what sizes are rounded up to, so that slices of nearly one size
// share blocks.
const granularity = 1 << 20

// NewPool returns an empty pool of a device.
func NewPool(d Device) *Pool { return &Pool{device: d, used: map[Pointer]int64{}} }

// Get returns at least so many bytes: the smallest idle block that is not twice
// too large, else new memory. When the device has none left, idle blocks are
// released and it is asked again, before ErrMemory is returned.
func (p *Pool) Get(bytes int64) (Pointer, error) {
	if bytes <= 0 {
		return 0, fmt.Errorf("allocate %d bytes of device memory: a size is above 0", bytes)
	}
	size := (bytes + granularity - 1) / granularity * granularity
	i, _ := slices.BinarySearchFunc(p.idle, size, func(b block, size int64) int { return int(min(max(b.size-size, -1), 1)) })
	if i < len(p.idle) && p.idle[i].size < 2*size {
		b := p.idle[i]
		p.idle = slices.Delete(p.idle, i, i+1)
		p.used[b.p] = b.size
		return b.p, nil
	}
	ptr, err := p.device.Alloc(size)
	if errors.Is(err, ErrMemory) && len(p.idle) > 0 {
		if err := p.Trim(); err != nil {
			return 0, err
		}
		ptr, err = p.device.Alloc(size)
	}
	if err != nil {
		return 0, err
	}
	p.used[ptr] = size
	return ptr, nil
}

// Put takes back what Get returned; 0 is nothing.
func (p *Pool) Put(ptr Pointer) {
	size, ok := p.used[ptr]
	if !ok {
		return
	}
	delete(p.used, ptr)
	i, _ := slices.BinarySearchFunc(p.idle, size, func(b block, size int64) int { return int(min(max(b.size-size, -1), 1)) })
	p.idle = slices.Insert(p.idle, i, block{ptr, size})
}

// Trim gives all idle memory back to the device.
func (p *Pool) Trim() error {
	for len(p.idle) > 0 {
		last := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if err := p.device.Release(last.p); err != nil {
			return err
		}
	}
	return nil
}

// Held returns how many bytes are in use and how many are idle.
func (p *Pool) Held() (used, idle int64) {
	for _, size := range p.used {
		used += size
	}
	for _, b := range p.idle {
		idle += b.size
	}
	return used, idle
}
