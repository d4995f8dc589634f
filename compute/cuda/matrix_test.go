package cuda_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/firstorder"
)

// With too little memory for a matrix its rows come in panels, and with too little
// for many profiles they come some at a time; with less still it is an error that
// names the memory, and the next job works.
func TestMatrixInLittleMemory(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	shapes := backendtest.MatrixShapes()
	for _, s := range []backendtest.MatrixShape{shapes[0], shapes[9]} { // any payoffs, near ties
		p, q := s.Payoffs(r, 300, 700), s.Profiles(r, 5, 700)
		// The pool takes whole megabytes: the matrix is 2 in each form, a panel 1,
		// and profiles 5 or 6 in all.
		for _, memory := range []int64{64 << 20, 12 << 20, 8 << 20} {
			backendtest.MatrixEquals(t, onHost(t, &kernels.Host{Memory: memory}), p, q)
		}
	}
	b := onHost(t, &kernels.Host{Memory: 12 << 20})
	s := shapes[0]
	long, mix := s.Payoffs(r, 2, 20_000), s.Profiles(r, 2, 20_000)
	m, err := b.Load(context.Background(), long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.BestResponses(context.Background(), mix); !errors.Is(err, device.ErrMemory) {
		t.Errorf("a row of 20,000 in 12 MiB: %v", err)
	}
	backendtest.MatrixEquals(t, b, s.Payoffs(r, 5, 7), s.Profiles(r, 3, 7))
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// More candidates than a list holds: every row is computed.
func TestManyCandidates(t *testing.T) {
	const rows, cols = 200, 40
	p := compute.Payoffs{Rows: rows, Cols: cols, Entries: make([]int32, rows*cols)}
	for k := range p.Entries {
		p.Entries[k] = compute.MaxPayoff / 3
	}
	for _, best := range []int{0, 31, 32, 33, 127, 128, 199} {
		q := compute.Payoffs{Rows: rows, Cols: cols, Entries: slices.Clone(p.Entries)}
		q.Row(best)[3]++ // by one part in 10⁹
		w := make([]float64, cols)
		for i := range w {
			w[i] = 1
		}
		mix := compute.Profiles{Count: 1, Weights: make([]int32, cols)}
		if err := compute.QuantiseProfile(mix.Weights, w); err != nil {
			t.Fatal(err)
		}
		backendtest.MatrixEquals(t, onHost(t, &kernels.Host{}), q, mix)
	}
}

// losing is a device that is lost at its so many-th launch.
type losing struct {
	*kernels.Host
	left *int
}

func (d losing) Launch(s device.Stream, k device.Kernel, g device.Grid, args ...uint64) error {
	if *d.left--; *d.left == 0 {
		return device.ErrLost
	}
	return d.Host.Launch(s, k, g, args...)
}

// A device that is lost in the middle is an error of that call; the next one finds
// it opened again, with the matrix.
func TestMatrixOfALostDevice(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	s := backendtest.MatrixShapes()[0]
	p, q := s.Payoffs(r, 40, 30), s.Profiles(r, 6, 30)
	want, err := cpu.New().Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	expected, err := want.BestResponses(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for at := 1; at <= 4; at++ {
		left := at
		b, err := cuda.New(func() (device.Device, error) { return losing{&kernels.Host{}, &left}, nil })
		if err != nil {
			t.Fatal(err)
		}
		m, err := b.Load(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.BestResponses(context.Background(), q); !errors.Is(err, device.ErrLost) {
			t.Errorf("lost at launch %d: %v", at, err)
		}
		got, err := m.BestResponses(context.Background(), q)
		if err != nil || !slices.Equal(got.Best, expected.Best) || !slices.Equal(got.Utility, expected.Utility) {
			t.Errorf("after launch %d: %v, %v", at, got, err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Errorf("a matrix closed behind its backend: %v", err)
		}
	}
}

// Every step of first-order Nash averaging is the same on both backends.
func TestFirstOrder(t *testing.T) {
	const n = 50
	r := rand.New(rand.NewPCG(3, 9))
	a := make([]float64, n*n)
	for i := range n {
		for j := range i {
			a[i*n+j] = r.NormFloat64()
			a[j*n+i] = -a[i*n+j]
		}
	}
	for _, products := range []int{1, 2, 37, 2000} {
		o := firstorder.Options{Products: products}
		want, err := firstorder.AVA(context.Background(), cpu.New(), n, a, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := firstorder.AVA(context.Background(), onHost(t, &kernels.Host{}), n, a, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.P, want.P) || got.Products != want.Products {
			t.Errorf("%d products: %v, not %v", products, got.P, want.P)
		}
	}
}

// What is measured is what runs: on the host the times mean nothing, but the
// kernels do their work and everything is given back.
func TestMeasureMatrix(t *testing.T) {
	b := onHost(t, &kernels.Host{})
	if rate, err := b.MeasureMatrixRate(context.Background(), 2); err != nil || !(rate > 0) {
		t.Errorf("rate %g, %v", rate, err)
	}
	r := rand.New(rand.NewPCG(4, 9))
	s := backendtest.MatrixShapes()[1]
	p, q := s.Payoffs(r, 60, 70), s.Profiles(r, 9, 70)
	if took, err := b.MeasureBestResponses(context.Background(), p, q); err != nil || !(took.Search > 0 && took.Settle > 0 && took.All > 0) {
		t.Errorf("%v, %v", took, err)
	}
	if took, err := b.MeasureMultiply(context.Background(), p, q.Profile(0, 70)); err != nil || !(took > 0) {
		t.Errorf("%g, %v", took, err)
	}
	if _, err := b.MeasureMultiply(context.Background(), p, q.Weights); !errors.Is(err, compute.ErrInput) {
		t.Errorf("weights of many profiles: %v", err)
	}
}
