package endpoint

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/oracle"
)

// node is one endpoint. Its health is guarded by mu.
type node struct {
	pool *Pool
	name string // without path and query
	url  string
	busy chan struct{} // holds a token while nobody connects

	mu       sync.Mutex
	client   *ethclient.Client // nil until the first contact
	verified bool              // the connection leads to the right chain; lost with the connection
	excluded error             // that it serves another chain; it is asked nothing else until it proves otherwise
	exiles   int               // how often it was found to
	health
}

// health is what is known of how well an endpoint serves.
type health struct {
	errorRate float64       // moving average of failures, 0 to 1
	latency   time.Duration // moving average of short requests
	head      uint64        // last head that it told
	branch    branch        // the end of the chain, by the heads that it told
	lag       float64       // moving average of blocks behind the others
	failures  int           // in a row
	lies      int           // answers that were wrong, in total
	until     time.Time     // not preferred before
	lastError error
	faults    map[Fault]uint64
	batch     int  // requests that it takes at once
	said      bool // its owner was told that it fails
}

// Weights of the score, which is the delay to be expected of an endpoint.
const (
	errorWeight = time.Minute      // of one that always fails
	mostLag     = 30 * time.Second // a liar's head makes honest ones look late; that must weigh less
	smoothing   = 0.2              // of the moving averages
	firstWait   = time.Second      // of the back-off after a failure
	mostWait    = 30 * time.Second
	lieWait     = time.Minute // of the back-off after a wrong answer
	mostLieWait = time.Hour
	mostBatch   = 100 // requests; what common providers take
)

func newNode(p *Pool, name, address string) *node {
	n := &node{pool: p, name: name, url: address, busy: make(chan struct{}, 1)}
	n.faults, n.batch = map[Fault]uint64{}, mostBatch
	n.busy <- struct{}{}
	return n
}

// sound tells whether an endpoint is as good as any to ask; n.mu is held.
func (n *node) sound(now time.Time) bool {
	return n.client != nil && n.verified && !now.Before(n.until)
}

func (n *node) isSound() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.excluded == nil && n.sound(time.Now())
}

// cost is the expected delay of an endpoint; n.mu is held.
func (n *node) cost() time.Duration {
	late := min(time.Duration(n.lag*float64(n.pool.config.BlockTime)), mostLag)
	return n.latency + late + time.Duration(n.errorRate*float64(errorWeight))
}

// identity is which chain an endpoint serves.
type identity struct {
	chain   *big.Int
	genesis common.Hash // zero when it has no block 0
}

func (i identity) isChain(id uint64) bool { return i.chain.IsUint64() && i.chain.Uint64() == id }

// dial connects, if it has not, and asks which chain there is.
func (n *node) dial(ctx context.Context) (identity, error) {
	n.mu.Lock()
	c := n.client
	n.mu.Unlock()
	if c == nil {
		raw, err := rpc.DialOptions(ctx, n.url, rpc.WithHTTPClient(&http.Client{Transport: bounded{http.DefaultTransport}}))
		if err != nil {
			return identity{}, public(err)
		}
		c = ethclient.NewClient(raw)
		n.mu.Lock()
		n.client = c
		n.mu.Unlock()
	}
	id, err := c.ChainID(ctx)
	if err != nil {
		return identity{}, public(err)
	}
	h, err := c.HeaderByNumber(ctx, new(big.Int))
	switch {
	case err == nil:
		return identity{id, h.Hash()}, nil
	case errors.Is(err, ethereum.NotFound) || errors.As(err, new(rpc.Error)):
		return identity{chain: id}, nil // it answers, and has no block so old
	}
	return identity{}, public(err)
}

// admit refuses an endpoint of another chain. It may prove itself again after a
// while, each time a longer one: whoever mends a wrong address behind a proxy
// should not have to restart every daemon.
func (n *node) admit(i identity) error {
	p := n.pool
	p.mu.Lock()
	if p.genesis == (common.Hash{}) && i.isChain(p.config.ChainID) {
		p.genesis = i.genesis
	}
	genesis := p.genesis
	p.mu.Unlock()
	var err error
	switch {
	case !i.isChain(p.config.ChainID):
		err = fmt.Errorf("the endpoint serves chain id %s, chains.%s.chainId is %d: %w", i.chain, p.config.Chain, p.config.ChainID, oracle.ErrWrongChain)
	case i.genesis != (common.Hash{}) && i.genesis != genesis:
		err = fmt.Errorf("the endpoint's block 0 is %s, of the chain that was met first it is %s; if a development chain was begun anew, remove the store and restart: %w", i.genesis, genesis, oracle.ErrWrongChain)
	}
	n.mu.Lock()
	n.verified, n.excluded = err == nil, err
	if err != nil {
		n.lastError = err
		n.exiles++
		n.postpone(backoff(n.pool.config.Exile, mostExile, n.exiles))
	}
	n.mu.Unlock()
	if err != nil {
		p.tell(n)
	}
	return err
}

// prove lets an excluded endpoint say again which chain it serves.
func (n *node) prove(ctx context.Context) {
	select {
	case <-n.busy:
		defer func() { n.busy <- struct{}{} }()
	case <-ctx.Done():
		return
	}
	i, err := n.dial(ctx)
	if err != nil {
		n.mu.Lock()
		n.postpone(backoff(n.pool.config.Exile, mostExile, n.exiles))
		n.mu.Unlock()
		return
	}
	if n.admit(i) == nil {
		n.pool.tell(n)
	}
}

// connect returns a connection that is known to lead to the right chain.
func (n *node) connect(ctx context.Context) (*ethclient.Client, error) {
	ready := func() (*ethclient.Client, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.excluded != nil {
			return nil, n.excluded
		}
		if n.verified {
			return n.client, nil
		}
		return nil, nil
	}
	if c, err := ready(); c != nil || err != nil {
		return c, err
	}
	select {
	case <-n.busy:
		defer func() { n.busy <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c, err := ready(); c != nil || err != nil {
		return c, err
	}
	i, err := n.dial(ctx)
	if err != nil {
		return nil, err
	}
	if err := n.admit(i); err != nil {
		return nil, err
	}
	return ready()
}

// do asks the endpoint and notes how it went.
func (n *node) do(ctx context.Context, f func(context.Context, *ethclient.Client) error) error {
	return n.ask(ctx, false, f)
}

// ask is do; the latency of a short request is noted.
func (n *node) ask(ctx context.Context, short bool, f func(context.Context, *ethclient.Client) error) error {
	c, err := n.connect(ctx)
	began := time.Now()
	if err == nil {
		err = public(f(ctx, c))
	}
	took := time.Duration(0)
	if short && err == nil {
		took = time.Since(began)
	}
	n.record(ctx, took, err)
	return err
}

// record notes the outcome of a request, and its latency if it is not 0.
func (n *node) record(ctx context.Context, took time.Duration, err error) {
	if errors.Is(err, context.Canceled) || errors.Is(ctx.Err(), context.Canceled) {
		return // somebody else's decision says nothing of the endpoint
	}
	n.mu.Lock()
	if took > 0 {
		if n.latency == 0 {
			n.latency = took
		}
		n.latency += time.Duration(smoothing * float64(took-n.latency))
	}
	switch {
	case n.excluded != nil:
	case err == nil || isAnswer(err) || errors.Is(err, ethereum.NotFound) || IsTooLarge(err) && !errors.Is(err, context.DeadlineExceeded):
		n.errorRate -= smoothing * n.errorRate
		n.failures = 0
	default:
		kind := FaultError
		if errors.Is(err, context.DeadlineExceeded) {
			kind = FaultTimeout
		}
		n.faults[kind]++
		n.errorRate += smoothing * (1 - n.errorRate)
		n.failures++
		n.lastError = err
		n.postpone(backoff(firstWait, mostWait, n.failures))
		if !errors.As(err, new(rpc.Error)) {
			// Whoever answers at this address next has to prove itself again.
			n.verified = false
		}
	}
	n.mu.Unlock()
	n.pool.tell(n)
}

// blame notes that an endpoint's answer was wrong: it is not preferred for a
// while, which grows with every further lie.
func (n *node) blame(kind Fault, err error) {
	n.mu.Lock()
	n.faults[kind]++
	n.lies++
	n.errorRate = 1
	n.lastError = err
	n.postpone(backoff(lieWait, mostLieWait, n.lies))
	n.mu.Unlock()
	n.pool.tell(n)
}

// postpone keeps an endpoint from being preferred for a while; n.mu is held.
func (n *node) postpone(wait time.Duration) {
	if until := time.Now().Add(wait); until.After(n.until) {
		n.until = until
	}
}

// backoff doubles from first to most.
func backoff(first, most time.Duration, times int) time.Duration {
	return min(most, first<<min(times-1, 16))
}

// saw notes a head that the endpoint told; its number is one of 64 bits.
func (n *node) saw(h *types.Header) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.head = h.Number.Uint64()
	n.branch.saw(h)
}

func (n *node) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.client != nil {
		n.client.Close()
	}
}

// public removes the address, which may hold a key, from a transport's error.
func public(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
