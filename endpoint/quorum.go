package endpoint

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// poll asks every endpoint of the chain, those in trouble too: whoever answers
// has a vote. take is given one answer after another until it is content; the
// ones after that are given to late. An endpoint in trouble is not waited for
// once the sound ones have answered, and the sound ones not for long once ready
// says that their answers would suffice.
func poll[T any](ctx context.Context, p *Pool, f func(context.Context, *ethclient.Client) (T, error), ready func() bool, take func(reply[T]) (content bool), late func(reply[T])) error {
	nodes, err := p.order()
	if err != nil {
		return err
	}
	sound := map[*node]bool{}
	for _, n := range nodes {
		if n.isSound() {
			sound[n] = true
		}
	}
	asking, cancel := context.WithTimeout(p.ctx, p.config.Timeout)
	answers := gather(asking, nodes, f)
	left := len(nodes)
	defer func() {
		p.wg.Go(func() {
			defer cancel()
			for range left {
				late(<-answers)
			}
		})
	}()
	var hurry <-chan time.Time
	for left > 0 {
		select {
		case a := <-answers:
			left--
			delete(sound, a.node)
			if take(a) {
				return nil
			}
			if ready() {
				if len(sound) == 0 {
					return nil
				}
				if hurry == nil {
					hurry = time.After(straggling)
				}
			}
		case <-hurry:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// excluded says why endpoints were not asked.
func (p *Pool) excluded() (out []error) {
	for _, n := range p.nodes {
		n.mu.Lock()
		if n.excluded != nil {
			out = append(out, fmt.Errorf("%s: %v", n.name, n.excluded)) // one endpoint's; the chain is not another
		}
		n.mu.Unlock()
	}
	return out
}

// Reached returns the highest block that so many endpoints have reached, by
// their latest, safe or finalized header: a single one cannot make a block look
// more confirmed than it is.
func (p *Pool) Reached(ctx context.Context, tag rpc.BlockNumber, quorum int) (uint64, error) {
	var heads []uint64
	var failures []error
	err := poll(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Header, error) {
		return c.HeaderByNumber(ctx, big.NewInt(tag.Int64()))
	}, func() bool { return len(heads) >= quorum }, func(a reply[*types.Header]) bool {
		switch {
		case a.err != nil:
			failures = append(failures, fmt.Errorf("%s: %w", a.node.name, a.err))
		case a.value.Number.IsUint64():
			if tag == rpc.LatestBlockNumber {
				a.node.saw(a.value)
			}
			heads = append(heads, a.value.Number.Uint64())
		}
		return false
	}, func(reply[*types.Header]) {})
	if err != nil {
		return 0, err
	}
	if len(heads) < quorum {
		failures = append(failures, p.excluded()...)
		return 0, fmt.Errorf("%d of %d endpoints tell their %s block, chains.%s.agreement is %d: %w", len(heads), len(p.nodes), tag, p.config.Chain, quorum, errors.Join(failures...))
	}
	slices.Sort(heads)
	return heads[len(heads)-quorum], nil
}

// Agreed returns the header of a block on which so many endpoints agree, all of
// it, by its hash. Endpoints that say otherwise are blamed; those that do not
// have the block have no say.
func (p *Pool) Agreed(ctx context.Context, number uint64, quorum int) (*types.Header, error) {
	votes := map[common.Hash][]reply[*types.Header]{}
	var said []reply[*types.Header]
	most := func() (best common.Hash, n, second int) {
		for hash, v := range votes {
			switch {
			case len(v) > n:
				best, n, second = hash, len(v), n
			case len(v) > second:
				second = len(v)
			}
		}
		return best, n, second
	}
	// Blame waits for the verdict, and late votes wait for it too.
	verdict := make(chan common.Hash, 1)
	judge := func(a reply[*types.Header], right common.Hash) {
		if right != (common.Hash{}) && a.err == nil && a.value.Hash() != right {
			a.node.Blame(fmt.Errorf("block %d is %s at this endpoint and %s at %d others", number, a.value.Hash(), right, quorum))
		}
	}
	var right common.Hash
	known := false
	err := poll(ctx, p, func(ctx context.Context, c *ethclient.Client) (*types.Header, error) {
		h, err := c.HeaderByNumber(ctx, new(big.Int).SetUint64(number))
		if err == nil && (!h.Number.IsUint64() || h.Number.Uint64() != number) {
			err = fmt.Errorf("asked for block %d, the endpoint answered with block %s", number, h.Number)
		}
		return h, err
	}, func() bool { _, n, _ := most(); return n >= quorum }, func(a reply[*types.Header]) bool {
		said = append(said, a)
		if a.err == nil {
			votes[a.value.Hash()] = append(votes[a.value.Hash()], a)
		}
		_, n, _ := most()
		return n >= quorum && len(p.nodes)-n < quorum // no other header can have as many
	}, func(a reply[*types.Header]) {
		if !known {
			right, known = <-verdict, true
		}
		judge(a, right)
	})
	best, n, second := most()
	if err != nil || n < quorum || second >= quorum {
		verdict <- common.Hash{}
	} else {
		verdict <- best
	}
	switch {
	case err != nil:
		return nil, err
	case second >= quorum:
		return nil, fmt.Errorf("block %d: %d endpoints say one thing and %d another; set chains.%s.agreement above half of the endpoints", number, n, second, p.config.Chain)
	case n < quorum:
		return nil, fmt.Errorf("block %d: %d of %d endpoints agree, chains.%s.agreement is %d: %w", number, n, len(p.nodes), p.config.Chain, quorum, disagreement(said))
	}
	for _, a := range said {
		judge(a, best)
	}
	return votes[best][0].value, nil
}

// disagreement tells what each endpoint said.
func disagreement[T interface{ Hash() common.Hash }](said []reply[T]) error {
	var all []error
	for _, a := range said {
		switch {
		case errors.Is(a.err, ethereum.NotFound):
			all = append(all, fmt.Errorf("%s does not have it", a.node.name))
		case a.err != nil:
			all = append(all, fmt.Errorf("%s: %w", a.node.name, a.err))
		default:
			all = append(all, fmt.Errorf("%s says %s", a.node.name, a.value.Hash()))
		}
	}
	return errors.Join(all...)
}
