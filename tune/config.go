package tune

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Modes of tuning.
const (
	Off    = "off"
	DryRun = "dry-run" // decide and say so, change nothing
	On     = "on"
)

// Modes lists the modes.
func Modes() []string { return []string{Off, DryRun, On} }

// Config says whether and how often to tune, and the bounds of what belongs to
// the machine.
type Config struct {
	Mode     string        `koanf:"mode"`
	Every    time.Duration `koanf:"every"`    // of a chain's time, that a window has at least
	MinChunk int           `koanf:"minChunk"` // agents that are verified together
	MaxChunk int           `koanf:"maxChunk"`

	MinCrossover int `koanf:"minCrossover"` // anchors of a round that an accelerator solves
	MaxCrossover int `koanf:"maxCrossover"`
}

// Default returns the configuration of an empty file.
func Default() Config {
	return Config{Mode: Off, Every: 10 * time.Minute, MinChunk: 64, MaxChunk: 2048, MinCrossover: 1 << 10, MaxCrossover: 1 << 24}
}

// Limits of what bounds may allow.
const (
	minEvery  = 10 * time.Second
	leastSize = 32
	mostSize  = 4096

	mostAnchors = 1 << 32
)

// Check returns an error that begins with the offending key.
func (c Config) Check() error {
	switch {
	case !slices.Contains(Modes(), c.Mode):
		return fmt.Errorf("mode: %q; expected one of %s", c.Mode, strings.Join(Modes(), ", "))
	case c.Every < minEvery:
		return fmt.Errorf("every: %s; expected at least %s, in which outcomes can be counted", c.Every, minEvery)
	case c.MinChunk < leastSize || c.MinChunk > mostSize:
		return fmt.Errorf("minChunk: %d; expected %d to %d", c.MinChunk, leastSize, mostSize)
	case c.MaxChunk < c.MinChunk || c.MaxChunk > mostSize:
		return fmt.Errorf("maxChunk: %d; expected %d (minChunk) to %d", c.MaxChunk, c.MinChunk, mostSize)
	case c.MinCrossover < 1 || c.MinCrossover > mostAnchors:
		return fmt.Errorf("minCrossover: %d; expected 1 to %d", c.MinCrossover, mostAnchors)
	case c.MaxCrossover < c.MinCrossover || c.MaxCrossover > mostAnchors:
		return fmt.Errorf("maxCrossover: %d; expected %d (minCrossover) to %d", c.MaxCrossover, c.MinCrossover, mostAnchors)
	}
	return nil
}

// Chain says what an operator wants on a chain, and the bounds there.
type Chain struct {
	CostGwei      float64       `koanf:"costGwei"`      // per outcome; 0: no matter
	Latency       time.Duration `koanf:"latency"`       // of 95 of 100 outcomes, from close to posted; 0: no matter
	MinWait       time.Duration `koanf:"minWait"`       // of post.maxDelay or post.latencyBudget
	MaxWait       time.Duration `koanf:"maxWait"`       // as that; 0: what post says
	MinPercentile float64       `koanf:"minPercentile"` // of post.feePercentile
	MaxPercentile float64       `koanf:"maxPercentile"` // as that; 0: 90
}

// Targets returns what is aimed at.
func (c Chain) Targets() Targets { return Targets{Cost: c.CostGwei, Latency: c.Latency.Seconds()} }

// WithDefaults fills what is zero and has a default.
func (c Chain) WithDefaults() Chain {
	if c.MaxPercentile == 0 {
		c.MaxPercentile = max(90, c.MinPercentile)
	}
	return c
}

// Check returns an error that begins with the offending key.
func (c Chain) Check() error {
	switch {
	case !(c.CostGwei >= 0) || math.IsInf(c.CostGwei, 0):
		return errors.New("costGwei: must be a finite number, not negative")
	case c.Latency < 0:
		return errors.New("latency: a negative duration makes no sense")
	case c.MinWait < 0:
		return errors.New("minWait: a negative duration makes no sense")
	case c.MaxWait < 0 || c.MaxWait > 0 && c.MaxWait < c.MinWait:
		return fmt.Errorf("maxWait: %s; expected at least %s (minWait), or 0 for what post says", c.MaxWait, c.MinWait)
	case !(c.MinPercentile >= 0 && c.MinPercentile <= 100):
		return fmt.Errorf("minPercentile: %v; expected 0 to 100", c.MinPercentile)
	case c.MaxPercentile != 0 && !(c.MaxPercentile >= c.MinPercentile && c.MaxPercentile <= 100):
		return fmt.Errorf("maxPercentile: %v; expected %v (minPercentile) to 100", c.MaxPercentile, c.MinPercentile)
	}
	return nil
}

// WaitBounds returns the bounds of a wait that is configured to be so long.
func (c Chain) WaitBounds(configured time.Duration) (least, most float64) {
	upper := c.MaxWait
	if upper == 0 {
		upper = max(configured, c.MinWait)
	}
	return c.MinWait.Seconds(), upper.Seconds()
}
