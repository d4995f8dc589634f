package cuda_test

import (
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// onHost returns the backend with its kernels on the processor.
func onHost(t testing.TB, h *kernels.Host) *cuda.Backend {
	t.Helper()
	b, err := cuda.New(func() (device.Device, error) { return h, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestConformance(t *testing.T) {
	t.Run("forwards", func(t *testing.T) { backendtest.Run(t, onHost(t, &kernels.Host{})) })
	t.Run("backwards", func(t *testing.T) { backendtest.Run(t, onHost(t, &kernels.Host{Backwards: true})) })
}
