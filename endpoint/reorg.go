package endpoint

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// remembered is how many blocks below its newest an endpoint's heads are kept.
const remembered = 64

// branch is the end of the chain as one endpoint told it. Heads are looked at
// several times a block, so few are missed; a reorganisation between two looks
// that leaves no seen block in doubt is not noticed.
type branch struct {
	newest  uint64
	hashes  map[uint64]common.Hash // of heads that were seen
	reorgs  uint64                 // how often a block that was seen was replaced
	deepest uint64                 // of them, in blocks below the newest; at least
}

// saw takes in a head.
func (b *branch) saw(h *types.Header) {
	number, hash := h.Number.Uint64(), h.Hash()
	if b.hashes == nil {
		b.hashes = map[uint64]common.Hash{}
	}
	first, replaced := b.replaced(number, hash, h.ParentHash)
	if replaced {
		b.reorgs++
		b.deepest = max(b.deepest, b.newest-first+1)
		for n := range b.hashes {
			if n >= first {
				delete(b.hashes, n)
			}
		}
		b.newest = number
	}
	b.newest = max(b.newest, number)
	b.hashes[number] = hash
	for n := range b.hashes {
		if n+remembered < b.newest {
			delete(b.hashes, n)
		}
	}
}

// replaced returns the lowest block that was seen and that a head shows to be
// gone. A lower head with a hash that was seen is a node that lags behind what
// it said before, as a balancer of several does: nothing is gone.
func (b *branch) replaced(number uint64, hash, parent common.Hash) (first uint64, replaced bool) {
	if seen, ok := b.hashes[number-1]; ok && number > 0 && seen != parent {
		return number - 1, true
	}
	if seen, ok := b.hashes[number]; ok && seen != hash {
		return number, true
	}
	return 0, false
}
