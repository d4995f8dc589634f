// Package fees prices transactions: one model per kind of chain, one file per
// model. A model says what to offer, how to raise an offer that was not taken,
// and what a transaction costs beyond its gas.
package fees

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Fees are what a transaction offers for one unit of gas, in wei. A legacy
// transaction has one price, which is both.
type Fees struct {
	Tip *big.Int // at most, to the block's producer; EIP-1559 maxPriorityFeePerGas
	Cap *big.Int // at most, in all; EIP-1559 maxFeePerGas
}

// Of returns the fees of a transaction of any type.
func Of(tx *types.Transaction) Fees { return Fees{tx.GasTipCap(), tx.GasFeeCap()} }

// AtLeast tells whether both fees are at least those of another.
func (f Fees) AtLeast(g Fees) bool { return f.Tip.Cmp(g.Tip) >= 0 && f.Cap.Cmp(g.Cap) >= 0 }

// Times returns the fees multiplied by n.
func (f Fees) Times(n int64) Fees {
	return Fees{new(big.Int).Mul(f.Tip, big.NewInt(n)), new(big.Int).Mul(f.Cap, big.NewInt(n))}
}

// Limit lowers fees to a cap, nil being none.
func (f Fees) Limit(most *big.Int) Fees {
	if most == nil {
		return f
	}
	return Fees{lesser(f.Tip, most), lesser(f.Cap, most)}
}

// Call is what a transaction does, without who pays and how much.
type Call struct {
	ChainID uint64
	Nonce   uint64
	To      common.Address
	Data    []byte
	Value   *big.Int // nil: 0
	Gas     uint64
}

// Model prices the transactions of one chain. It is safe for concurrent use.
type Model interface {
	// Suggest returns what to offer now.
	Suggest(ctx context.Context) (Fees, error)
	// Bump returns fees that every node accepts for a replacement of a
	// transaction that offers old, and that are at least the market's. Nodes
	// demand a tenth more of both, by default.
	Bump(old, market Fees) Fees
	// Gas returns the gas limit for a call whose gas was estimated.
	Gas(ctx context.Context, msg ethereum.CallMsg, estimated uint64) (uint64, error)
	// Transaction returns an unsigned transaction of the chain's kind.
	Transaction(c Call, f Fees) *types.Transaction
	// DataFee returns what a transaction that was mined in a block paid beyond
	// its gas, in wei; nil where gas is all.
	DataFee(ctx context.Context, tx *types.Transaction, block *big.Int) (*big.Int, error)
}

// Backend is what the models ask of an endpoint; ethclient.Client has it.
type Backend interface {
	ethereum.GasPricer
	ethereum.GasPricer1559
	ethereum.FeeHistoryReader
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	CallContract(ctx context.Context, msg ethereum.CallMsg, number *big.Int) ([]byte, error)
}

// Config chooses and tunes a model. The zero value is the chain's default.
type Config struct {
	Model      string   // of Names; empty: by the chain's id
	Percentile float64  // of the tips that blocks paid, 0 to 100; 0: 50
	Blocks     uint64   // of fee history; 0: 20
	MinTip     *big.Int // wei per gas; nil: none
}

// models are all models by name.
var models = map[string]func(Config, Backend) Model{
	"eip1559":  newEIP1559,
	"polygon":  newPolygon,
	"arbitrum": newArbitrum,
	"optimism": newOptimism,
	"legacy":   newLegacy,
}

// chains that eip1559 does not fit, by id.
var chains = map[uint64]string{
	137: "polygon", 80002: "polygon", // PoS, Amoy
	42161: "arbitrum", 42170: "arbitrum", 421614: "arbitrum", // One, Nova, Sepolia
	10: "optimism", 11155420: "optimism", // OP Mainnet, OP Sepolia
	8453: "optimism", 84532: "optimism", // Base, Base Sepolia
	130: "optimism", 480: "optimism", 7777777: "optimism", // Unichain, World Chain, Zora
}

// Names returns the names of the models, sorted.
func Names() []string { return slices.Sorted(maps.Keys(models)) }

// ModelOf returns the name of the model for a chain when none is configured.
func ModelOf(chainID uint64) string {
	if name, ok := chains[chainID]; ok {
		return name
	}
	return "eip1559"
}

// Check returns an error that begins with the offending key of the
// configuration, chains.*.post.
func (c Config) Check(chainID uint64) error {
	name := c.name(chainID)
	if models[name] == nil {
		return fmt.Errorf("feeModel: %q; expected one of %s", name, strings.Join(Names(), ", "))
	}
	if !(c.Percentile >= 0 && c.Percentile <= 100) {
		return fmt.Errorf("feePercentile: %v; expected 0 to 100", c.Percentile)
	}
	if c.Blocks > maxBlocks {
		return fmt.Errorf("feeBlocks: %d; nodes answer for %d blocks at most", c.Blocks, maxBlocks)
	}
	if name != "arbitrum" && name != "legacy" {
		return nil
	}
	switch {
	case c.MinTip != nil && c.MinTip.Sign() > 0:
		return fmt.Errorf("minTipGwei: fee model %s pays no priority fee; remove it", name)
	case c.Percentile != 0:
		return fmt.Errorf("feePercentile: fee model %s pays no priority fee; remove it", name)
	case c.Blocks != 0:
		return fmt.Errorf("feeBlocks: fee model %s does not look at past blocks; remove it", name)
	}
	return nil
}

func (c Config) name(chainID uint64) string {
	if c.Model != "" {
		return c.Model
	}
	return ModelOf(chainID)
}

// New returns the model of a chain.
func New(c Config, chainID uint64, b Backend) (Model, error) {
	if err := c.Check(chainID); err != nil {
		return nil, err
	}
	return c.build(chainID, b), nil
}

// Default returns the model of a chain for which none is configured.
func Default(chainID uint64, b Backend) Model { return Config{}.build(chainID, b) }

func (c Config) build(chainID uint64, b Backend) Model {
	if c.Percentile == 0 {
		c.Percentile = 50
	}
	if c.Blocks == 0 {
		c.Blocks = 20
	}
	return models[c.name(chainID)](c, b)
}

// Bounds of what is asked and how much is raised.
const (
	maxBlocks  = 1024 // geth and others answer eth_feeHistory for so many
	bumpDivide = 8    // a bump raises by an eighth; nodes demand a tenth
)

// raised returns an eighth more, and at least one wei.
func raised(x *big.Int) *big.Int {
	y := new(big.Int).Div(x, big.NewInt(bumpDivide))
	return y.Add(y, x).Add(y, big.NewInt(1))
}

func bump(old, market Fees) Fees {
	return Fees{greater(raised(old.Tip), market.Tip), greater(raised(old.Cap), market.Cap)}
}

func greater(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

func lesser(a, b *big.Int) *big.Int {
	if a.Cmp(b) > 0 {
		return b
	}
	return a
}
