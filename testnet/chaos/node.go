package chaos

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"
)

// Node is a chain that this program mines.
type Node interface {
	// Mine mines one block at a chain time with whatever waits for it.
	Mine(ctx context.Context, timestamp uint64) error
	// Reorg replaces the last blocks by as many others, without their
	// transactions.
	Reorg(ctx context.Context, depth uint64) error
	// Evict drops an account's waiting transactions and returns how many.
	Evict(ctx context.Context, account common.Address) (int, error)
	// SetBaseFee sets the base fee of the next block.
	SetBaseFee(ctx context.Context, wei *big.Int) error
}

// anvil drives an Anvil chain.
type anvil struct{ eth *ethclient.Client }

// takeAnvil stops an Anvil chain's own mining.
func takeAnvil(ctx context.Context, c *Chain) (Node, error) {
	if err := c.Eth.Client().CallContext(ctx, nil, "evm_setAutomine", false); err != nil {
		return nil, fmt.Errorf("chain %s: stop mining on demand: %w", c.Name, err)
	}
	return anvil{c.Eth}, nil
}

func (n anvil) call(ctx context.Context, result any, method string, params ...any) error {
	if err := n.eth.Client().CallContext(ctx, result, method, params...); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

func (n anvil) Mine(ctx context.Context, timestamp uint64) error {
	return n.call(ctx, nil, "evm_mine", timestamp)
}

func (n anvil) Reorg(ctx context.Context, depth uint64) error {
	return n.call(ctx, nil, "anvil_reorg", depth, []any{})
}

// pooled is what the pool says of waiting transactions: by account, by nonce.
type pooled map[common.Address]map[string]struct {
	Hash common.Hash `json:"hash"`
}

func (n anvil) Evict(ctx context.Context, account common.Address) (int, error) {
	var pool struct{ Pending, Queued pooled }
	if err := n.call(ctx, &pool, "txpool_content"); err != nil {
		return 0, err
	}
	dropped := 0
	for _, list := range []pooled{pool.Pending, pool.Queued} {
		for _, tx := range list[account] {
			if err := n.call(ctx, nil, "anvil_dropTransaction", tx.Hash); err != nil {
				return dropped, err
			}
			dropped++
		}
	}
	return dropped, nil
}

func (n anvil) SetBaseFee(ctx context.Context, wei *big.Int) error {
	return n.call(ctx, nil, "anvil_setNextBlockBaseFeePerGas", (*hexutil.Big)(wei))
}
