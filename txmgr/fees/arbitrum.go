package fees

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

// arbitrum offers no tip: its sequencer takes transactions as they come. What
// the L1 asks for the data is paid in gas, and the estimate has it; since that
// part moves with the L1's base fee, the limit leaves room for half as much more.
type arbitrum struct {
	eip1559
	node abi.ABI
}

// nodeInterface is a contract that Arbitrum's nodes answer for.
var nodeInterface = common.HexToAddress("0xc8")

const nodeInterfaceABI = `[{"type":"function","name":"gasEstimateL1Component","stateMutability":"payable",
"inputs":[{"name":"to","type":"address"},{"name":"contractCreation","type":"bool"},{"name":"data","type":"bytes"}],
"outputs":[{"name":"gasEstimateForL1","type":"uint64"},{"name":"baseFee","type":"uint256"},{"name":"l1BaseFeeEstimate","type":"uint256"}]}]`

func newArbitrum(c Config, b Backend) Model {
	return &arbitrum{eip1559: eip1559{config: c, backend: b}, node: parsed(nodeInterfaceABI)}
}

// parsed reads an ABI that is written in this package.
func parsed(text string) abi.ABI {
	a, err := abi.JSON(strings.NewReader(text))
	if err != nil {
		panic(err) // the conformance test makes every model
	}
	return a
}

func (m *arbitrum) Suggest(ctx context.Context) (Fees, error) {
	base, err := baseFee(ctx, m.backend)
	if err != nil {
		return Fees{}, err
	}
	return Fees{new(big.Int), new(big.Int).Lsh(base, 1)}, nil
}

func (m *arbitrum) Bump(old, market Fees) Fees {
	f := bump(old, market)
	f.Tip = greater(old.Tip, market.Tip)
	return f
}

func (m *arbitrum) Gas(ctx context.Context, msg ethereum.CallMsg, estimated uint64) (uint64, error) {
	to := common.Address{}
	if msg.To != nil {
		to = *msg.To
	}
	in, err := m.node.Pack("gasEstimateL1Component", to, msg.To == nil, msg.Data)
	if err != nil {
		return 0, fmt.Errorf("ask for the L1 part of the gas: %w", err)
	}
	out, err := m.backend.CallContract(ctx, ethereum.CallMsg{From: msg.From, To: &nodeInterface, Data: in}, nil)
	if err != nil {
		return 0, fmt.Errorf("ask for the L1 part of the gas: %w", err)
	}
	values, err := m.node.Unpack("gasEstimateL1Component", out)
	if err != nil {
		return 0, fmt.Errorf("ask for the L1 part of the gas: %w; is this an Arbitrum chain (chains.*.post.feeModel)?", err)
	}
	l1 := values[0].(uint64)
	if l1 > estimated {
		return 0, fmt.Errorf("the endpoint says that %d of %d gas are for the L1, which cannot be", l1, estimated)
	}
	return gasMargin(estimated) + l1/2, nil
}
