// Package cuda is a compute.Backend on an NVIDIA GPU. It returns the bits that
// package compute/cpu does.
//
// The kernels are in package compute/cuda/kernels, with the PTX that this package
// embeds and gives to the driver. Package compute/cuda/device says what is needed
// of a GPU; compute/cuda/driver is the one that is there, and is built with the
// tag cuda only.
package cuda

import (
	"context"
	"errors"
	"fmt"

	"oracled/compute"
	"oracled/compute/cuda/device"
	"oracled/compute/progress"
)

// Backend is a compute.Backend on one device. It is safe for concurrent use; jobs
// run one after the other, each with all of the device. Close ends it.
type Backend struct {
	thread *thread
	info   device.Info
	free   int64 // bytes of device memory, when it was opened
	// Watchers are told of the columns that are solved.
	Watchers []progress.Func
}

// New opens a device on a thread of its own and loads the kernels. Errors wrap
// those of package device where they apply.
func New(open Opener) (*Backend, error) {
	b := &Backend{thread: newThread(open)}
	err := b.thread.do(context.Background(), func(s *session) (err error) {
		b.info = s.info
		b.free, err = s.device.Free()
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start backend cuda: %w", err), b.thread.close())
	}
	return b, nil
}

// Close gives the device back, after the job that it is at.
func (b *Backend) Close() error {
	if err := b.thread.close(); err != nil {
		return fmt.Errorf("close backend cuda: %w", err)
	}
	return nil
}

// Name returns "cuda".
func (*Backend) Name() string { return "cuda" }

// Info describes the device.
func (b *Backend) Info() device.Info { return b.info }

// Describe says in one line what the device is.
func (b *Backend) Describe() string {
	i := b.info
	return fmt.Sprintf("%s, compute capability %d.%d, %d multiprocessors, %.1f of %.1f GiB of memory free, driver for CUDA %s",
		i.Name, i.Capability/10, i.Capability%10, i.Multiprocessors, float64(b.free)/(1<<30), float64(i.Memory)/(1<<30), i.Driver)
}

// TrimmedEquilibrium implements compute.Backend. Any error that wraps neither
// compute.ErrInput nor ctx's is the device's; the next job tries to open it
// again.
func (b *Backend) TrimmedEquilibrium(ctx context.Context, c compute.Columns) (compute.Equilibria, error) {
	if err := c.CheckShape(); err != nil {
		return compute.Equilibria{}, err
	}
	var out compute.Equilibria
	err := b.thread.do(ctx, func(s *session) (err error) {
		out, err = s.trimmed(ctx, c, b.Watchers)
		return err
	})
	switch {
	case err == nil:
		return out, nil
	case errors.Is(err, errInput):
		return compute.Equilibria{}, c.Check() // the first offender, whichever column met one first
	}
	return compute.Equilibria{}, fmt.Errorf("trimmed equilibrium of %d agents and %d coordinates: %w", c.Agents, c.Coordinates, err)
}
