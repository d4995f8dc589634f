package cuda_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
)

// slicedOnHost returns the backend with its kernels on the processor and another
// way to cut columns.
func slicedOnHost(t testing.TB, h *kernels.Host, cut cuda.Slicing) *cuda.Backend {
	t.Helper()
	b, err := cuda.NewSliced(func() (device.Device, error) { return h, nil }, cut)
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

// tiny cuts what is short, too, so that a round of 50 agents takes every path.
var tiny = cuda.Slicing{Above: 8, Agents: 32, Capacity: 8, Sampled: 16, Threads: 32}

// took fails where columns took more passes than they may, or read more of each
// anchor on average, and returns what they took.
func took(t *testing.T, b *cuda.Backend, c compute.Columns, passes int, reads float64) cuda.Passes {
	t.Helper()
	p, err := b.TakePasses()
	if err != nil {
		t.Fatal(err)
	}
	each := float64(p.Read) / float64(p.Columns) / float64(c.Agents)
	t.Logf("n = %d, f = %d: at most %d passes, an anchor is read %.2f times", c.Agents, c.Faults, p.Most, each)
	if p.Most > passes || each > reads {
		t.Errorf("n = %d, f = %d: %d passes and %.2f reads of an anchor, more than %d and %.2f", c.Agents, c.Faults, p.Most, each, passes, reads)
	}
	return p
}

// A thousand rounds in tiny slices, in both directions of a block's threads.
func TestTinySlices(t *testing.T) {
	t.Parallel()
	backendtest.Same(t, cpu.New(), slicedOnHost(t, &kernels.Host{}, tiny), 1000)
	backendtest.Same(t, cpu.New(), slicedOnHost(t, &kernels.Host{Backwards: true}, tiny), 200)
}

// What is hard to tell apart, in slices.
func TestExtremeSlices(t *testing.T) {
	t.Parallel()
	backendtest.Extremes(t, cpu.New(), slicedOnHost(t, &kernels.Host{Backwards: true}, tiny), []int{9, 10, 31, 64, 65, 257})
}

// Ways to cut change no answer: no sample worth the name, no room for what is left,
// one slice, more slices than agents.
func TestSlicings(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*cuda.Slicing){
		"hardly a sample": func(c *cuda.Slicing) { c.Sampled = 2 },
		"no room":         func(c *cuda.Slicing) { c.Room = 1 },
		"one slice":       func(c *cuda.Slicing) { c.Agents = 1 << 20 },
		"many slices":     func(c *cuda.Slicing) { c.Agents = 1 },
		"more threads":    func(c *cuda.Slicing) { c.Threads = 256 },
		"a large block":   func(c *cuda.Slicing) { c.Capacity = 4096 },
	} {
		t.Run(name, func(t *testing.T) {
			cut := tiny
			change(&cut)
			b := slicedOnHost(t, &kernels.Host{}, cut)
			for i, s := range backendtest.Shapes() {
				r := rand.New(rand.NewPCG(uint64(i), 67))
				for _, n := range []int{9, 40, 130} {
					backendtest.Compare(t, cpu.New(), b, s.Draw(r, n, 2))
				}
			}
			took(t, b, compute.Columns{Agents: 60}, 120, 200)
		})
	}
}

// Long columns take few passes, the first over all of them and the others over
// what is left.
func TestTall(t *testing.T) {
	t.Parallel()
	for _, h := range []*kernels.Host{{}, {Backwards: true}} {
		b := onHost(t, h)
		for i, n := range []int{10241, 12288, 30000, 100000, 1000000} {
			if h.Backwards && n > 100000 {
				continue
			}
			c := backendtest.Draws(uint64(i), n, min(3, 1000000/n), n/3)
			backendtest.Compare(t, cpu.New(), b, c)
			took(t, b, c, 6, 1.5)
			for k := range c.Weights {
				c.Weights[k] = 4711
			}
			backendtest.Compare(t, cpu.New(), b, c)
			took(t, b, c, 5, 1.3)
		}
	}
}

// Columns that a sample misleads about, or with many ties, take more of them, and
// not without bound.
func TestTallShapes(t *testing.T) {
	t.Parallel()
	b := onHost(t, &kernels.Host{})
	for i, s := range backendtest.Shapes() {
		t.Run(s.Name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(i), 61))
			for _, n := range []int{10241, 65537} {
				c := s.Draw(r, n, 1)
				backendtest.Compare(t, cpu.New(), b, c)
				took(t, b, c, 80, 80)
			}
		})
	}
}

// What is hard to tell apart, in columns just too long for a block and longer ones.
func TestTallExtremes(t *testing.T) {
	t.Parallel()
	b := onHost(t, &kernels.Host{})
	backendtest.Extremes(t, cpu.New(), b, []int{10241})
	took(t, b, compute.Columns{Agents: 10241}, 100, 12)
	backendtest.Extremes(t, cpu.New(), b, []int{65537})
	took(t, b, compute.Columns{Agents: 65537}, 100, 12)
}

// An anchor that is out of range is found wherever it is, also where the sample
// does not look.
func TestTallRejected(t *testing.T) {
	t.Parallel()
	b := slicedOnHost(t, &kernels.Host{}, tiny)
	c := backendtest.Draws(3, 200, 3, 60)
	for at := range c.Anchors {
		good := c.Anchors[at]
		c.Anchors[at].Hi, c.Anchors[at].Lo = -1<<46, 0
		_, err := b.TrimmedEquilibrium(context.Background(), c)
		if want := c.Check(); !errors.Is(err, compute.ErrInput) || err.Error() != want.Error() {
			t.Fatalf("anchor %d: %v, want %v", at, err, want)
		}
		c.Anchors[at] = good
	}
	backendtest.Compare(t, cpu.New(), b, c)
}

// With little memory columns are solved one at a time, and with less there is no
// room for what is left of them.
func TestTallLittleMemory(t *testing.T) {
	t.Parallel()
	c := backendtest.Draws(1, 150000, 2, 40000) // 2.4 MB a column
	for _, megabytes := range []int64{6, 7, 8, 10, 12, 64} {
		backendtest.Compare(t, cpu.New(), onHost(t, &kernels.Host{Memory: megabytes << 20}), c)
	}
	if _, err := onHost(t, &kernels.Host{Memory: 5 << 20}).TrimmedEquilibrium(context.Background(), c); !errors.Is(err, device.ErrMemory) {
		t.Errorf("without room for a column: %v", err)
	}
}
