package endpoint

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// The methods of ethclient.Client, each asked of the preferred endpoint and of
// the next one when that fails.

// ChainID returns the chain's id.
func (p *Pool) ChainID(ctx context.Context) (*big.Int, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*big.Int, error) { return c.ChainID(ctx) })
}

// BlockNumber returns the head of one endpoint.
func (p *Pool) BlockNumber(ctx context.Context) (uint64, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (uint64, error) { return c.BlockNumber(ctx) })
}

// HeaderByNumber returns a header, the latest for nil.
func (p *Pool) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Header, error) {
		return c.HeaderByNumber(ctx, number)
	})
}

// HeaderByHash returns a header.
func (p *Pool) HeaderByHash(ctx context.Context, hash common.Hash) (*types.Header, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Header, error) {
		return c.HeaderByHash(ctx, hash)
	})
}

// BlockByNumber returns a block, the latest for nil.
func (p *Pool) BlockByNumber(ctx context.Context, number *big.Int) (*types.Block, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Block, error) {
		return c.BlockByNumber(ctx, number)
	})
}

// FilterLogs returns the logs that match a query, as one endpoint tells them.
func (p *Pool) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) ([]types.Log, error) { return c.FilterLogs(ctx, q) })
}

// CodeAt returns the code of an account.
func (p *Pool) CodeAt(ctx context.Context, account common.Address, block *big.Int) ([]byte, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) ([]byte, error) { return c.CodeAt(ctx, account, block) })
}

// PendingCodeAt returns the code of an account in the pending state.
func (p *Pool) PendingCodeAt(ctx context.Context, account common.Address) ([]byte, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) ([]byte, error) { return c.PendingCodeAt(ctx, account) })
}

// StorageAt returns a storage slot.
func (p *Pool) StorageAt(ctx context.Context, account common.Address, key common.Hash, block *big.Int) ([]byte, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) ([]byte, error) {
		return c.StorageAt(ctx, account, key, block)
	})
}

// BalanceAt returns the balance of an account in wei.
func (p *Pool) BalanceAt(ctx context.Context, account common.Address, block *big.Int) (*big.Int, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*big.Int, error) {
		return c.BalanceAt(ctx, account, block)
	})
}

// CallContract calls a contract in the state after a block.
func (p *Pool) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) ([]byte, error) { return c.CallContract(ctx, msg, block) })
}

// EstimateGas estimates in the state of the head.
func (p *Pool) EstimateGas(ctx context.Context, msg ethereum.CallMsg) (uint64, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (uint64, error) { return c.EstimateGas(ctx, msg) })
}

// EstimateGasAtBlock estimates in the state after a block.
func (p *Pool) EstimateGasAtBlock(ctx context.Context, msg ethereum.CallMsg, block *big.Int) (uint64, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (uint64, error) {
		return c.EstimateGasAtBlock(ctx, msg, block)
	})
}

// SuggestGasPrice returns wei per gas.
func (p *Pool) SuggestGasPrice(ctx context.Context) (*big.Int, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*big.Int, error) { return c.SuggestGasPrice(ctx) })
}

// SuggestGasTipCap returns wei per gas.
func (p *Pool) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*big.Int, error) { return c.SuggestGasTipCap(ctx) })
}

// FeeHistory returns the fees of recent blocks.
func (p *Pool) FeeHistory(ctx context.Context, blocks uint64, last *big.Int, percentiles []float64) (*ethereum.FeeHistory, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*ethereum.FeeHistory, error) {
		return c.FeeHistory(ctx, blocks, last, percentiles)
	})
}

// TransactionReceipt returns a receipt. It is ethereum.NotFound only when every
// sound endpoint says so.
func (p *Pool) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	return call(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Receipt, error) {
		return c.TransactionReceipt(ctx, hash)
	})
}

// TransactionByHash returns a transaction and whether it is pending. It is
// ethereum.NotFound only when every sound endpoint says so.
func (p *Pool) TransactionByHash(ctx context.Context, hash common.Hash) (*types.Transaction, bool, error) {
	type found struct {
		tx      *types.Transaction
		pending bool
	}
	f, err := call(ctx, p, func(ctx context.Context, c *ethclient.Client) (found, error) {
		tx, pending, err := c.TransactionByHash(ctx, hash)
		return found{tx, pending}, err
	})
	return f.tx, f.pending, err
}

// CallContext makes a request that has no method of its own.
func (p *Pool) CallContext(ctx context.Context, result any, method string, args ...any) error {
	_, err := call(ctx, p, func(ctx context.Context, c *ethclient.Client) (struct{}, error) {
		return struct{}{}, c.Client().CallContext(ctx, result, method, args...)
	})
	return err
}

// straggling is how long the answers of further endpoints are waited for once
// one has answered.
const straggling = 500 * time.Millisecond

// PendingNonceAt returns the highest pending nonce that any sound endpoint tells
// in a short time: one that lags, or another one behind the same address, must
// not make a nonce be used twice.
func (p *Pool) PendingNonceAt(ctx context.Context, account common.Address) (uint64, error) {
	return p.highest(ctx, func(ctx context.Context, c *ethclient.Client) (uint64, error) { return c.PendingNonceAt(ctx, account) })
}

// NonceAt returns the account's nonce after a block; after the head, for nil,
// the highest that any sound endpoint tells in a short time, so that what one of
// them has seen mined is not forgotten by the next.
func (p *Pool) NonceAt(ctx context.Context, account common.Address, block *big.Int) (uint64, error) {
	f := func(ctx context.Context, c *ethclient.Client) (uint64, error) { return c.NonceAt(ctx, account, block) }
	if block != nil {
		return call(ctx, p, f)
	}
	return p.highest(ctx, f)
}

func (p *Pool) highest(ctx context.Context, f func(context.Context, *ethclient.Client) (uint64, error)) (uint64, error) {
	nodes, err := p.order()
	if err != nil {
		return 0, err
	}
	sound := 0
	for sound < len(nodes) && nodes[sound].isSound() {
		sound++
	}
	if sound < 2 {
		return call(ctx, p, f)
	}
	ctx, cancel := p.patience(ctx, 1)
	defer cancel()
	answers := gather(ctx, nodes[:sound], f)
	var late <-chan time.Time
	best, found := uint64(0), false
	var failures []error
	for range sound {
		select {
		case a := <-answers:
			if a.err != nil {
				failures = append(failures, p.named(a.node, a.err))
				continue
			}
			best, found = max(best, a.value), true
			if late == nil {
				late = time.After(straggling)
			}
		case <-late:
			return best, nil
		}
	}
	if !found {
		return 0, errors.Join(failures...)
	}
	return best, nil
}

// reply is what one endpoint answered.
type reply[T any] struct {
	node  *node
	value T
	err   error
}

// gather asks endpoints at once; each answers on the channel, which has room.
func gather[T any](ctx context.Context, nodes []*node, f func(context.Context, *ethclient.Client) (T, error)) <-chan reply[T] {
	answers := make(chan reply[T], len(nodes))
	for _, n := range nodes {
		go func() {
			var out T
			err := n.do(ctx, func(ctx context.Context, c *ethclient.Client) (err error) {
				out, err = f(ctx, c)
				return err
			})
			answers <- reply[T]{n, out, err}
		}()
	}
	return answers
}

// SendTransaction sends to every endpoint of the chain at once and returns when
// one has accepted; the others go on. If none has, it returns what an endpoint
// said before that it could not be reached.
func (p *Pool) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	raw, err := tx.MarshalBinary()
	if err != nil {
		return err
	}
	return p.SendRawTransaction(ctx, raw)
}

// SendRawTransaction is SendTransaction for an encoded one.
func (p *Pool) SendRawTransaction(ctx context.Context, raw []byte) error {
	nodes, err := p.order()
	if err != nil {
		return err
	}
	// Others go on when the first has accepted or the caller is gone: a
	// transaction that has begun to spread had better arrive everywhere.
	sending, cancel := context.WithTimeout(p.ctx, p.config.Timeout)
	answers := make(chan error, len(nodes))
	var wg sync.WaitGroup
	for _, n := range nodes {
		wg.Go(func() {
			err := n.do(sending, func(ctx context.Context, c *ethclient.Client) error {
				var hash common.Hash
				return c.Client().CallContext(ctx, &hash, "eth_sendRawTransaction", "0x"+common.Bytes2Hex(raw))
			})
			answers <- err
		})
	}
	p.wg.Go(func() {
		wg.Wait()
		cancel()
	})
	var said, failed error
	for range nodes {
		select {
		case err := <-answers:
			var answered rpc.Error
			switch {
			case err == nil:
				return nil
			case !errors.As(err, &answered):
				failed = errors.Join(failed, err)
			case said == nil || isKnown(err):
				said = err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if said != nil {
		return said
	}
	return failed
}

// isKnown tells whether an endpoint has the transaction already.
func isKnown(err error) bool {
	text := strings.ToLower(err.Error())
	for _, known := range []string{"already known", "already imported", "already in mempool", "known transaction"} {
		if strings.Contains(text, known) {
			return true
		}
	}
	return false
}
