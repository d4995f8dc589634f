// Package endpoint makes one dependable connection to a chain out of several
// JSON-RPC endpoints: it scores them, prefers the best, fails over request by
// request, connects lost ones again and refuses those of another chain.
package endpoint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"

	"oracled/oracle"
)

// Config says which endpoints serve a chain. Zero durations have defaults.
type Config struct {
	Chain     string        // its name in the configuration, for messages
	URLs      []string      // ws://, wss://, http:// or https://, the first being preferred between equals
	ChainID   uint64        // endpoints of another chain are refused
	BlockTime time.Duration // expected; a block of lag weighs as much as that latency
	Timeout   time.Duration // of one request to one endpoint
	Probe     time.Duration // between looks at every endpoint's head; with one endpoint nothing is probed
	Exile     time.Duration // until an endpoint of another chain is asked again which it serves; doubles each time, up to mostExile
}

// Defaults of a Config.
const (
	defaultBlockTime = 12 * time.Second
	defaultTimeout   = 20 * time.Second
	leastProbe       = time.Second
	mostProbe        = 15 * time.Second
	defaultExile     = 15 * time.Second
	mostExile        = 15 * time.Minute
)

func (c Config) withDefaults() Config {
	if c.BlockTime <= 0 {
		c.BlockTime = defaultBlockTime
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Probe <= 0 {
		c.Probe = min(max(c.BlockTime, leastProbe), mostProbe)
	}
	if c.Exile <= 0 {
		c.Exile = defaultExile
	}
	return c
}

// Pool is the endpoints of one chain as one. It is safe for concurrent use and
// has the methods of ethclient.Client that this program needs.
type Pool struct {
	config Config
	nodes  []*node
	ctx    context.Context // of everything that outlives a call; Close ends it
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	best    *node
	genesis common.Hash // of block 0, zero while no endpoint has told it
	notify  func(Status)
}

// Dial connects to every endpoint and checks that they serve the same chain. An
// endpoint that does not answer is no error as long as another does. The pool
// must be closed.
func Dial(ctx context.Context, cfg Config) (*Pool, error) {
	cfg = cfg.withDefaults()
	if len(cfg.URLs) == 0 {
		return nil, fmt.Errorf("chain %s: no endpoint; set chains.%s.endpoint", cfg.Chain, cfg.Chain)
	}
	p := &Pool{config: cfg}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	names := map[string]int{}
	for _, u := range cfg.URLs {
		name := publicName(u)
		if names[name]++; names[name] > 1 {
			name = fmt.Sprintf("%s#%d", name, names[name])
		}
		p.nodes = append(p.nodes, newNode(p, name, u))
	}
	if err := p.meet(ctx); err != nil {
		p.Close()
		return nil, err
	}
	if len(p.nodes) > 1 {
		p.wg.Go(p.probe)
	}
	return p, nil
}

// meet makes the first contact with every endpoint. Block 0 is what most of
// those say that answer; between equals the earlier in the list is right.
func (p *Pool) meet(ctx context.Context) error {
	found := make([]identity, len(p.nodes))
	failed := make([]error, len(p.nodes))
	var wg sync.WaitGroup
	for i, n := range p.nodes {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, p.config.Timeout)
			defer cancel()
			found[i], failed[i] = n.dial(ctx)
		})
	}
	wg.Wait()
	votes := map[common.Hash]int{}
	for i := range found {
		if failed[i] == nil && found[i].isChain(p.config.ChainID) && found[i].genesis != (common.Hash{}) {
			votes[found[i].genesis]++
		}
	}
	for i := range found {
		if votes[found[i].genesis] > votes[p.genesis] {
			p.genesis = found[i].genesis
		}
	}
	alive := false
	for i, n := range p.nodes {
		if failed[i] == nil {
			failed[i] = n.admit(found[i])
		} else {
			n.record(ctx, 0, failed[i])
		}
		alive = alive || failed[i] == nil
	}
	if alive {
		return nil
	}
	for i, err := range failed {
		if !errors.Is(err, oracle.ErrWrongChain) {
			key := "endpoint"
			if len(failed) > 1 {
				key = "endpoint and chains." + p.config.Chain + ".fallbacks"
			}
			return fmt.Errorf("chain %s: %s does not answer (%w); is the node running, and chains.%s.%s right?", p.config.Chain, p.nodes[i].name, err, p.config.Chain, key)
		}
	}
	return fmt.Errorf("chain %s: %w", p.config.Chain, failed[0])
}

// publicName names an endpoint without its path, query and user, which may hold
// a key.
func publicName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "its endpoint"
	}
	return u.Scheme + "://" + u.Host
}

// Close ends every connection and what goes on in the background.
func (p *Pool) Close() {
	p.cancel()
	p.wg.Wait()
	for _, n := range p.nodes {
		n.close()
	}
}

// order returns the endpoints to ask, the preferred one first. Those that fail
// come last and are wanted only when all others have failed; those of another
// chain are left out, and it is an error if there are no others.
func (p *Pool) order() ([]*node, error) {
	type ranked struct {
		*node
		sound bool
		cost  time.Duration
	}
	var list []ranked
	var refused error
	now := time.Now()
	for _, n := range p.nodes {
		n.mu.Lock()
		if n.excluded == nil {
			list = append(list, ranked{n, n.sound(now), n.cost()})
		} else {
			refused = n.excluded
		}
		n.mu.Unlock()
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("chain %s: no endpoint is left: %w", p.config.Chain, refused)
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		if a.sound != b.sound {
			if a.sound {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.cost, b.cost)
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	// The preferred one stays unless another is clearly better: caches, nonces
	// and logs of one endpoint fit each other.
	for i, r := range list {
		if r.node == p.best && (r.sound || !list[0].sound) && r.cost <= 2*list[0].cost+hysteresis {
			list = slices.Insert(slices.Delete(list, i, i+1), 0, r)
			break
		}
	}
	p.best = list[0].node
	nodes := make([]*node, len(list))
	for i, r := range list {
		nodes[i] = r.node
	}
	return nodes, nil
}

// hysteresis is by how much another endpoint must be better to be preferred.
const hysteresis = 100 * time.Millisecond

// patience bounds one of so many tries that are left before ctx ends.
func (p *Pool) patience(ctx context.Context, tries int) (context.Context, context.CancelFunc) {
	timeout := p.config.Timeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = min(timeout, time.Until(deadline)/time.Duration(tries))
	}
	return context.WithTimeout(ctx, timeout)
}

// call asks one endpoint after another until one answers. What the chain itself
// says, such as a revert, is an answer. That something does not exist is one
// only when every sound endpoint says so: the others may lag.
func call[T any](ctx context.Context, p *Pool, f func(context.Context, *ethclient.Client) (T, error)) (T, error) {
	var zero T
	nodes, err := p.order()
	if err != nil {
		return zero, err
	}
	var failures []error
	missing := false
	for i, n := range nodes {
		if missing && !n.isSound() {
			continue
		}
		var out T
		try, cancel := p.patience(ctx, len(nodes)-i)
		err := n.do(try, func(ctx context.Context, c *ethclient.Client) (err error) {
			out, err = f(ctx, c)
			return err
		})
		cancel()
		switch {
		case err == nil:
			return out, nil
		case ctx.Err() != nil:
			return zero, err
		case errors.Is(err, ethereum.NotFound):
			missing = true
		case isAnswer(err):
			return zero, err
		default:
			failures = append(failures, p.named(n, err))
		}
	}
	if missing {
		return zero, ethereum.NotFound
	}
	return zero, errors.Join(failures...)
}

// named tells which endpoint failed, where there are several.
func (p *Pool) named(n *node, err error) error {
	if len(p.nodes) == 1 {
		return err
	}
	return fmt.Errorf("%s: %w", n.name, err)
}
