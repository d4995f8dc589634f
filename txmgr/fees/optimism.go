package fees

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

// optimism is eip1559 on an OP stack chain, which takes a fee for the L1's data
// from the sender's balance beside the gas.
type optimism struct {
	eip1559
	oracle abi.ABI
}

// gasPriceOracle is the OP stack's predeployed contract that knows the fee.
var gasPriceOracle = common.HexToAddress("0x420000000000000000000000000000000000000F")

const gasPriceOracleABI = `[{"type":"function","name":"getL1Fee","stateMutability":"view",
"inputs":[{"name":"_data","type":"bytes"}],"outputs":[{"name":"","type":"uint256"}]}]`

func newOptimism(c Config, b Backend) Model {
	return &optimism{eip1559: eip1559{c, b, newPercentile(c.Percentile)}, oracle: parsed(gasPriceOracleABI)}
}

// DataFee asks for the fee of the transaction without its signature, for which
// the contract allows itself.
func (m *optimism) DataFee(ctx context.Context, tx *types.Transaction, block *big.Int) (*big.Int, error) {
	raw, err := unsigned(tx)
	if err != nil {
		return nil, fmt.Errorf("ask for the fee of the L1's data: %w", err)
	}
	in, err := m.oracle.Pack("getL1Fee", raw)
	if err != nil {
		return nil, fmt.Errorf("ask for the fee of the L1's data: %w", err)
	}
	out, err := m.backend.CallContract(ctx, ethereum.CallMsg{To: &gasPriceOracle, Data: in}, block)
	if err != nil {
		return nil, fmt.Errorf("ask for the fee of the L1's data: %w", err)
	}
	values, err := m.oracle.Unpack("getL1Fee", out)
	if err != nil {
		return nil, fmt.Errorf("ask for the fee of the L1's data: %w; is this an OP stack chain (chains.*.post.feeModel)?", err)
	}
	return values[0].(*big.Int), nil
}

// unsigned encodes a transaction as it is signed, EIP-1559.
func unsigned(tx *types.Transaction) ([]byte, error) {
	fields, err := rlp.EncodeToBytes([]any{
		tx.ChainId(), tx.Nonce(), tx.GasTipCap(), tx.GasFeeCap(), tx.Gas(), tx.To(), tx.Value(), tx.Data(), types.AccessList{},
	})
	return append([]byte{types.DynamicFeeTxType}, fields...), err
}
