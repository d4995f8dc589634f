package fees

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// eip1559 offers the tip that recent blocks paid, and twice the next block's
// base fee, which survives six full blocks in a row.
type eip1559 struct {
	config  Config
	backend Backend
	percent *Percentile // nil: of a model that pays no priority fee
}

func newEIP1559(c Config, b Backend) Model { return &eip1559{c, b, newPercentile(c.Percentile)} }

// errNoBaseFee: the chain follows rules from before EIP-1559.
var errNoBaseFee = errors.New("the chain has no base fee (EIP-1559); set chains.*.post.feeModel: legacy for it")

func (m *eip1559) Suggest(ctx context.Context) (Fees, error) {
	base, tip, err := m.history(ctx)
	if err != nil {
		return Fees{}, err
	}
	if m.config.MinTip != nil {
		tip = greater(tip, m.config.MinTip)
	}
	return Fees{tip, new(big.Int).Add(new(big.Int).Lsh(base, 1), tip)}, nil
}

// history returns the base fee of the next block, and over the recent blocks
// that were not empty the median of the tips at the configured percentile of
// gas. Where there are none, the endpoint is asked for its own suggestion.
func (m *eip1559) history(ctx context.Context) (base, tip *big.Int, err error) {
	h, err := m.backend.FeeHistory(ctx, m.config.Blocks, nil, []float64{m.percent.Get()})
	if err != nil && !missing(err) {
		return nil, nil, fmt.Errorf("ask for the fee history: %w", err)
	}
	if err != nil {
		h = &ethereum.FeeHistory{}
	}
	if n := len(h.BaseFee); n > 0 && h.BaseFee[n-1] != nil {
		base = h.BaseFee[n-1]
	}
	if base == nil || base.Sign() == 0 { // zeroes stand for blocks without one, too
		if base, err = baseFee(ctx, m.backend); err != nil {
			return nil, nil, err
		}
	}
	var tips []*big.Int
	for i, r := range h.Reward {
		if len(r) == 1 && r[0] != nil && i < len(h.GasUsedRatio) && h.GasUsedRatio[i] > 0 {
			tips = append(tips, r[0])
		}
	}
	if len(tips) > 0 {
		slices.SortFunc(tips, (*big.Int).Cmp)
		return base, tips[len(tips)/2], nil
	}
	if tip, err = m.backend.SuggestGasTipCap(ctx); err != nil {
		return nil, nil, fmt.Errorf("ask for the priority fee: %w", err)
	}
	return base, tip, nil
}

// missing tells that an endpoint does not have a method, JSON-RPC 2.0 §5.1.
func missing(err error) bool {
	var answered rpc.Error
	return errors.As(err, &answered) && answered.ErrorCode() == -32601
}

// baseFee returns the head's base fee.
func baseFee(ctx context.Context, b Backend) (*big.Int, error) {
	head, err := b.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch the base fee: %w", err)
	}
	if head.BaseFee == nil {
		return nil, errNoBaseFee
	}
	return head.BaseFee, nil
}

func (m *eip1559) tip() *Percentile { return m.percent }

func (m *eip1559) Bump(old, market Fees) Fees { return bump(old, market) }

// gasMargin is what other transactions may change before a call is mined.
func gasMargin(estimated uint64) uint64 { return estimated + estimated/5 + 20_000 }

func (m *eip1559) Gas(_ context.Context, _ ethereum.CallMsg, estimated uint64) (uint64, error) {
	return gasMargin(estimated), nil
}

func (m *eip1559) Transaction(c Call, f Fees) *types.Transaction {
	return types.NewTx(&types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.ChainID), Nonce: c.Nonce, GasTipCap: f.Tip, GasFeeCap: f.Cap,
		Gas: c.Gas, To: &c.To, Value: c.Value, Data: c.Data,
	})
}

func (m *eip1559) DataFee(context.Context, *types.Transaction, *big.Int) (*big.Int, error) {
	return nil, nil
}
