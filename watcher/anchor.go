package watcher

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/oracle"
)

// header returns the header of a confirmed block, from the endpoints that must
// agree on it or from the first that has it.
func (f *Follower) header(ctx context.Context, number *big.Int) (*types.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	if f.Config.Agreement > 1 {
		return f.Backend.Agreed(ctx, number.Uint64(), f.Config.Agreement)
	}
	views, err := f.Backend.Views()
	if err != nil {
		return nil, err
	}
	var failures []error
	for _, v := range views {
		r, err := v.Read(ctx, endpoint.Request{Headers: []rpc.BlockNumber{rpc.BlockNumber(number.Int64())}})
		switch {
		case err != nil:
			failures = append(failures, err)
		case r.Headers[0] == nil:
			failures = append(failures, fmt.Errorf("%s does not have the block", v.Name()))
		default:
			return r.Headers[0], nil
		}
	}
	return nil, joined(failures)
}

// FirstBlockAt returns the first confirmed block whose timestamp is at or past
// the given one. It fails when no such block has been emitted yet.
func (f *Follower) FirstBlockAt(ctx context.Context, timestamp uint64) (oracle.Anchor, error) {
	last := f.last.Load()
	if last == nil || last.Time < timestamp {
		return oracle.Anchor{}, fmt.Errorf("no confirmed block at or past time %d yet", timestamp)
	}
	return FirstBlockAt(ctx, f.header, *last, timestamp)
}

// FirstBlockAt searches at or below last, which is at or past the timestamp,
// for the first block at or past it: galloping back, then bisecting.
func FirstBlockAt(ctx context.Context, header func(context.Context, *big.Int) (*types.Header, error), last oracle.Anchor, timestamp uint64) (oracle.Anchor, error) {
	at := func(number uint64) (oracle.Anchor, error) {
		h, err := header(ctx, new(big.Int).SetUint64(number))
		if err != nil {
			return oracle.Anchor{}, fmt.Errorf("fetch block %d: %w", number, err)
		}
		return oracle.Anchor{Number: number, Hash: h.Hash(), Time: h.Time}, nil
	}
	first := last
	low := uint64(0) // every block below low is before the timestamp
	for step := uint64(1); first.Number > 0; step *= 2 {
		b, err := at(first.Number - min(step, first.Number))
		if err != nil {
			return oracle.Anchor{}, err
		}
		if b.Time < timestamp {
			low = b.Number + 1
			break
		}
		first = b
	}
	for low < first.Number {
		b, err := at(low + (first.Number-low)/2)
		if err != nil {
			return oracle.Anchor{}, err
		}
		if b.Time < timestamp {
			low = b.Number + 1
		} else {
			first = b
		}
	}
	return first, nil
}
