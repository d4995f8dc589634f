// Package post brings outcomes onto a chain: it collects them into batches,
// prices and sends one transaction per batch, and waits until it is mined.
package post

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"time"

	"oracled/post/gas"
	"oracled/post/policy"
	"oracled/txmgr/fees"
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
	MinTipGwei    float64       `koanf:"minTipGwei"`    // floor of the priority fee
	ResubmitAfter time.Duration `koanf:"resubmitAfter"` // a transaction not mined by then is sent again with a higher fee
	MaxInFlight   int           `koanf:"maxInFlight"`   // batches on their way at once
	FeeModel      string        `koanf:"feeModel"`      // of fees.Names; empty: by the chain's id
	FeePercentile float64       `koanf:"feePercentile"` // of the tips that recent blocks paid; 0: 50
	FeeBlocks     int           `koanf:"feeBlocks"`     // of fee history; 0: 20
}

// Fees returns how to price transactions.
func (c Config) Fees() fees.Config {
	return fees.Config{Model: c.FeeModel, Percentile: c.FeePercentile, Blocks: uint64(c.FeeBlocks), MinTip: gwei(c.MinTipGwei)}
}

// MaxFee returns the cap of the fee in wei per gas, nil for none.
func (c Config) MaxFee() *big.Int { return gwei(c.MaxFeeGwei) }

// gwei returns wei, nil for 0.
func gwei(g float64) *big.Int {
	if g == 0 {
		return nil
	}
	wei, _ := new(big.Float).Mul(big.NewFloat(g), big.NewFloat(1e9)).Int(nil)
	return wei
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
	if c.MaxInFlight == 0 {
		c.MaxInFlight = 1
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
	case c.MaxInFlight < 0 || c.MaxInFlight > 64:
		return errors.New("maxInFlight: expected 1 to 64; nodes keep 64 transactions of an account in their pool")
	case c.FeeBlocks < 0:
		return errors.New("feeBlocks: must not be negative")
	case c.ResubmitAfter < 0:
		return errors.New("resubmitAfter: a negative duration makes no sense")
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
