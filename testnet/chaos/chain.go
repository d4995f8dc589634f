package chaos

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"

	"oracled/oracle"
	"oracled/testnet"
)

// Chain is one chain of the scenario. This program mines it, a second of chain
// time per block, after the agents' transactions are in: windows are measured
// in blocks, and no agent misses one because the machine is busy.
type Chain struct {
	*testnet.WorldChain
	Eth     *ethclient.Client // straight at the node
	Node    Node
	Proxies []*Proxy
	agents  []*agent

	mu    sync.Mutex
	time  uint64 // of the head, or of the highest head there was
	feeds []*feed
	quiet bool                              // nothing is mined
	first func(context.Context, Node) error // done before each block; nil: nothing
}

func newChain(ctx context.Context, w *testnet.WorldChain) (*Chain, error) {
	eth, err := ethclient.DialContext(ctx, w.Anvil.Endpoint())
	if err != nil {
		return nil, fmt.Errorf("chain %s: connect to the node: %w", w.Name, err)
	}
	return &Chain{WorldChain: w, Eth: eth}, nil
}

// feed is a task with its rounds so far. Agents take part in rounds up to last.
type feed struct {
	oracle.Task
	last     uint64 // 0: no end yet
	begun    uint64 // rounds in which the agents have committed
	openings map[uint64][]opening
}

// rpcTimeout bounds one step of a chain; nothing stands between.
const rpcTimeout = 30 * time.Second

// Tick mines one block.
func (c *Chain) Tick(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.quiet {
		return nil
	}
	return c.tick(ctx)
}

func (c *Chain) tick(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, rpcTimeout)
	defer cancel()
	next := c.time + 1
	if err := c.resend(ctx); err != nil {
		return fmt.Errorf("chain %s: %w", c.Name, err)
	}
	for _, f := range c.feeds {
		if err := c.submit(ctx, f, next); err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
	}
	if c.first != nil {
		if err := c.first(ctx, c.Node); err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
	}
	if err := c.Node.Mine(ctx, next); err != nil {
		return fmt.Errorf("chain %s: %w", c.Name, err)
	}
	c.time = next
	return nil
}

// Now returns the chain time.
func (c *Chain) Now() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

// Quiet stops the mining, or lets it go on.
func (c *Chain) Quiet(q bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet = q
}

// before does something before each block from now on; nil: nothing.
func (c *Chain) before(do func(context.Context, Node) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.first = do
}

// Alone does something to the node between two blocks.
func (c *Chain) Alone(ctx context.Context, do func(context.Context, Node) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, rpcTimeout)
	defer cancel()
	if err := do(ctx, c.Node); err != nil {
		return fmt.Errorf("chain %s: %w", c.Name, err)
	}
	return nil
}

// Behave sets the behaviour of all of the chain's endpoints.
func (c *Chain) Behave(b Behaviour) {
	for _, p := range c.Proxies {
		p.Behave(b)
	}
}

// Met returns how many requests were altered so far.
func (c *Chain) Met() (n int) {
	for _, p := range c.Proxies {
		n += p.Met()
	}
	return n
}

// serve makes the agents take part in the rounds of some tasks.
func (c *Chain) serve(tasks []oracle.Task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.feeds = nil
	for _, t := range tasks {
		c.feeds = append(c.feeds, &feed{Task: t, openings: map[uint64][]opening{}})
	}
}

// conclude lets no further round begin once each feed has had so many, and
// returns the time at which the last one is closed.
func (c *Chain) conclude(rounds uint64) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	var end uint64
	for _, f := range c.feeds {
		f.last = max(f.begun, rounds)
		end = max(end, f.Windows(f.last).Deadline)
	}
	return end
}

// ref is a round of a task.
type ref struct {
	chain *Chain
	task  oracle.TaskID
	round uint64
}

// begun returns every round that the agents began.
func (c *Chain) begun() (out []ref) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.feeds {
		for round := uint64(1); round <= f.begun; round++ {
			out = append(out, ref{c, f.ID, round})
		}
	}
	return out
}

func (c *Chain) tasks() (out []oracle.Task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.feeds {
		out = append(out, f.Task)
	}
	return out
}

// postings counts, per round, the outcomes that the canonical chain accepted
// from a block on, up to the given number of blocks below its head.
func (c *Chain) postings(ctx context.Context, from, below uint64) (map[ref]int, error) {
	c.mu.Lock() // so that no block is replaced between the pages
	defer c.mu.Unlock()
	decoder, err := c.Decoder()
	if err != nil {
		return nil, err
	}
	head, err := c.Eth.BlockNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
	}
	if head < from+below {
		return nil, nil
	}
	logs, err := c.Eth.FilterLogs(ctx, ethereum.FilterQuery{FromBlock: number(from), ToBlock: number(head - below), Addresses: []common.Address{c.Hub.Address}})
	if err != nil {
		return nil, fmt.Errorf("chain %s: fetch the hub's logs: %w", c.Name, err)
	}
	out := map[ref]int{}
	for i := range logs {
		e, err := decoder.Decode(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("chain %s: %w", c.Name, err)
		}
		if p, ok := e.(oracle.BatchPosted); ok {
			for _, o := range p.Accepted {
				out[ref{c, oracle.TaskIDFromIndex(o.Index), uint64(o.Round)}]++
			}
		}
	}
	return out, nil
}

// run ticks until the context ends or a block cannot be mined.
func (c *Chain) run(ctx context.Context, pace func() time.Duration) error {
	for {
		began := time.Now()
		if err := c.Tick(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if err := oracle.Sleep(ctx, max(time.Millisecond, pace()-time.Since(began))); err != nil {
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		}
	}
}
