package backends

import (
	"testing"
	"time"

	"oracled/compute/backendtest"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/tune"
)

// A crossover that is set while rounds are solved sends them where it says.
func TestSetCrossover(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{})
	defer c.Close()
	c.SetCrossover(5)
	if c.Adjustable() || c.Crossover() != 0 {
		t.Errorf("one that computes everything may not be adjusted: %d", c.Crossover())
	}
	c.crossover = 100
	for _, x := range []struct {
		set, is int64
		agents  int
		want    string
	}{{0, 100, 99, CPU}, {50, 50, 99, "cuda"}, {-1, 50, 49, CPU}, {200, 200, 199, CPU}, {200, 200, 200, "cuda"}} {
		c.SetCrossover(x.set)
		if _, err := c.TrimmedEquilibrium(t.Context(), backendtest.Draws(1, x.agents, 1, 1)); err != nil || c.Crossover() != x.is || c.Ran() != x.want {
			t.Errorf("%+v: %d anchors ran on %s with a crossover of %d, %v", x, x.agents, c.Ran(), c.Crossover(), err)
		}
	}
}

// A tuner that is told how long rounds take finds what TestMeasure finds: the
// kernels on the processor are slower than the CPU's own code, whatever the size.
func TestTunedCrossover(t *testing.T) {
	c := chosen(t, func() (device.Device, error) { return &kernels.Host{}, nil }, Options{})
	defer c.Close()
	const least, most = 1 << 8, 1 << 20
	c.crossover = least
	tuner := tune.New(tune.Settings{Every: 1}, []tune.Knob{{
		Spec: tune.Spec{Name: "crossover", Kind: tune.Crossover, Min: least, Max: most},
		Get:  func() float64 { return float64(c.Crossover()) }, Set: func(n float64) { c.SetCrossover(int64(n)) },
	}}, func(d tune.Decision) { t.Log(d.From, d.To, d.Reason) })
	sizes := []int{2000, 5000}
	for step := range uint64(24) {
		for _, n := range sizes {
			in := backendtest.Draws(1, n, 8, 1)
			accelerated, began := int64(8*n) >= c.Crossover(), time.Now()
			if _, err := c.TrimmedEquilibrium(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			tuner.Compared("crossover", float64(8*n), accelerated, time.Since(began).Seconds())
		}
		tuner.Confirmed(1 + step)
	}
	if got := c.Crossover(); got <= int64(8*sizes[1]) {
		t.Errorf("rounds of %d anchors still go to the slower, from %d on", 8*sizes[1], got)
	}
}
