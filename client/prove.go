package client

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/oracle"
	"oracled/wire"
)

// OutcomeProof is what NashOracle.readAt and the library OutcomeProof take.
type OutcomeProof struct {
	Task   uint32        `json:"task"`
	Round  uint32        `json:"round"`
	Root   common.Hash   `json:"root"`
	Batch  uint64        `json:"batch"`
	Page   hexutil.Bytes `json:"page"`
	Path   []common.Hash `json:"path"`
	Call   hexutil.Bytes `json:"call"`   // readAt(task, round, proof), encoded
	InRing bool          `json:"inRing"` // whether the hub still knows the root
}

// ErrNotDigest: the values of the task are stored, and read without a proof.
var ErrNotDigest = errors.New("the task stores its values; read needs no proof")

// Prove makes the proof of a round's outcome from the hub's logs.
func Prove(ctx context.Context, c *Chain, t oracle.Task, round uint32) (OutcomeProof, error) {
	if !t.Digest {
		return OutcomeProof{}, fmt.Errorf("chain %s: task %d: %w", c.Name, t.Index, ErrNotDigest)
	}
	fail := func(err error) (OutcomeProof, error) {
		return OutcomeProof{}, fmt.Errorf("chain %s: prove task %d round %d: %w", c.Name, t.Index, round, err)
	}
	head, err := c.Eth.BlockNumber(ctx)
	if err != nil {
		return fail(err)
	}
	decoder, err := c.Decoder()
	if err != nil {
		return fail(err)
	}
	hub := bindings.NewNashOracle()
	var roots uint64 // how many batches stored one, of those in the logs
	var found *OutcomeProof
	err = c.rawLogs(ctx, decoder.Addresses(), c.Config.StartBlock, head, func(l *types.Log) error {
		if l.Address != c.Hub.Address {
			return nil
		}
		e, err := hub.UnpackBatchPostedEvent(l)
		if err != nil {
			return nil // another event
		}
		accepted := func(i int) bool { return e.Accepted.Bit(i) == 1 }
		if !wire.StoresRoot(e.Payload, accepted) {
			return nil
		}
		roots++
		if p, err := wire.Prove(e.Payload, accepted, t.Index, round); err == nil {
			found = &OutcomeProof{Task: t.Index, Round: round, Root: p.Root(), Batch: roots, Page: p.Page, Path: p.Path}
		}
		return nil
	})
	if err != nil {
		return fail(err)
	}
	if found == nil {
		return fail(errors.New("no batch stored it"))
	}
	// The logs may begin after the hub's first roots, so the hub says how many there are.
	count, err := callAt(ctx, c, new(big.Int).SetUint64(head), c.Hub.Address, hub.PackRootCount(), hub.UnpackRootCount)
	if err != nil {
		return fail(err)
	}
	if count.Uint64() < roots {
		return fail(fmt.Errorf("the hub has %d roots, its logs %d; is the endpoint whole?", count, roots))
	}
	found.Batch += count.Uint64() - roots
	argument := bindings.OutcomeProofProof{Batch: found.Batch, Page: found.Page}
	for _, h := range found.Path {
		argument.Path = append(argument.Path, h)
	}
	found.Call = hub.PackReadAt(t.ID, uint64(round), argument)
	root, err := call(ctx, c, c.Hub.Address, hub.PackRootAt(new(big.Int).SetUint64(found.Batch)), hub.UnpackRootAt)
	if err == nil {
		if found.InRing = root == found.Root; !found.InRing {
			return fail(fmt.Errorf("the hub's root of batch %d is not that of its log; is the endpoint whole?", found.Batch))
		}
	}
	return *found, nil
}
