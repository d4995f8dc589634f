// Package post brings outcomes onto a chain: it collects them into batches,
// prices and sends one transaction per batch, and waits until it is mined.
package post

import (
	"errors"
	"fmt"
	"math"
	"time"

	"oracled/post/gas"
	"oracled/post/policy"
)

// Config tunes what does not change an answer: when batches leave and what they
// may cost.
type Config struct {
	policy.Config `koanf:",squash"`
	MaxOutcomes   int           `koanf:"maxOutcomes"`   // per batch, at most 256
	MaxBatchGas   uint64        `koanf:"maxBatchGas"`   // that a batch may need, however new its slots are
	MaxBatchBytes int           `koanf:"maxBatchBytes"` // of a batch's transaction
	MaxQueue      int           `koanf:"maxQueue"`      // outcomes kept for a chain that is down, before superseded ones are dropped
	MaxFeeGwei    float64       `koanf:"maxFeeGwei"`    // cap of the fee per gas; 0: none
	MinTipGwei    float64       `koanf:"minTipGwei"`    // floor of the priority fee; Polygon demands 25
	ResubmitAfter time.Duration `koanf:"resubmitAfter"` // a transaction not mined by then is sent again with a higher fee
}

// DefaultBatchGas leaves a margin below EIP-7825's cap, for an estimate of the
// node's that is above the need.
const DefaultBatchGas = 14_000_000

// Limits below which hardly anything fits.
const (
	minBatchGas   = 300_000
	minBatchBytes = 1024
)

// WithDefaults fills what is zero and has a default.
func (c Config) WithDefaults(blockTime time.Duration) Config {
	c.Config = c.Config.WithDefaults()
	if c.MaxBatchGas == 0 {
		c.MaxBatchGas = DefaultBatchGas
	}
	if c.MaxBatchBytes == 0 {
		c.MaxBatchBytes = gas.TxBytes
	}
	if c.MaxOutcomes == 0 {
		c.MaxOutcomes = 100
	}
	if c.MaxQueue == 0 {
		c.MaxQueue = 4096
	}
	if c.ResubmitAfter == 0 {
		c.ResubmitAfter = max(4*blockTime, 8*time.Second)
	}
	return c
}

// Check returns an error that begins with the offending key.
func (c Config) Check() error {
	if err := c.Config.Check(); err != nil {
		return err
	}
	switch {
	case c.MaxBatchGas > gas.TxCap:
		return fmt.Errorf("maxBatchGas: %d; a transaction may use %d at most (EIP-7825)", c.MaxBatchGas, gas.TxCap)
	case c.MaxBatchGas != 0 && c.MaxBatchGas < minBatchGas:
		return fmt.Errorf("maxBatchGas: %d; a batch of one outcome needs about %d", c.MaxBatchGas, minBatchGas)
	case c.MaxBatchBytes < 0 || c.MaxBatchBytes > gas.TxBytes:
		return fmt.Errorf("maxBatchBytes: %d; nodes take transactions of %d bytes at most", c.MaxBatchBytes, gas.TxBytes)
	case c.MaxBatchBytes != 0 && c.MaxBatchBytes < minBatchBytes:
		return fmt.Errorf("maxBatchBytes: %d; a batch of one outcome needs about %d", c.MaxBatchBytes, minBatchBytes)
	case c.MaxOutcomes < 0 || c.MaxOutcomes > 256:
		return errors.New("maxOutcomes: a batch holds 1 to 256 outcomes")
	case c.MaxQueue < 0:
		return errors.New("maxQueue: must be positive")
	case c.MaxFeeGwei < 0:
		return errors.New("maxFeeGwei: must not be negative")
	case c.MinTipGwei < 0:
		return errors.New("minTipGwei: must not be negative")
	case !finite(c.MaxFeeGwei):
		return errors.New("maxFeeGwei: must be a finite number")
	case !finite(c.MinTipGwei):
		return errors.New("minTipGwei: must be a finite number")
	case c.MaxFeeGwei > 0 && c.MinTipGwei > c.MaxFeeGwei:
		return errors.New("minTipGwei: is above maxFeeGwei, so no transaction could be sent")
	case c.ResubmitAfter < 0:
		return errors.New("resubmitAfter: a negative duration makes no sense")
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
