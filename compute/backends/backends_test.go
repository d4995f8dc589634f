package backends

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/fixed"
)

// faulty is a device on which the call of a number fails.
type faulty struct {
	device.Device
	mu    sync.Mutex
	calls int
	at    int    // the call that fails, from 1; 0: none
	with  error  // what it fails with
	what  string // which call it was
	after bool   // nothing works after it
	small bool   // a block has little shared memory, so that short columns are cut in slices
}

func (f *faulty) Info() device.Info {
	info := f.Device.Info()
	if f.small {
		info.SharedPerBlock = 32 << 10
	}
	return info
}

func (f *faulty) call(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.at == 0 || f.calls < f.at || f.calls > f.at && !f.after {
		return nil
	}
	if f.calls == f.at {
		f.what = what
	}
	return fmt.Errorf("%s: %w", what, f.with)
}

func (f *faulty) Alloc(n int64) (device.Pointer, error) {
	if err := f.call("allocate"); err != nil {
		return 0, err
	}
	return f.Device.Alloc(n)
}

func (f *faulty) Pin(n int) ([]byte, error) {
	if err := f.call("pin"); err != nil {
		return nil, err
	}
	return f.Device.Pin(n)
}

func (f *faulty) Load(image string, names ...string) ([]device.Kernel, error) {
	if err := f.call("load"); err != nil {
		return nil, err
	}
	return f.Device.Load(image, names...)
}

func (f *faulty) NewStream() (device.Stream, error) {
	if err := f.call("make a stream"); err != nil {
		return 0, err
	}
	return f.Device.NewStream()
}

func (f *faulty) CopyIn(s device.Stream, to device.Pointer, from []byte) error {
	if err := f.call("copy in"); err != nil {
		return err
	}
	return f.Device.CopyIn(s, to, from)
}

func (f *faulty) CopyOut(s device.Stream, to []byte, from device.Pointer) error {
	if err := f.call("copy out"); err != nil {
		return err
	}
	return f.Device.CopyOut(s, to, from)
}

func (f *faulty) Launch(s device.Stream, k device.Kernel, g device.Grid, args ...uint64) error {
	if err := f.call("launch"); err != nil {
		return err
	}
	return f.Device.Launch(s, k, g, args...)
}

func (f *faulty) Wait(s device.Stream) error {
	if err := f.call("wait"); err != nil {
		return err
	}
	return f.Device.Wait(s)
}

// chosen returns an accelerator that computes everything, on devices that open
// returns.
func chosen(t *testing.T, open cuda.Opener, o Options) *Chosen {
	t.Helper()
	a, err := openCUDA(open, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Chosen{cpu: cpu.New(), accelerator: a, options: o, ran: CPU}
}

// Whichever call of a round the device fails, and however, the round is finished,
// counted, and the next one is computed on the device again.
func TestFaults(t *testing.T) {
	tied := backendtest.Draws(3, 1100, 1, 300) // reduced in vain and searched
	for i := range tied.Anchors {
		tied.Anchors[i] = fixed.FromUlps(int64(i % 5))
	}
	t.Run("in a block", func(t *testing.T) { faults(t, backendtest.Draws(1, 300, 3, 60), false) })
	t.Run("in slices", func(t *testing.T) { faults(t, backendtest.Draws(1, 1100, 2, 300), true) })
	t.Run("in slices, tied", func(t *testing.T) { faults(t, tied, true) })
}

func faults(t *testing.T, small compute.Columns, cut bool) {
	want, err := cpu.New().TrimmedEquilibrium(t.Context(), small)
	if err != nil {
		t.Fatal(err)
	}
	whose := fmt.Sprintf("of %d agents", small.Agents)
	seen := map[string]bool{}
	for _, fault := range []struct {
		err    error
		reason string
	}{{device.ErrLost, "lost"}, {device.ErrMemory, "memory"}, {device.ErrImage, "image"}, {errors.New("what nobody has heard of"), "other"}} {
		calls := 0 // one more than a round makes
		for at := 1; ; at++ {
			var opened []*faulty
			var fell []string
			c := chosen(t, func() (device.Device, error) {
				f := &faulty{Device: &kernels.Host{}, with: fault.err, small: cut}
				opened = append(opened, f)
				return f, nil
			}, Options{FellBack: func(backend, reason string, err error) {
				fell = append(fell, backend+" "+reason)
				if !errors.Is(err, fault.err) || !strings.Contains(err.Error(), whose) {
					t.Errorf("call %d: %v does not say what was being done", at, err)
				}
			}})
			opened[0].at = opened[0].calls + at
			opened[0].after = !errors.Is(fault.err, device.ErrMemory)
			for round := range 2 {
				e, err := c.TrimmedEquilibrium(t.Context(), small)
				if err != nil || !slices.Equal(e.Values, want.Values) || !slices.Equal(e.Low, want.Low) || !slices.Equal(e.High, want.High) {
					t.Fatalf("round %d, call %d (%s) fails with %v: %v", round, at, opened[0].what, fault.err, err)
				}
				if round == 0 && opened[0].what == "" {
					calls = at
				}
			}
			ran := c.Ran()
			_ = c.Close() // it says what it could not free of a device that was lost
			if at == calls {
				break // that was the next round's
			}
			seen[opened[0].what] = true
			recovered := len(fell) == 0 && errors.Is(fault.err, device.ErrMemory) // by smaller slices
			if !recovered && !slices.Equal(fell, []string{"cuda " + fault.reason}) || ran != "cuda" {
				t.Errorf("call %d (%s) fails with %v: fell back %q; the next round ran on %s", at, opened[0].what, fault.err, fell, ran)
			}
		}
	}
	for _, call := range []string{"allocate", "pin", "make a stream", "copy in", "launch", "copy out", "wait"} {
		if !seen[call] {
			t.Errorf("no round failed to %s", call)
		}
	}
}

// dying fails to launch as if memory were short, and then cannot be waited for.
type dying struct{ *faulty }

func (d dying) Launch(device.Stream, device.Kernel, device.Grid, ...uint64) error {
	d.at, d.after = d.calls+1, true
	return fmt.Errorf("launch: %w", device.ErrMemory)
}

// What is learnt of a device while a failure is cleared up decides: it is opened
// anew.
func TestLostBehindAnotherFailure(t *testing.T) {
	opened := 0
	var reasons []string
	c := chosen(t, func() (device.Device, error) {
		opened++
		f := &faulty{Device: &kernels.Host{}, with: device.ErrLost}
		if opened == 1 {
			return dying{f}, nil
		}
		return f, nil
	}, Options{FellBack: func(_, reason string, _ error) { reasons = append(reasons, reason) }})
	defer c.Close()
	for range 2 {
		if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(2, 30, 1, 6)); err != nil {
			t.Fatal(err)
		}
	}
	if opened != 2 || !slices.Equal(reasons, []string{"lost"}) || c.Ran() != "cuda" {
		t.Errorf("opened %d times, fell back for %q, ran on %s", opened, reasons, c.Ran())
	}
}

// A device that is gone for good costs every round an attempt and nothing else.
func TestGone(t *testing.T) {
	gone := false
	var last *faulty
	fell := 0
	c := chosen(t, func() (device.Device, error) {
		if gone {
			return nil, fmt.Errorf("open the GPU: %w", device.ErrNone)
		}
		last = &faulty{Device: &kernels.Host{}, with: device.ErrLost, after: true}
		return last, nil
	}, Options{FellBack: func(_, reason string, _ error) {
		if fell++; fell > 1 && reason != "none" {
			t.Errorf("fell back for %s", reason)
		}
	}})
	gone, last.at = true, last.calls+1
	small := backendtest.Draws(2, 30, 1, 6)
	for range 3 {
		if _, err := c.TrimmedEquilibrium(t.Context(), small); err != nil {
			t.Fatal(err)
		}
	}
	if fell != 3 || c.Ran() != CPU {
		t.Errorf("fell back %d times, ran on %s", fell, c.Ran())
	}
	_ = c.Close()
}

// Neither bad columns nor an end are reasons to try the CPU.
func TestNoFallback(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{FellBack: func(_, _ string, err error) { t.Error(err) }})
	backendtest.Run(t, c)
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// An image that does not fit the device is found at the start.
func TestImage(t *testing.T) {
	_, err := openCUDA(func() (device.Device, error) {
		return &faulty{Device: &kernels.Host{}, with: device.ErrImage, at: 1}, nil
	}, nil)
	if !errors.Is(err, device.ErrImage) || !strings.Contains(err.Error(), "load trimmed.ptx") {
		t.Error(err)
	}
}

// Small rounds go to the CPU and large ones to the accelerator.
func TestCrossover(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{})
	defer c.Close()
	c.crossover = 100
	for n, want := range map[int]string{99: CPU, 100: "cuda"} {
		if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(1, n, 1, 1)); err != nil || c.Ran() != want {
			t.Errorf("%d anchors ran on %s, %v", n, c.Ran(), err)
		}
	}
	if c.Name() != "cuda" || !strings.Contains(c.Describe(), "rounds of 100 anchors or more") {
		t.Error(c.Describe())
	}
	// Long columns are an accelerator's in smaller rounds.
	c.longest = 50
	for n, want := range map[int]string{49: CPU, 50: "cuda"} {
		if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(1, n, 1, 1)); err != nil || c.Ran() != want {
			t.Errorf("%d agents ran on %s, %v", n, c.Ran(), err)
		}
	}
	if !strings.Contains(c.Describe(), "rounds of 50 agents or more") {
		t.Error(c.Describe())
	}
	for _, s := range []struct {
		faster []bool
		want   int64
	}{
		{[]bool{false, true, true}, 2}, {[]bool{true, true, true}, 1}, {[]bool{true, false, true}, 3}, {[]bool{true, true, false}, math.MaxInt64}, {nil, math.MaxInt64},
	} {
		if got := crossing([]int64{1, 2, 3}[:len(s.faster)], s.faster); got != s.want {
			t.Errorf("%v: %d, want %d", s.faster, got, s.want)
		}
	}
}

// Measuring is what Open does with what it finds: on the processor the kernels
// are slower than the CPU's own code, whatever the size.
func TestMeasure(t *testing.T) {
	a, err := openCUDA(func() (device.Device, error) { return &kernels.Host{}, nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &Chosen{cpu: cpu.New(), ran: CPU}
	if err := c.add(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if c.Ran() != CPU || c.accelerator == nil || c.Missing() != nil {
		t.Errorf("%s, missing %v", c.Describe(), c.Missing())
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	// A device that fails while it is measured, behind the two images, is not used, and said to be missing.
	b, err := openCUDA(func() (device.Device, error) {
		return &faulty{Device: &kernels.Host{}, with: device.ErrLost, at: 3, after: true}, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c = &Chosen{cpu: cpu.New(), ran: CPU}
	if err := c.add(t.Context(), b); err != nil || c.accelerator != nil || !errors.Is(c.Missing(), device.ErrLost) {
		t.Errorf("%v, missing %v", err, c.Missing())
	}
	if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(1, 5, 1, 1)); err != nil || c.Ran() != CPU {
		t.Errorf("ran on %s, %v", c.Ran(), err)
	}
	// An end is no fault.
	a, err = openCUDA(func() (device.Device, error) { return &kernels.Host{}, nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (&Chosen{cpu: cpu.New()}).add(ctx, a); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestOpen(t *testing.T) {
	for name, want := range map[string]error{CPU: nil, "gpu": ErrUnknown, "": ErrUnknown} {
		c, err := Open(t.Context(), name, Options{})
		if !errors.Is(err, want) || err == nil && (c.Name() != CPU || c.Close() != nil) {
			t.Errorf("%q: %v", name, err)
		}
	}
	c, err := Open(t.Context(), Auto, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(1, 5, 1, 1)); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if slices.Contains(Built(), "cuda") {
		t.Skip("this binary has backend cuda, which may find a GPU")
	}
	if _, err := Open(t.Context(), "cuda", Options{}); !errors.Is(err, device.ErrNone) {
		t.Error(err)
	}
}

var _ compute.Backend = (*Chosen)(nil)
