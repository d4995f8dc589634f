package fees

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
)

// legacy offers what the endpoint suggests as one price, for chains without a
// base fee or whose base fee means nothing.
type legacy struct{ backend Backend }

func newLegacy(_ Config, b Backend) Model { return &legacy{b} }

func (m *legacy) Suggest(ctx context.Context) (Fees, error) {
	price, err := m.backend.SuggestGasPrice(ctx)
	if err != nil {
		return Fees{}, fmt.Errorf("ask for the gas price: %w", err)
	}
	return Fees{price, price}, nil
}

func (m *legacy) Bump(old, market Fees) Fees { return bump(old, market) }

func (m *legacy) Gas(_ context.Context, _ ethereum.CallMsg, estimated uint64) (uint64, error) {
	return gasMargin(estimated), nil
}

func (m *legacy) Transaction(c Call, f Fees) *types.Transaction {
	return types.NewTx(&types.LegacyTx{Nonce: c.Nonce, GasPrice: f.Cap, Gas: c.Gas, To: &c.To, Value: c.Value, Data: c.Data})
}

func (m *legacy) DataFee(context.Context, *types.Transaction, *big.Int) (*big.Int, error) {
	return nil, nil
}
