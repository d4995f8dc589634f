package watcher

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/trie"
	"golang.org/x/sync/errgroup"

	"oracled/endpoint"
)

// fetched is a range of blocks as an endpoint has it.
type fetched struct {
	from, to uint64
	target   uint64        // the last block that is confirmed
	parent   common.Hash   // of block from
	last     *types.Header // of block to
	logs     []types.Log
	err      error
}

// contradiction is an answer that does not fit another, or itself.
type contradiction struct{ error }

func (s *scan) filter(from, to uint64) *ethereum.FilterQuery {
	return &ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to), Addresses: s.Decoder.Addresses()}
}

// trusted reads a range far below the head and takes the endpoint's word for its
// logs. The last header is read before and after them, so that logs of two
// different chains are never mixed.
func (s *scan) trusted(ctx context.Context, v endpoint.View, r *fetched) error {
	from, to := rpc.BlockNumber(r.from), rpc.BlockNumber(r.to)
	headers := []rpc.BlockNumber{from, to, rpc.BlockNumber(r.target)}
	reply, err := v.Read(ctx, endpoint.Request{Headers: headers, Logs: s.filter(r.from, r.to), After: []rpc.BlockNumber{to}})
	if err != nil {
		return fmt.Errorf("fetch logs %d-%d: %w", r.from, r.to, err)
	}
	first, last, after := reply.Headers[0], reply.Headers[1], reply.After[0]
	if first == nil || last == nil || after == nil {
		return missing(r.from, r.to)
	}
	if reply.Headers[2] == nil {
		return missing(r.to, r.target)
	}
	if last.Hash() != after.Hash() {
		return fmt.Errorf("block %d changed while its logs were read", r.to)
	}
	hashes := map[uint64]common.Hash{r.from: first.Hash(), r.to: last.Hash()}
	if err := fits(reply.Logs, r.from, r.to, hashes); err != nil {
		v.Blame(err)
		return err
	}
	r.parent, r.last, r.logs = first.ParentHash, last, reply.Logs
	return nil
}

// missing is said of an endpoint whose head is where its blocks are not, so that
// nothing says how many of them are on top of those that it has.
func missing(from, to uint64) error {
	return fmt.Errorf("fetch blocks %d-%d: the endpoint does not have them all although its head is past them", from, to)
}

// checked reads a range whose logs are compared with its headers. With an
// agreement the receipts alone tell the logs, since their root is part of a
// header; without one the endpoint's logs do, where the header's bloom filter
// does not say that some are missing.
func (s *scan) checked(ctx context.Context, v endpoint.View, r *fetched) error {
	var request endpoint.Request
	for n := r.from; n <= r.to; n++ {
		request.Headers = append(request.Headers, rpc.BlockNumber(n))
	}
	// What a head that is made up makes confirmed is not, so the last block that it
	// confirms has to be there before the first is believed.
	if r.to < r.target {
		request.Headers = append(request.Headers, rpc.BlockNumber(r.target))
	}
	if s.Config.Agreement == 0 {
		request.Logs = s.filter(r.from, r.to)
	}
	var agreed *types.Header
	if q := s.Config.Agreement; q > 1 {
		ctx, cancel := context.WithTimeout(ctx, requestTimeout)
		defer cancel()
		var err error
		if agreed, err = s.Backend.Agreed(ctx, r.to, q); err != nil {
			return stallError{err}
		}
	}
	reply, err := v.Read(ctx, request)
	if err != nil {
		return fmt.Errorf("fetch blocks %d-%d: %w", r.from, r.to, err)
	}
	if slices.Contains(reply.Headers, nil) {
		return missing(r.from, r.target)
	}
	headers := reply.Headers[:r.to-r.from+1]
	hashes, err := chained(headers, r.from)
	if last := headers[len(headers)-1]; err == nil && agreed != nil && hashes[r.to] != agreed.Hash() {
		err = fmt.Errorf("block %d is %s at this endpoint, others agree on %s", r.to, last.Hash(), agreed.Hash())
	}
	if err == nil && s.Config.Agreement == 0 {
		err = fits(reply.Logs, r.from, r.to, hashes)
	}
	if err != nil {
		v.Blame(err)
		return err
	}
	perBlock := make([][]types.Log, len(headers))
	for _, l := range reply.Logs {
		i := l.BlockNumber - r.from
		perBlock[i] = append(perBlock[i], l)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(receiptsAtOnce)
	for i, h := range headers {
		if len(perBlock[i]) > 0 || !s.Decoder.mayMatch(h.Bloom) {
			continue
		}
		g.Go(func() (err error) {
			perBlock[i], err = s.proven(gctx, v, h)
			if s.Config.Agreement == 0 && isUnknownMethod(err) {
				return nil // nothing to compare with; it is the endpoint's word
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		if errors.As(err, new(contradiction)) {
			v.Blame(err)
		}
		return err
	}
	r.parent, r.last, r.logs = headers[0].ParentHash, headers[len(headers)-1], slices.Concat(perBlock...)
	return nil
}

// receiptsAtOnce bounds the blocks whose receipts are fetched at the same time.
const receiptsAtOnce = 4

// isUnknownMethod tells whether an endpoint does not have a method at all.
func isUnknownMethod(err error) bool {
	var answered rpc.Error
	return errors.As(err, &answered) && answered.ErrorCode() == -32601
}

// chained returns the hashes of headers that follow each other.
func chained(headers []*types.Header, from uint64) (map[uint64]common.Hash, error) {
	hashes := make(map[uint64]common.Hash, len(headers))
	for i, h := range headers {
		n := from + uint64(i)
		if i > 0 && h.ParentHash != hashes[n-1] {
			return nil, fmt.Errorf("block %d does not follow block %d: its parent is %s and not %s", n, n-1, h.ParentHash, hashes[n-1])
		}
		hashes[n] = h.Hash()
	}
	return hashes, nil
}

// fits checks that logs are of a range, in order, each once, and of the blocks
// whose hashes are known.
func fits(logs []types.Log, from, to uint64, hashes map[uint64]common.Hash) error {
	for i := range logs {
		l := &logs[i]
		hash, known := hashes[l.BlockNumber]
		switch {
		case l.Removed || l.BlockNumber < from || l.BlockNumber > to || known && l.BlockHash != hash:
			return fmt.Errorf("the endpoint answered logs %d-%d with one of block %d (%s)", from, to, l.BlockNumber, l.BlockHash)
		case i > 0 && (l.BlockNumber < logs[i-1].BlockNumber || l.BlockNumber == logs[i-1].BlockNumber && l.Index <= logs[i-1].Index):
			return fmt.Errorf("the endpoint answered logs %d-%d out of order or twice, at block %d", from, to, l.BlockNumber)
		}
	}
	return nil
}

// proven returns the logs of a block that matter, from receipts whose root is in
// its header. Transaction hashes are no part of the root; they are the
// endpoint's word.
func (s *scan) proven(ctx context.Context, v endpoint.View, h *types.Header) ([]types.Log, error) {
	hash := h.Hash()
	receipts, err := v.Receipts(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("fetch the receipts of block %s: %w", h.Number, err)
	}
	for _, r := range receipts {
		if r == nil {
			return nil, contradiction{fmt.Errorf("the endpoint answered the receipts of block %s with an empty one", h.Number)}
		}
		if r.Type > types.SetCodeTxType {
			return nil, fmt.Errorf("block %s has a receipt of type %#x, which is not Ethereum's and cannot be checked; set agreement: 0 for this chain", h.Number, r.Type)
		}
	}
	if root := types.DeriveSha(receipts, trie.NewStackTrie(nil)); root != h.ReceiptHash {
		return nil, contradiction{fmt.Errorf("the receipts that the endpoint answered for block %s have root %s, its header says %s", h.Number, root, h.ReceiptHash)}
	}
	addresses := s.Decoder.Addresses()
	var logs []types.Log
	index := uint(0)
	for i, r := range receipts {
		for _, l := range r.Logs {
			if slices.Contains(addresses, l.Address) {
				logs = append(logs, types.Log{
					Address: l.Address, Topics: l.Topics, Data: l.Data,
					BlockNumber: h.Number.Uint64(), BlockHash: hash, BlockTimestamp: h.Time,
					TxHash: r.TxHash, TxIndex: uint(i), Index: index,
				})
			}
			index++
		}
	}
	return logs, nil
}
