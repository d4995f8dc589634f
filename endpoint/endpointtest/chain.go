// Package endpointtest serves chains in memory through JSON-RPC endpoints on
// loopback that lie, lag and fail as a test wants. Tests and tools alone use it.
package endpointtest

import (
	"fmt"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/trie"
)

// Block is a block with one receipt for every log.
type Block struct {
	Header   *types.Header
	Receipts types.Receipts
}

// Chain is a chain in memory. It is safe for concurrent use.
type Chain struct {
	mu     sync.Mutex
	blocks []Block
	serial int // makes blocks of two forks differ
	heads  map[chan *types.Header]bool
}

// NewChain returns a chain with block 0; chains of different seeds differ in it.
func NewChain(seed int) *Chain {
	c := &Chain{serial: seed << 32, heads: map[chan *types.Header]bool{}}
	c.Mine()
	return c
}

// Mine appends a block with logs, one to a transaction.
func (c *Chain) Mine(logs ...types.Log) *types.Header {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mine(logs)
}

func (c *Chain) mine(logs []types.Log) *types.Header {
	c.serial++
	number := uint64(len(c.blocks))
	h := &types.Header{
		Number: new(big.Int).SetUint64(number), Difficulty: new(big.Int), Time: 1000 + number, GasLimit: 30_000_000,
		BaseFee: big.NewInt(7), Extra: fmt.Append(nil, c.serial), TxHash: types.EmptyTxsHash, UncleHash: types.EmptyUncleHash,
	}
	if number > 0 {
		h.ParentHash = c.blocks[number-1].Header.Hash()
	}
	var receipts types.Receipts
	for i := range logs {
		l := logs[i]
		l.BlockNumber, l.TxIndex, l.Index, l.BlockTimestamp = number, uint(i), uint(i), h.Time
		l.TxHash = common.BigToHash(big.NewInt(int64(c.serial)<<20 | int64(i)))
		r := &types.Receipt{
			Type: types.DynamicFeeTxType, Status: 1, CumulativeGasUsed: 50_000 * uint64(i+1), GasUsed: 50_000, EffectiveGasPrice: big.NewInt(8),
			TxHash: l.TxHash, BlockNumber: h.Number, TransactionIndex: uint(i), Logs: []*types.Log{&l},
		}
		r.Bloom = types.CreateBloom(r)
		receipts = append(receipts, r)
	}
	h.Bloom = types.MergeBloom(receipts)
	h.ReceiptHash = types.DeriveSha(receipts, trie.NewStackTrie(nil))
	hash := h.Hash()
	for _, r := range receipts {
		r.BlockHash, r.Logs[0].BlockHash = hash, hash
	}
	c.blocks = append(c.blocks, Block{h, receipts})
	for heads := range c.heads {
		select {
		case heads <- h:
		default: // who does not listen has missed it
		}
	}
	return h
}

// Replace takes back the last blocks and mines others.
func (c *Chain) Replace(depth int, logs ...[]types.Log) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blocks = c.blocks[:len(c.blocks)-depth]
	for _, l := range logs {
		c.mine(l)
	}
}

// Head returns the number of the last block.
func (c *Chain) Head() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return uint64(len(c.blocks) - 1)
}

// Block returns a block, or false if there is none of that number.
func (c *Chain) Block(number uint64) (Block, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if number >= uint64(len(c.blocks)) {
		return Block{}, false
	}
	return c.blocks[number], true
}

// BlockByHash returns a block of the chain as it is now.
func (c *Chain) BlockByHash(hash common.Hash) (Block, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.blocks) - 1; i >= 0; i-- {
		if c.blocks[i].Header.Hash() == hash {
			return c.blocks[i], true
		}
	}
	return Block{}, false
}

// Logs returns the logs of some blocks; from contracts, if there are any given.
func (c *Chain) Logs(from, to uint64, contracts map[common.Address]bool) []*types.Log {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []*types.Log{}
	for n := from; n <= to && n < uint64(len(c.blocks)); n++ {
		for _, r := range c.blocks[n].Receipts {
			if l := r.Logs[0]; len(contracts) == 0 || contracts[l.Address] {
				out = append(out, l)
			}
		}
	}
	return out
}

func (c *Chain) listen(heads chan *types.Header, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on {
		c.heads[heads] = true
	} else {
		delete(c.heads, heads)
	}
}
