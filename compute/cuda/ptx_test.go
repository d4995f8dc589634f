package cuda_test

import (
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/cuda/ptx"
)

// onPTX returns the backend with the PTX that is committed on a machine that runs
// it instruction by instruction.
func onPTX(t testing.TB, m *ptx.Machine) *cuda.Backend {
	t.Helper()
	m.Find = kernels.Image
	b, err := cuda.New(func() (device.Device, error) { return m, nil })
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

func TestPTXWalk(t *testing.T) {
	b := onPTX(t, &ptx.Machine{Images: &ptx.Images{}})
	for _, n := range []int{1, 2, 3, 5, 100, 1000, 4000, 10000, 10241} {
		c := backendtest.Draws(7, n, 1, n/5)
		backendtest.Compare(t, cpu.New(), b, c)
		for i := range c.Weights {
			c.Weights[i] = 4711
		}
		backendtest.Compare(t, cpu.New(), b, c)
	}
}
