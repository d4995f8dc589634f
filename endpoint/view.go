package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// View is one endpoint of a pool: what is read of it belongs together.
type View interface {
	// Name is the endpoint's, without what may hold a key.
	Name() string
	// Read asks for headers and logs in one round trip, in the order of the
	// request, or in several where the endpoint takes no more at once.
	Read(ctx context.Context, r Request) (Reply, error)
	// Receipts returns all receipts of a block in order.
	Receipts(ctx context.Context, block common.Hash) (types.Receipts, error)
	// Blame tells the pool that what this endpoint answered is wrong.
	Blame(err error)
}

// Request is what to read at once. Logs, if not nil, are read after the headers
// and before those of After.
type Request struct {
	Headers []rpc.BlockNumber
	Logs    *ethereum.FilterQuery
	After   []rpc.BlockNumber
}

// Reply is what a Request was answered; a header is nil where the endpoint does
// not have the block.
type Reply struct {
	Headers []*types.Header
	Logs    []types.Log
	After   []*types.Header
}

// Views returns the endpoints to read from, the preferred one first.
func (p *Pool) Views() ([]View, error) {
	nodes, err := p.order()
	if err != nil {
		return nil, err
	}
	views := make([]View, len(nodes))
	for i, n := range nodes {
		views[i] = n
	}
	return views, nil
}

// Name implements View.
func (n *node) Name() string { return n.name }

// Blame implements View.
func (n *node) Blame(err error) { n.blame(FaultWrong, err) }

// Receipts implements View.
func (n *node) Receipts(ctx context.Context, block common.Hash) (types.Receipts, error) {
	ctx, cancel := n.pool.patience(ctx, 1)
	defer cancel()
	var out types.Receipts
	err := n.do(ctx, func(ctx context.Context, c *ethclient.Client) (err error) {
		out, err = c.BlockReceipts(ctx, rpc.BlockNumberOrHashWithHash(block, false))
		return err
	})
	if err == nil && out == nil {
		err = ethereum.NotFound
	}
	return out, err
}

// Read implements View.
func (n *node) Read(ctx context.Context, r Request) (Reply, error) {
	ctx, cancel := n.pool.patience(ctx, 1)
	defer cancel()
	var reply Reply
	var elems []rpc.BatchElem
	headers := func(numbers []rpc.BlockNumber) []*types.Header {
		out := make([]*types.Header, len(numbers))
		for i, number := range numbers {
			elems = append(elems, rpc.BatchElem{Method: "eth_getBlockByNumber", Args: []any{number, false}, Result: &out[i]})
		}
		return out
	}
	reply.Headers = headers(r.Headers)
	if r.Logs != nil {
		elems = append(elems, rpc.BatchElem{Method: "eth_getLogs", Args: []any{filterOf(*r.Logs)}, Result: &reply.Logs})
	}
	reply.After = headers(r.After)
	short := r.Logs == nil && len(elems) <= 2
	err := n.ask(ctx, short, func(ctx context.Context, c *ethclient.Client) error { return n.batched(ctx, c.Client(), elems) })
	if err != nil {
		return Reply{}, err
	}
	for i, number := range r.Headers {
		if h := reply.Headers[i]; h != nil && number == rpc.LatestBlockNumber && h.Number.IsUint64() {
			n.saw(h)
		}
	}
	return reply, checkNumbers(n, append(r.Headers[:len(r.Headers):len(r.Headers)], r.After...), append(reply.Headers[:len(reply.Headers):len(reply.Headers)], reply.After...))
}

// checkNumbers makes sure that the headers are those that were asked for.
func checkNumbers(n *node, numbers []rpc.BlockNumber, headers []*types.Header) error {
	for i, h := range headers {
		if h == nil {
			continue
		}
		if !h.Number.IsUint64() || numbers[i] >= 0 && h.Number.Uint64() != uint64(numbers[i]) {
			err := fmt.Errorf("asked for block %d, the endpoint answered with block %s", numbers[i], h.Number)
			n.Blame(err)
			return err
		}
	}
	return nil
}

func filterOf(q ethereum.FilterQuery) map[string]any {
	return map[string]any{
		"address": q.Addresses, "fromBlock": rpc.BlockNumber(q.FromBlock.Int64()), "toBlock": rpc.BlockNumber(q.ToBlock.Int64()),
	}
}

// batched makes requests in as few round trips as the endpoint takes.
func (n *node) batched(ctx context.Context, c *rpc.Client, elems []rpc.BatchElem) error {
	for len(elems) > 0 {
		n.mu.Lock()
		size := min(n.batch, len(elems))
		n.mu.Unlock()
		part := elems[:size]
		err := send(ctx, c, part)
		if size > 1 && isBatchRefused(err) {
			n.mu.Lock()
			n.batch = size / 2
			n.mu.Unlock()
			continue
		}
		if err != nil {
			return err
		}
		elems = elems[size:]
	}
	return nil
}

// send makes one round trip; its error is the first of the requests'.
func send(ctx context.Context, c *rpc.Client, part []rpc.BatchElem) error {
	if len(part) == 1 {
		e := part[0]
		return c.CallContext(ctx, e.Result, e.Method, e.Args...)
	}
	for i := range part {
		part[i].Error = nil
	}
	if err := c.BatchCallContext(ctx, part); err != nil {
		return err
	}
	for _, e := range part {
		if e.Error != nil {
			return e.Error
		}
	}
	return nil
}

// isBatchRefused tells whether an endpoint takes fewer requests at once, or none
// but one: it answers with something that is no batch, or leaves some out.
func isBatchRefused(err error) bool {
	var status rpc.HTTPError
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return false
	case errors.Is(err, rpc.ErrMissingBatchResponse) || errors.As(err, &syntax) || errors.As(err, &kind):
		return true
	case errors.As(err, &status):
		return status.StatusCode == 400 || status.StatusCode == 413
	}
	return strings.Contains(strings.ToLower(err.Error()), "batch")
}
