//go:build !cuda

// Package driver opens NVIDIA GPUs through gorgonia.org/cu. This build is without
// it: it was made without the tag cuda.
package driver

import (
	"fmt"

	"oracled/compute/cuda/device"
)

// Built tells whether this binary can open a GPU.
const Built = false

// Open returns ErrNone.
func Open() (device.Device, error) {
	return nil, fmt.Errorf("open the GPU: this binary was built without the tag cuda: %w", device.ErrNone)
}
