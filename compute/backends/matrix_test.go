package backends

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// Whichever call of a product the device fails, the CPU makes it, and it is
// counted.
func TestMatrixFaults(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := backendtest.MatrixShapes()[0]
	p, q := s.Payoffs(r, 20, 30), s.Profiles(r, 3, 30)
	plain, err := cpu.New().Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	all, err := plain.Utilities(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	best, err := plain.BestResponses(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	u := make([]int64, 20)
	for name, call := range map[string]func(compute.Matrix) bool{
		"utilities": func(m compute.Matrix) bool {
			got, err := m.Utilities(t.Context(), q)
			return err == nil && slices.Equal(got, all)
		},
		"best responses": func(m compute.Matrix) bool {
			got, err := m.BestResponses(t.Context(), q)
			return err == nil && slices.Equal(got.Best, best.Best) && slices.Equal(got.Utility, best.Utility)
		},
		"multiply": func(m compute.Matrix) bool {
			at, err := m.Multiply(t.Context(), u, q.Profile(1, 30))
			return err == nil && int32(at) == best.Best[1] && slices.Equal(u, all[20:40])
		},
	} {
		for at := 1; ; at++ {
			var opened []*faulty
			fell := 0
			c := chosen(t, func() (device.Device, error) {
				f := &faulty{Device: &kernels.Host{}, with: device.ErrLost, after: true}
				opened = append(opened, f)
				return f, nil
			}, Options{FellBack: func(_, reason string, err error) {
				if fell++; reason != "lost" {
					t.Errorf("%s, call %d: fell back for %s: %v", name, at, reason, err)
				}
			}})
			m, err := c.Load(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			opened[0].at = opened[0].calls + at
			if !call(m) {
				t.Errorf("%s: wrong where call %d (%s) fails", name, at, opened[0].what)
			}
			failed := opened[0].what != ""
			if failed && (fell != 1 || c.Ran() != CPU) || !failed && (fell != 0 || c.Ran() != "cuda") {
				t.Errorf("%s, call %d (%s): fell back %d times, ran on %s", name, at, opened[0].what, fell, c.Ran())
			}
			if failed && (!call(m) || c.Ran() != "cuda") {
				t.Errorf("%s: the one behind call %d ran on %s", name, at, c.Ran())
			}
			_ = m.Close() // they say what could not be freed of a device that was lost
			_ = c.Close()
			if !failed {
				if at < 8 {
					t.Errorf("%s makes only %d calls", name, at-1)
				}
				break
			}
		}
	}
}

// Small products are the CPU's.
func TestMatrixCrossover(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{})
	c.products = 4 * 5 * 2
	r := rand.New(rand.NewPCG(3, 4))
	s := backendtest.MatrixShapes()[0]
	m, err := c.Load(t.Context(), s.Payoffs(r, 4, 5))
	if err != nil {
		t.Fatal(err)
	}
	for count, want := range map[int]string{1: CPU, 2: "cuda"} {
		if _, err := m.Utilities(t.Context(), s.Profiles(r, count, 5)); err != nil || c.Ran() != want {
			t.Errorf("%d profiles ran on %s, %v", count, c.Ran(), err)
		}
	}
	if _, err := m.BestResponses(t.Context(), compute.Profiles{Count: 2}); !errors.Is(err, compute.ErrInput) {
		t.Errorf("profiles without weights: %v", err)
	}
	if err := errors.Join(m.Close(), c.Close()); err != nil {
		t.Error(err)
	}
}
