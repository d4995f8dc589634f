package committee

import (
	"bytes"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"math/big"

	"oracled/oracle"
)

var orderLabel = crypto.Keccak256([]byte("oracled/leader/1"))

// Order returns the turns of a slot: the indices 0 … n−1 of the set's members,
// the first leader first. Everybody computes the same from the chain, and
// nobody who does not choose deadlines chooses the leader:
//
//	member i stands by keccak(keccak("oracled/leader/1") ‖ chainId ‖ hub ‖ setId ‖ epoch ‖ slot ‖ i), ascending,
//
// each a word of 32 bytes. slot is the earliest reveal deadline of the batch.
func Order(hub oracle.Hub, setID common.Hash, epoch uint32, slot uint64, n int) []int {
	word := func(v uint64) []byte { return math.U256Bytes(new(big.Int).SetUint64(v)) }
	head := slices.Concat(orderLabel, word(hub.ChainID), common.LeftPadBytes(hub.Address[:], 32), setID[:], word(uint64(epoch)), word(slot))
	lots := make([][]byte, n)
	order := make([]int, n)
	for i := range n {
		lots[i] = crypto.Keccak256(head, word(uint64(i)))
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(lots[a], lots[b]) })
	return order
}
