package cuda_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
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

func TestThousandRounds(t *testing.T) {
	t.Parallel()
	backendtest.Same(t, cpu.New(), onHost(t, &kernels.Host{}), 1000)
}

func TestExtremes(t *testing.T) {
	t.Parallel()
	backendtest.Extremes(t, cpu.New(), onHost(t, &kernels.Host{Backwards: true}), []int{1, 2, 3, 4, 5, 33, 128, 129, 257, 1025})
}

// Every build of the kernel at its largest n, and the first one after it; TestTall
// goes on from there.
func TestLarge(t *testing.T) {
	t.Parallel()
	b := onHost(t, &kernels.Host{})
	for i, n := range []int{1024, 4096, 4097, 10000, 10240} {
		c := backendtest.Draws(uint64(i), n, 2, n/3)
		backendtest.Compare(t, cpu.New(), b, c)
		for k := range c.Weights {
			c.Weights[k] = 4711
		}
		backendtest.Compare(t, cpu.New(), b, c)
	}
	for _, s := range backendtest.Shapes() {
		c := s.Draw(random(), 10240, 1)
		backendtest.Compare(t, cpu.New(), b, c)
	}
}

// A device with little memory takes the columns in smaller slices, and one that
// cannot hold a single one says so.
func TestLittleMemory(t *testing.T) {
	c := backendtest.Draws(1, 4000, 40, 800) // 64 kB a column
	for _, megabytes := range []int64{3, 4, 6, 8, 64} {
		backendtest.Compare(t, cpu.New(), onHost(t, &kernels.Host{Memory: megabytes << 20}), c)
	}
	b := onHost(t, &kernels.Host{Memory: 2 << 20})
	if _, err := b.TrimmedEquilibrium(context.Background(), c); !errors.Is(err, device.ErrMemory) {
		t.Errorf("without room for a column: %v", err)
	}
	// It is as good as before for what does fit.
	if _, err := b.TrimmedEquilibrium(context.Background(), backendtest.Draws(1, 40, 1, 8)); !errors.Is(err, device.ErrMemory) {
		t.Errorf("without room for weights, anchors and answers: %v", err)
	}
}

// Callers share the device.
func TestConcurrent(t *testing.T) {
	b := onHost(t, &kernels.Host{})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			c := backendtest.Draws(uint64(i), 100+i, 3, 20)
			e, err := b.TrimmedEquilibrium(context.Background(), c)
			if err == nil {
				err = c.Certify(e)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// After Close there is an error, not a wait.
func TestClosed(t *testing.T) {
	b, err := cuda.New(func() (device.Device, error) { return &kernels.Host{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.TrimmedEquilibrium(context.Background(), backendtest.Draws(1, 5, 1, 1)); err == nil {
		t.Error("a closed backend answers")
	}
}

// What is outside the limits is found in whatever slice it is, and named as the
// CPU names it.
func TestRejected(t *testing.T) {
	b := onHost(t, &kernels.Host{Memory: 8 << 20})
	for _, n := range []int{7, 1500, 11000} {
		c := backendtest.Draws(3, n, 5, n/5)
		for _, at := range []int{0, n / 2, 3*n + 1, 5*n - 1} {
			good := c.Anchors[at]
			c.Anchors[at].Hi = 1 << 46
			_, err := b.TrimmedEquilibrium(context.Background(), c)
			if want := c.Check(); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
				t.Errorf("n = %d: %v, want %v", n, err, want)
			}
			c.Anchors[at] = good
		}
		backendtest.Compare(t, cpu.New(), b, c)
	}
}

func random() *rand.Rand { return rand.New(rand.NewPCG(53, 59)) }

// Measuring runs what it measures, and gives everything back.
func TestMeasure(t *testing.T) {
	b := onHost(t, &kernels.Host{Memory: 16 << 20})
	r, err := b.MeasureRates(t.Context(), 1<<20)
	if err != nil || r.Copy != 2<<20 || r.Upload != 1<<20 { // the host says that everything takes a second
		t.Errorf("%+v, %v", r, err)
	}
	c := backendtest.Draws(5, 300, 20, 60)
	if s, err := b.MeasureTrimmed(t.Context(), c); err != nil || s != 1 {
		t.Errorf("%v s, %v", s, err)
	}
	if _, err := b.MeasureRates(t.Context(), 1<<26); !errors.Is(err, device.ErrMemory) {
		t.Error(err)
	}
	c.Anchors[7].Hi = 1 << 46
	if _, err := b.MeasureTrimmed(t.Context(), c); !errors.Is(err, compute.ErrInput) {
		t.Error(err)
	}
}
