package config

import (
	"math"
	"strings"
	"testing"
	"time"

	"oracled/tune"
)

// What is wrong with tuning and history is told by its key.
func TestTuningIsChecked(t *testing.T) {
	for want, change := range map[string]func(*Config, *Chain){
		"tuning.mode: \"fast\"; expected one of off, dry-run, on": func(c *Config, _ *Chain) { c.Tuning.Mode = "fast" },
		"tuning.every: 1s; expected at least 10s":                 func(c *Config, _ *Chain) { c.Tuning.Every = time.Second },
		"tuning.minChunk: 8; expected 32 to 4096":                 func(c *Config, _ *Chain) { c.Tuning.MinChunk = 8 },
		"tuning.maxChunk: 63; expected 64 (minChunk)":             func(c *Config, _ *Chain) { c.Tuning.MaxChunk = 63 },
		"tuning.minCrossover: 0; expected 1":                      func(c *Config, _ *Chain) { c.Tuning.MinCrossover = 0 },
		"tuning.maxCrossover: 5; expected 1024 (minCrossover)":    func(c *Config, _ *Chain) { c.Tuning.MaxCrossover = 5 },
		"chains.a.tuning.costGwei: must be a finite":              func(_ *Config, c *Chain) { c.Tuning.CostGwei = math.Inf(1) },
		"chains.a.tuning.latency: a negative":                     func(_ *Config, c *Chain) { c.Tuning.Latency = -1 },
		"chains.a.tuning.minWait: a negative":                     func(_ *Config, c *Chain) { c.Tuning.MinWait = -1 },
		"chains.a.tuning.maxWait: 1s; expected at least 2s":       func(_ *Config, c *Chain) { c.Tuning.MinWait, c.Tuning.MaxWait = 2*time.Second, time.Second },
		"chains.a.tuning.minPercentile: 101; expected 0":          func(_ *Config, c *Chain) { c.Tuning.MinPercentile = 101 },
		"chains.a.tuning.maxPercentile: 40; expected 50":          func(_ *Config, c *Chain) { c.Tuning.MinPercentile, c.Tuning.MaxPercentile = 50, 40 },
		"history.keep: must not be negative":                      func(c *Config, _ *Chain) { c.History.Keep = -1 },
	} {
		c := Default()
		ch := ExampleChain()
		change(&c, &ch)
		c.Chains = map[string]Chain{"a": ch}
		if err := c.Check(); err == nil || !strings.Contains("\n"+err.Error(), "\n"+want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

// Targets that nothing aims at are worth a warning.
func TestTuningWarns(t *testing.T) {
	c := Default()
	ch := ExampleChain()
	c.Chains = map[string]Chain{"a": ch}
	if w := c.Warnings(); len(w) != 0 {
		t.Errorf("without targets: %v", w)
	}
	ch.Tuning.CostGwei = 5
	c.Chains["a"] = ch
	if w := c.Warnings(); len(w) != 1 || !strings.HasPrefix(w[0], "chains.a.tuning: ") || !strings.Contains(w[0], "tuning.mode is off") {
		t.Errorf("off: %v", w)
	}
	c.Tuning.Mode = tune.DryRun
	if w := c.Warnings(); len(w) != 1 || !strings.Contains(w[0], "immediate lets no outcome wait") {
		t.Errorf("immediate: %v", w)
	}
	ch.Post.Policy, ch.Post.MaxDelay = "fixed-delay", time.Minute
	c.Chains["a"] = ch
	if w := c.Warnings(); len(w) != 0 {
		t.Errorf("as it should be: %v", w)
	}
}

// A wait is bounded by what post says unless the operator allows more.
func TestWaitBounds(t *testing.T) {
	for _, x := range []struct {
		c           tune.Chain
		least, most float64
	}{
		{tune.Chain{}, 0, 30},
		{tune.Chain{MinWait: 5 * time.Second, MaxWait: time.Minute}, 5, 60},
		{tune.Chain{MinWait: time.Minute}, 60, 60},
	} {
		if least, most := x.c.WaitBounds(30 * time.Second); least != x.least || most != x.most {
			t.Errorf("%+v: %v to %v", x.c, least, most)
		}
	}
}
