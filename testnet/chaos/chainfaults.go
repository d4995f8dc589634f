package chaos

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

func chainFaults(confirmations uint64) []Fault {
	out := []Fault{
		{Kind: "evicted-transactions", About: "the pool drops the operator's transactions", Needs: []Need{NeedPool}, Short: true, Apply: evict},
		{Kind: "silence", About: "no block is mined for a while", Short: true, Apply: silence},
		{Kind: "fee-spike", About: "the base fee is multiplied by 50", Needs: []Need{NeedBaseFee}, Short: true, Apply: spike},
	}
	for depth := uint64(1); depth <= confirmations; depth++ {
		out = append(out, Fault{
			Kind: fmt.Sprintf("reorg-%d", depth), About: fmt.Sprintf("the last %d blocks are replaced by others, without their transactions", depth),
			Needs: []Need{NeedReorg}, Short: true,
			Apply: func(ctx context.Context, s *Scenario, c *Chain) (int, error) { return reorgs(ctx, s, c, depth) },
		})
	}
	return append(out, Fault{
		Kind: "reorg-too-deep", About: fmt.Sprintf("the last %d blocks are replaced: the chain must halt, and go on with a fresh store", confirmations+1),
		Needs: []Need{NeedReorg}, Short: true, Restarts: true, Apply: deepReorg,
	})
}

// evict drops what waits before each block, so that it is never mined.
func evict(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	dropped := 0
	drop := func(ctx context.Context, n Node) error {
		k, err := n.Evict(ctx, s.World.Operator())
		dropped += k
		return err
	}
	c.before(drop)
	defer c.before(nil)
	if err := s.while(ctx); err != nil {
		return 0, err
	}
	for end := time.Now().Add(s.Patience); time.Now().Before(end); {
		if n := 0; c.Alone(ctx, func(context.Context, Node) error { n = dropped; return nil }) == nil && n > 0 {
			return n, nil
		}
		if err := s.sleep(ctx, 50*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("chain %s: no transaction of the operator's waited", c.Name)
}

func silence(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	c.Quiet(true)
	defer c.Quiet(false)
	return 1, s.while(ctx)
}

// spikeFrom is the least base fee that is multiplied: on an empty chain it falls
// to a few wei.
var spikeFrom = big.NewInt(1e9)

// spike multiplies the base fee, and keeps it there for a while; then it falls
// by itself, an eighth per block.
func spike(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	head, err := c.Eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("chain %s: fetch the base fee: %w", c.Name, err)
	}
	fee := new(big.Int).Set(head.BaseFee)
	if fee.Cmp(spikeFrom) < 0 {
		fee.Set(spikeFrom)
	}
	fee.Mul(fee, big.NewInt(50))
	c.before(func(ctx context.Context, n Node) error { return n.SetBaseFee(ctx, fee) })
	defer c.before(nil)
	return 1, s.while(ctx)
}

// reorgs replaces the last blocks some times: by turns so that an outcome is
// among what is taken back, and at a random distance. Between two there are more
// blocks than are replaced, lest a commitment be taken back twice and miss its
// window.
func reorgs(ctx context.Context, s *Scenario, c *Chain, depth uint64) (int, error) {
	for i := range s.Repeat {
		random := 0
		if i%2 == 1 {
			random = s.intn(8)
		}
		if err := s.blocks(ctx, c, confirmations+1+random); err != nil {
			return i, err
		}
		if i%2 == 0 {
			if err := s.posting(ctx, c); err != nil {
				return i, err
			}
		}
		if err := c.reorg(ctx, depth); err != nil {
			return i, err
		}
	}
	return s.Repeat, nil
}

// posting waits until the operator's next transaction is in the head or right
// below it.
func (s *Scenario) posting(ctx context.Context, c *Chain) error {
	before, err := c.Eth.NonceAt(ctx, s.World.Operator(), nil)
	if err != nil {
		return fmt.Errorf("chain %s: ask for the operator's nonce: %w", c.Name, err)
	}
	for end := time.Now().Add(s.Patience); ; {
		now, err := c.Eth.NonceAt(ctx, s.World.Operator(), nil)
		switch {
		case err != nil:
			return fmt.Errorf("chain %s: ask for the operator's nonce: %w", c.Name, err)
		case now > before:
			return nil
		case time.Now().After(end):
			return fmt.Errorf("chain %s: the operator posted nothing within %s", c.Name, s.Patience)
		}
		if err := s.sleep(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

// reorg replaces the last blocks and makes sure that the first of them differs.
func (c *Chain) reorg(ctx context.Context, depth uint64) error {
	return c.Alone(ctx, func(ctx context.Context, n Node) error {
		head, err := c.Eth.BlockNumber(ctx)
		if err != nil {
			return err
		}
		first := head - depth + 1
		before, err := c.hash(ctx, first)
		if err != nil {
			return err
		}
		if err := n.Reorg(ctx, depth); err != nil {
			return fmt.Errorf("replace %d blocks: %w", depth, err)
		}
		after, err := c.hash(ctx, first)
		if err == nil && before == after {
			err = fmt.Errorf("replace %d blocks: block %d is the same", depth, first)
		}
		return err
	})
}

func (c *Chain) hash(ctx context.Context, n uint64) (common.Hash, error) {
	h, err := c.Eth.HeaderByNumber(ctx, number(n))
	if err != nil {
		return common.Hash{}, fmt.Errorf("fetch block %d: %w", n, err)
	}
	return h.Hash(), nil
}

// deepReorg takes back a block that was believed. The chain halts and says so;
// its sibling goes on; with a fresh store the daemon begins anew.
func deepReorg(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	// What is mined now is believed before it is taken back.
	c.Quiet(true)
	if err := s.sleep(ctx, time.Second); err != nil {
		return 0, err
	}
	err := c.reorg(ctx, s.World.Confirmations+1)
	c.Quiet(false)
	if err != nil {
		return 0, err
	}
	halt, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	err = s.Daemon.waitFor(halt, func(_ bool, why string) bool {
		return strings.Contains(why, c.Name) && strings.Contains(why, "halted") && strings.Contains(why, oracle.ErrReorg.Error())
	})
	if err != nil {
		return 0, fmt.Errorf("chain %s did not halt after %d blocks were replaced: %w", c.Name, s.World.Confirmations+1, err)
	}
	if err := s.posting(ctx, s.sibling(c)); err != nil {
		return 0, err
	}
	return 1, s.afresh()
}

// afresh starts the daemon anew with an empty store, as its runbook says.
func (s *Scenario) afresh() error {
	stopped := s.Daemon.Stop()
	if err := s.Store.Clear(); err != nil {
		return err
	}
	s.Daemon.Start()
	return stopped
}
