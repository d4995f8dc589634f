//go:build cuda

package driver_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/driver"
)

// onGPU returns the backend on a GPU. Where there is none the test is skipped,
// unless ORACLED_GPU says that there is one, as make gpu-test does.
func onGPU(t *testing.T) *cuda.Backend {
	t.Helper()
	b, err := cuda.New(driver.Open)
	if errors.Is(err, device.ErrNone) && os.Getenv("ORACLED_GPU") == "" {
		t.Skipf("this suite is for a GPU, and there is none: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Log(b.Describe())
	return b
}

// The suite that the host's build of the kernels passes.
func TestConformance(t *testing.T) { backendtest.Run(t, onGPU(t)) }

func TestThousandRounds(t *testing.T) { backendtest.Same(t, cpu.New(), onGPU(t), 1000) }

func TestExtremes(t *testing.T) {
	backendtest.Extremes(t, cpu.New(), onGPU(t), []int{1, 2, 3, 4, 5, 33, 128, 129, 257, 1025, 4097, 10000, 10241})
}

func TestLarge(t *testing.T) {
	b := onGPU(t)
	for i, n := range []int{1024, 4096, 4097, 10000, 10240, 10241, 100000, 1000003} {
		c := backendtest.Draws(uint64(i), n, 3, n/3)
		backendtest.Compare(t, cpu.New(), b, c)
		for k := range c.Weights {
			c.Weights[k] = 4711
		}
		backendtest.Compare(t, cpu.New(), b, c)
	}
	// Long columns that are hard to tell apart.
	for i, s := range backendtest.Shapes() {
		for _, n := range []int{10241, 65537} {
			backendtest.Compare(t, cpu.New(), b, s.Draw(rand.New(rand.NewPCG(uint64(i), 61)), n, 2))
		}
	}
	// More than one slice for each lane.
	backendtest.Compare(t, cpu.New(), b, backendtest.Draws(9, 10000, 2100, 2000))
}

// What make gpu-bench asks for.
func TestMeasure(t *testing.T) {
	b := onGPU(t)
	r, err := b.MeasureRates(t.Context(), 1<<20)
	if err != nil || r.Copy <= 0 || r.Upload <= 0 {
		t.Errorf("%+v, %v", r, err)
	}
	s, err := b.MeasureTrimmed(t.Context(), backendtest.Draws(1, 300, 20, 60))
	if err != nil || s <= 0 {
		t.Errorf("%v s, %v", s, err)
	}
}
