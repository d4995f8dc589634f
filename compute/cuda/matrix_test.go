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

// counting counts the bytes that are copied to a device.
type counting struct {
	*kernels.Host
	in *int
}

func (d counting) CopyIn(s device.Stream, to device.Pointer, from []byte) error {
	*d.in += len(from)
	return d.Host.CopyIn(s, to, from)
}

// Matrices that stay on the device make room for one another, and for rounds.
func TestMatricesMakeRoom(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	s := backendtest.MatrixShapes()[0]
	// Two megabytes each, in the one form that Multiply takes, and two to lay it out.
	copied := 0
	b, err := cuda.New(func() (device.Device, error) { return counting{&kernels.Host{Memory: 7 << 20}, &copied}, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var all [3]compute.Matrix
	for i := range all {
		m, err := b.Load(context.Background(), s.Payoffs(r, 300, 700))
		if err != nil {
			t.Fatal(err)
		}
		all[i] = m
	}
	w := s.Profiles(r, 1, 700).Weights
	first, again := make([]int64, 300), make([]int64, 300)
	if _, err := all[0].Multiply(context.Background(), first, w); err != nil {
		t.Fatal(err)
	}
	for i, m := range all {
		for k := range 2 {
			copied = 0
			if _, err := m.Multiply(context.Background(), again, w); err != nil {
				t.Fatal(err)
			}
			if stays := copied < 4*300*700; stays != (k > 0 || i == 0) {
				t.Errorf("product %d with matrix %d copies %d bytes", k, i, copied)
			}
		}
	}
	// A column of 250,000 anchors is 4 MB, and there is no room for less.
	c := backendtest.Shapes()[0].Draw(r, 250_000, 1)
	if _, err := b.TrimmedEquilibrium(context.Background(), c); err != nil {
		t.Errorf("a round beside matrices: %v", err)
	}
	if _, err := all[0].Multiply(context.Background(), again, w); err != nil || !slices.Equal(first, again) {
		t.Errorf("behind all of that: %v", err)
	}
	for _, m := range all {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Closing a matrix does not open a device that is gone.
func TestCloseWithoutDevice(t *testing.T) {
	left, opened := 1, 0
	b, err := cuda.New(func() (device.Device, error) {
		opened++
		return losing{&kernels.Host{}, &left}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(6, 9))
	s := backendtest.MatrixShapes()[0]
	m, err := b.Load(context.Background(), s.Payoffs(r, 4, 4))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Utilities(context.Background(), s.Profiles(r, 1, 4)); !errors.Is(err, device.ErrLost) {
		t.Fatalf("on a lost device: %v", err)
	}
	if err := errors.Join(m.Close(), b.Close()); err != nil || opened != 1 {
		t.Errorf("%v; the device was opened %d times", err, opened)
	}
}

// Several tiles, and parts of the rows, of every kind.
func TestSameMatrix(t *testing.T) {
	backendtest.SameMatrix(t, cpu.New(), onHost(t, &kernels.Host{}),
		[3]int{300, 70, 150}, [3]int{129, 100, 129}, [3]int{65, 130, 3}, [3]int{260, 33, 20}, [3]int{130, 64, 40}, [3]int{140, 20, 260})
}
