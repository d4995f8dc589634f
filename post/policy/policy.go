// Package policy decides when a batch leaves. It never changes what is posted,
// only when, and it looks at nothing but what the chain says: block times, base
// fees, the deadlines of rounds. Operators may differ in it without harm.
package policy

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// Moment is what a policy decides on. Times are seconds of chain time.
type Moment struct {
	Now      float64
	Block    float64 // of the last confirmed block, at or before Now
	Oldest   float64 // when the outcome that has waited longest was ready
	Outcomes int     // that would leave
	Gas      float64 // that they need as one batch
	Fixed    float64 // of which every batch needs that much
	// Arrivals lists the outcomes that are to come after Block in order, all up
	// to a time that it returns: until, or less.
	Arrivals func(until float64) (list []Arrival, known float64)
}

// Arrival is an outcome that is yet to come.
type Arrival struct {
	At     float64 // when its round closes
	Chance float64 // that there is one, 0 to 1
}

// Block is what a policy learns from.
type Block struct {
	Number  uint64
	Time    float64 // seconds
	BaseFee float64 // wei per gas, 0: the chain has none
	Used    float64 // share of the gas limit, 0 to 1
}

// Policy decides for one chain. It is not safe for concurrent use.
type Policy interface {
	// Observe tells of the head of the chain, in order.
	Observe(b Block)
	// Until returns when what waits should leave, at or before m.Now for at
	// once. It is asked again with every block and every outcome that comes.
	Until(m Moment) float64
}

// Patient is a policy that lets outcomes wait for a time that can be set.
type Patient interface {
	Policy
	// Wait returns how long an outcome may wait, in seconds of chain time.
	Wait() float64
	SetWait(seconds float64)
}

// Names of the policies.
const (
	Immediate  = "immediate"
	FixedDelay = "fixed-delay"
	Adaptive   = "adaptive"
)

// policies makes each policy from the operator's limits and the least tip, in
// wei per gas.
var policies = map[string]func(c Config, tip float64) Policy{
	Immediate:  func(Config, float64) Policy { return immediate{} },
	FixedDelay: func(c Config, _ float64) Policy { return &fixedDelay{c.MaxDelay.Seconds()} },
	Adaptive:   newAdaptive,
}

// Names lists the policies there are, sorted.
func Names() []string { return slices.Sorted(maps.Keys(policies)) }

// Config says which policy decides and within which limits.
type Config struct {
	Policy           string        `koanf:"policy"`           // a name; empty: fixed-delay where there is a maxDelay, else immediate
	MaxDelay         time.Duration `koanf:"maxDelay"`         // fixed-delay: how long an outcome waits for company
	LatencyBudget    time.Duration `koanf:"latencyBudget"`    // adaptive: how long an outcome may wait at most
	DelayCostGwei    float64       `koanf:"delayCostGwei"`    // adaptive: what a second of one outcome's waiting is worth
	FeeWindow        int           `koanf:"feeWindow"`        // adaptive: blocks from which the base fee's habits are learned
	NormalFeeMinGwei float64       `koanf:"normalFeeMinGwei"` // adaptive: the base fee is never believed to return to less
	NormalFeeMaxGwei float64       `koanf:"normalFeeMaxGwei"` // adaptive: nor to more; 0: no limit
}

// DefaultFeeWindow is long enough to tell a habit from chance, and short enough
// to forget yesterday: 51 minutes of Ethereum.
const DefaultFeeWindow = 256

// WithDefaults fills what is zero and has a default.
func (c Config) WithDefaults() Config {
	if c.Policy == "" {
		c.Policy = Immediate
		if c.MaxDelay > 0 {
			c.Policy = FixedDelay
		}
	}
	if c.FeeWindow == 0 {
		c.FeeWindow = DefaultFeeWindow
	}
	return c
}

// Check returns an error that begins with the offending key.
func (c Config) Check() error {
	if _, ok := policies[c.Policy]; !ok && c.Policy != "" {
		return fmt.Errorf("policy: %q; expected one of %s", c.Policy, strings.Join(Names(), ", "))
	}
	switch {
	case c.MaxDelay < 0:
		return errors.New("maxDelay: a negative duration makes no sense")
	case c.LatencyBudget < 0:
		return errors.New("latencyBudget: a negative duration makes no sense")
	case c.Policy == Adaptive && c.LatencyBudget == 0:
		return errors.New("latencyBudget: missing; the policy adaptive needs to know how long an outcome may wait, such as 2m")
	case c.Policy == FixedDelay && c.MaxDelay == 0:
		return errors.New("maxDelay: missing; the policy fixed-delay needs it, such as 30s")
	case c.MaxDelay > 0 && c.Policy != FixedDelay && c.Policy != "":
		return fmt.Errorf("maxDelay: the policy %s does not look at it; remove it, or set policy: fixed-delay", c.Policy)
	case c.FeeWindow != 0 && (c.FeeWindow < minSamples || c.FeeWindow > maxFeeWindow):
		return fmt.Errorf("feeWindow: %d blocks; expected %d to %d", c.FeeWindow, minSamples, maxFeeWindow)
	}
	for _, f := range []struct {
		key   string
		value float64
	}{{"delayCostGwei", c.DelayCostGwei}, {"normalFeeMinGwei", c.NormalFeeMinGwei}, {"normalFeeMaxGwei", c.NormalFeeMaxGwei}} {
		if !(f.value >= 0) || math.IsInf(f.value, 0) {
			return fmt.Errorf("%s: must be a finite number, not negative", f.key)
		}
	}
	if c.NormalFeeMaxGwei > 0 && c.NormalFeeMinGwei > c.NormalFeeMaxGwei {
		return errors.New("normalFeeMinGwei: is above normalFeeMaxGwei")
	}
	return nil
}

// New returns the policy that a configuration names, which must have passed
// Check, with its defaults. The tip is in wei per gas.
func New(c Config, tip float64) Policy {
	c = c.WithDefaults()
	return policies[c.Policy](c, tip)
}
