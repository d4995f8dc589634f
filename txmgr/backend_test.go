package txmgr

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"oracled/oracle"
)

const chainID = 31337

// answer is an error that an endpoint answers with, as package rpc has it.
type answer struct {
	text string
	data any
}

func (a answer) Error() string  { return a.text }
func (a answer) ErrorCode() int { return -32000 }
func (a answer) ErrorData() any { return a.data }

// node is an endpoint of a chain in memory that mines when it is told to.
type node struct {
	Backend // what is not written below is not used

	mu       sync.Mutex
	nonce    uint64 // of the one account, mined
	pool     []*types.Transaction
	sent     []*types.Transaction
	receipts map[common.Hash]*types.Receipt
	mined    map[common.Hash]uint64 // their nonces
	blocks   int64
	baseFee  *big.Int
	tip      *big.Int
	gas      uint64
	blind    bool                          // the endpoint does not see its own pool
	fails    func(*types.Transaction) bool // on the chain

	onSend, onNonce, onEstimate, onCall, onReceipt func() error
	beforeSend                                     func(*types.Transaction)
}

func newNode() *node {
	return &node{receipts: map[common.Hash]*types.Receipt{}, mined: map[common.Hash]uint64{}, baseFee: big.NewInt(1000), tip: big.NewInt(80), gas: 50_000}
}

func try(f func() error) error {
	if f == nil {
		return nil
	}
	return f()
}

func (n *node) set(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

// mine puts everything into a block whose nonce has come, the highest fee first.
func (n *node) mine() { n.set(n.mineLocked) }

func (n *node) mineLocked() {
	n.blocks++
	for {
		var best *types.Transaction
		for _, tx := range n.pool {
			if tx.Nonce() == n.nonce && tx.GasFeeCap().Cmp(n.baseFee) >= 0 {
				best = tx
			}
		}
		if best == nil {
			return
		}
		n.include(best)
	}
}

func (n *node) include(tx *types.Transaction) {
	r := &types.Receipt{TxHash: tx.Hash(), Status: types.ReceiptStatusSuccessful, GasUsed: 21_000, BlockNumber: big.NewInt(n.blocks), EffectiveGasPrice: n.baseFee}
	if n.fails != nil && n.fails(tx) {
		r.Status = types.ReceiptStatusFailed
	}
	n.receipts[tx.Hash()], n.mined[tx.Hash()] = r, tx.Nonce()
	n.nonce = tx.Nonce() + 1
	n.pool = slices.DeleteFunc(n.pool, func(x *types.Transaction) bool { return x.Nonce() < n.nonce })
}

// broadcasts returns what was sent, in order.
func (n *node) broadcasts() []*types.Transaction {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.sent)
}

func (n *node) NonceAt(context.Context, common.Address, *big.Int) (uint64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.nonce, try(n.onNonce)
}

func (n *node) PendingNonceAt(context.Context, common.Address) (uint64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	next := n.nonce
	for !n.blind && slices.ContainsFunc(n.pool, func(tx *types.Transaction) bool { return tx.Nonce() == next }) {
		next++
	}
	return next, nil
}

func (n *node) SuggestGasTipCap(context.Context) (*big.Int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return new(big.Int).Set(n.tip), nil
}

func (n *node) HeaderByNumber(context.Context, *big.Int) (*types.Header, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return &types.Header{Number: big.NewInt(n.blocks), BaseFee: n.baseFee}, nil
}

func (n *node) SuggestGasPrice(context.Context) (*big.Int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return new(big.Int).Add(n.baseFee, n.tip), nil
}

func (n *node) FeeHistory(context.Context, uint64, *big.Int, []float64) (*ethereum.FeeHistory, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return &ethereum.FeeHistory{BaseFee: []*big.Int{n.baseFee}}, nil
}

// TransactionByHash finds what is in the pool; what is mined has a receipt.
func (n *node) TransactionByHash(_ context.Context, hash common.Hash) (*types.Transaction, bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, tx := range n.pool {
		if tx.Hash() == hash {
			return tx, true, nil
		}
	}
	return nil, false, ethereum.NotFound
}

// forget empties the pool.
func (n *node) forget() { n.set(func() { n.pool = nil }) }

// unmine takes back the last transactions of the account, into no pool.
func (n *node) unmine(count uint64) {
	n.set(func() {
		n.nonce -= count
		for hash, nonce := range n.mined {
			if nonce >= n.nonce {
				delete(n.receipts, hash)
				delete(n.mined, hash)
			}
		}
	})
}

func (n *node) SendTransaction(_ context.Context, tx *types.Transaction) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent = append(n.sent, tx)
	if n.beforeSend != nil {
		n.beforeSend(tx)
	}
	if err := try(n.onSend); err != nil {
		return err
	}
	if tx.Nonce() < n.nonce {
		return answer{text: "nonce too low: next nonce 7, tx nonce 3"}
	}
	if slices.ContainsFunc(n.pool, func(x *types.Transaction) bool { return x.Hash() == tx.Hash() }) {
		return answer{text: "already known"}
	}
	for i, old := range n.pool {
		if old.Nonce() != tx.Nonce() {
			continue
		}
		// A tenth more of both, as geth demands.
		for _, fee := range []func(*types.Transaction) *big.Int{(*types.Transaction).GasFeeCap, (*types.Transaction).GasTipCap} {
			if 10*fee(tx).Int64() < 11*fee(old).Int64() {
				return answer{text: "replacement transaction underpriced"}
			}
		}
		n.pool[i] = tx
		return nil
	}
	n.pool = append(n.pool, tx)
	return nil
}

func (n *node) TransactionReceipt(_ context.Context, hash common.Hash) (*types.Receipt, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := try(n.onReceipt); err != nil {
		return nil, err
	}
	if r := n.receipts[hash]; r != nil {
		return r, nil
	}
	return nil, ethereum.NotFound
}

func (n *node) EstimateGasAtBlock(_ context.Context, _ ethereum.CallMsg, number *big.Int) (uint64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if number.Int64() != -1 {
		return 0, errors.New("estimate against the pending block")
	}
	return n.gas, try(n.onEstimate)
}

func (n *node) CallContract(context.Context, ethereum.CallMsg, *big.Int) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return nil, try(n.onCall)
}

// outbox is an outbox in memory.
type outbox struct {
	mu    sync.Mutex
	txs   []oracle.SentTx
	floor uint64
	err   error // of Save
}

func (o *outbox) Save(_ context.Context, tx oracle.SentTx) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.txs = append(o.txs, tx)
	}
	return o.err
}

func (o *outbox) Pending(_ context.Context, id uint64, from common.Address) ([]oracle.SentTx, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := slices.DeleteFunc(slices.Clone(o.txs), func(tx oracle.SentTx) bool { return tx.ChainID != id || tx.From != from })
	slices.SortStableFunc(out, func(a, b oracle.SentTx) int { return int(a.Nonce) - int(b.Nonce) })
	return out, nil
}

func (o *outbox) Settled(_ context.Context, id uint64, from common.Address, below uint64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.txs = slices.DeleteFunc(o.txs, func(tx oracle.SentTx) bool { return tx.ChainID == id && tx.From == from && tx.Nonce < below })
	o.floor = max(o.floor, below)
	return nil
}

func (o *outbox) Forget(_ context.Context, tx oracle.SentTx) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.txs = slices.DeleteFunc(o.txs, func(x oracle.SentTx) bool { return x.Hash == tx.Hash })
	return nil
}

func (o *outbox) Floor(context.Context, uint64, common.Address) (uint64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.floor, nil
}

func (o *outbox) hashes() []common.Hash {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []common.Hash
	for _, tx := range o.txs {
		out = append(out, tx.Hash)
	}
	return out
}

func testAccount(t testing.TB) *Account {
	t.Helper()
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return NewAccount(key)
}
