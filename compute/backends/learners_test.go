package backends

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// Whichever call of play the device fails, the CPU goes on from the same period, and
// it is counted: with the whole game on the device, and with some lines of it.
func TestLearnersFaults(t *testing.T) {
	t.Run("whole", func(t *testing.T) { learnersFaults(t, 4, 0, [2]int{20, 30}, 100) })
	t.Run("in lines", func(t *testing.T) { learnersFaults(t, 2, 7<<20, [2]int{900, 700}, 5) })
}

func learnersFaults(t *testing.T, kinds int, memory int64, live [2]int, periods int64) {
	s := backendtest.LearnerShapes()[0]
	e := s.Earnings(rand.New(rand.NewPCG(1, 2)), live)
	plain, err := cpu.New().LoadLearners(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	want := compute.NewHistory(e, [2]int{3, 4})
	if _, err := plain.Play(t.Context(), want, 3*periods); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, fault := range []struct {
		err    error
		reason string
	}{{device.ErrLost, "lost"}, {device.ErrMemory, "memory"}, {device.ErrImage, "image"}, {errors.New("what nobody has heard of"), "other"}}[:kinds] {
		for at := 1; ; at++ {
			var opened []*faulty
			fell := 0
			c := chosen(t, func() (device.Device, error) {
				f := &faulty{Device: &kernels.Host{Memory: memory}, with: fault.err, after: fault.reason == "lost"}
				opened = append(opened, f)
				return f, nil
			}, Options{FellBack: func(_, reason string, err error) {
				if fell++; reason != fault.reason || !errors.Is(err, fault.err) {
					t.Errorf("call %d: fell back for %s: %v", at, reason, err)
				}
			}})
			l, err := c.LoadLearners(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			h := compute.NewHistory(e, [2]int{3, 4})
			// Half of them fail while the game is copied, half when it is there.
			first := opened[0]
			if at%2 == 0 {
				if _, err := l.Play(t.Context(), h, periods); err != nil {
					t.Fatal(err)
				}
			}
			first.at = first.calls + (at+1)/2
			if _, err := l.Play(t.Context(), h, 2*periods); err != nil {
				t.Errorf("call %d (%s) fails: %v", at, first.what, err)
			}
			failed := first.what != ""
			seen[first.what] = true
			// Memory that is short may do for less of the game at a time.
			recovered := fault.reason == "memory" && fell == 0 && c.Ran() == "cuda"
			if failed && !recovered && (fell != 1 || c.Ran() != CPU) || !failed && (fell != 0 || c.Ran() != "cuda") {
				t.Errorf("call %d (%s) fails with %v: fell back %d times, ran on %s", at, first.what, fault.err, fell, c.Ran())
			}
			first.at = 0
			if _, err := l.Play(t.Context(), h, 3*periods); err != nil || c.Ran() != "cuda" || !reflect.DeepEqual(h, want) {
				t.Errorf("behind call %d (%s), which fails with %v: %v, ran on %s, played the same: %t", at, first.what, fault.err, err, c.Ran(), reflect.DeepEqual(h, want))
			}
			_ = l.Close() // they say what could not be freed of a device that was lost
			_ = c.Close()
			if !failed && at%2 == 1 {
				if at < 20 {
					t.Errorf("play makes only %d calls", at/2)
				}
				break
			}
		}
	}
	for _, call := range []string{"allocate", "pin", "make a stream", "copy in", "launch", "copy out", "wait"} {
		if !seen[call] {
			t.Errorf("no play failed to %s", call)
		}
	}
}

// Small games are the CPU's.
func TestLearnersCrossover(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{})
	c.actions = 20
	s := backendtest.LearnerShapes()[0]
	for live, want := range map[[2]int]string{{9, 10}: CPU, {9, 11}: "cuda"} {
		e := s.Earnings(rand.New(rand.NewPCG(3, 4)), live)
		l, err := c.LoadLearners(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		h := compute.NewHistory(e, [2]int{})
		if _, err := l.Play(t.Context(), h, 10); err != nil || c.Ran() != want {
			t.Errorf("%v actions ran on %s, %v", live, c.Ran(), err)
		}
		if _, err := l.Play(t.Context(), h, 9); !errors.Is(err, compute.ErrInput) {
			t.Errorf("back in time: %v", err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.LoadLearners(t.Context(), compute.Earnings{}); !errors.Is(err, compute.ErrInput) {
		t.Errorf("nobody's earnings: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
