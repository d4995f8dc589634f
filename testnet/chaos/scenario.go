// Package chaos runs a scenario on real chains while everything around it goes
// wrong: endpoints behind a proxy that misbehaves, chains that reorganise, a
// daemon that is killed, a disk that is full. After each fault it compares what
// the chains hold with what they must hold.
package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"oracled/config"
	"oracled/oracle"
	"oracled/testnet"
)

// Options say how a scenario runs.
type Options struct {
	Root   string // of the repository
	Dir    string // for configuration, keys and logs; emptied at the start
	Binary string // of oracled
	Seed   uint64
	Rounds uint64        // of each task that a fault lasts for at least
	Hold   time.Duration // how long a fault lasts
	Repeat int           // how often a short fault comes
	Pace   time.Duration // between blocks
	// Patience bounds how long something that must happen may take.
	Patience time.Duration
	// Bound is how many blocks after a fault, and after the last round closed,
	// everything must be on the chain.
	Bound uint64
	// Geth is the binary of geth to run instead of Anvil, "" for Anvil.
	Geth string
	Say  func(format string, args ...any)
}

// The world of the scenario.
const (
	agents        = 5
	confirmations = 3
	endpoints     = 3 // of a chain, if the daemon takes several
)

// Scenario is two chains, an operator and agents, under this program's control.
type Scenario struct {
	Options
	World  *testnet.World
	Chains []*Chain
	Daemon *Daemon
	Store  *Disk

	mu     sync.Mutex
	random *rand.Rand
	pace   atomic.Int64
	audits sync.WaitGroup
}

// Confirmations is the depth at which the operator believes a block.
const Confirmations = confirmations

// Supports tells whether the daemon has a configuration key of a chain, such as
// agreement.
func Supports(key string) bool {
	var has func(t reflect.Type) bool
	has = func(t reflect.Type) bool {
		for i := range t.NumField() {
			f := t.Field(i)
			if name, _, _ := strings.Cut(f.Tag.Get("koanf"), ","); name == key || f.Anonymous && has(f.Type) {
				return true
			}
		}
		return false
	}
	return has(reflect.TypeFor[config.Chain]())
}

// New starts chains, proxies, contracts and the operator.
func New(ctx context.Context, o Options) (s *Scenario, err error) {
	s = &Scenario{Options: o, random: rand.New(rand.NewPCG(o.Seed, 2))}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	roles := make([]testnet.Role, agents)
	for i := range roles {
		roles[i] = testnet.Honest
	}
	w := testnet.Options{
		Root: o.Root, Dir: o.Dir, Binary: o.Binary, Roles: roles, Operators: 4, Threshold: 3, Confirmations: confirmations,
		Chains: []testnet.AnvilOptions{{Name: "socket", ChainID: 41001}, {Name: "http", ChainID: 41002}},
		Entry:  s.entry,
	}
	nodes := newGeths(o.Geth)
	defer nodes.close()
	if o.Geth != "" {
		w.Start = nodes.start
	}
	if s.World, err = testnet.NewWorld(ctx, w); err != nil {
		return s, err
	}
	for i, c := range s.World.Chains {
		// The transactions of the set-up wait for blocks of milliseconds.
		c.Chain.Config.PollInterval = 20 * time.Millisecond
		chain, err := newChain(ctx, c)
		if err != nil {
			return s, err
		}
		s.Chains = append(s.Chains, chain)
		if o.Geth != "" {
			chain.Node = nodes.take(chain)
		} else if chain.Node, err = takeAnvil(ctx, chain); err != nil {
			return s, err
		}
		if err := s.prepare(ctx, chain, o.Seed+uint64(i)); err != nil {
			return s, err
		}
	}
	if err := s.World.WriteOperator(); err != nil {
		return s, err
	}
	if s.Store, err = NewDisk(ctx); err != nil {
		return s, err
	}
	s.pace.Store(int64(o.Pace))
	s.Daemon = StartDaemon(s.World, filepath.Join(o.Dir, "logs", "daemon.log"), s.Store.Path())
	return s, s.writeAuditor()
}

// prepare puts proxies in front of a chain and learns what its agents have sent.
func (s *Scenario) prepare(ctx context.Context, c *Chain, seed uint64) error {
	n := 1
	if Supports("fallbacks") {
		n = endpoints
	}
	for i := range n {
		p, err := StartProxy(c.Anvil.Port, seed<<8+uint64(i))
		if err != nil {
			return err
		}
		c.Proxies = append(c.Proxies, p)
	}
	head, err := c.Eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
	}
	c.time = head.Time
	for _, a := range s.World.Agents {
		nonce, err := c.Eth.NonceAt(ctx, a.Account.Address(), nil)
		if err != nil {
			return fmt.Errorf("chain %s: ask for the nonce of agent %d: %w", c.Name, a.Number, err)
		}
		c.agents = append(c.agents, &agent{WorldAgent: a, nonce: nonce})
	}
	return nil
}

// entry is a chain's entry in the operator's configuration: the first chain is
// followed over WebSocket, with endpoints that are compared if the daemon can,
// the other by polling over HTTP, with endpoints that stand in for each other.
func (s *Scenario) entry(w *testnet.WorldChain) string {
	scheme, c := "http", s.chain(w)
	if c == s.Chains[0] {
		scheme = "ws"
	}
	var urls []string
	for _, p := range c.Proxies {
		urls = append(urls, scheme+"://"+p.Address())
	}
	y := fmt.Sprintf("    endpoint: %s\n    chainId: %d\n    hub: \"%s\"\n    startBlock: %d\n    confirmations: %d\n    blockTime: 1s\n    pollInterval: 100ms\n    post: {resubmitAfter: 2s}\n",
		urls[0], w.ChainID(), w.Hub.Address, w.Start, confirmations)
	if len(urls) > 1 {
		y += fmt.Sprintf("    fallbacks: [%s]\n", strings.Join(urls[1:], ", "))
	}
	if scheme == "ws" && Supports("agreement") {
		y += "    agreement: 2\n"
	}
	return y
}

func (s *Scenario) chain(w *testnet.WorldChain) *Chain {
	for _, c := range s.Chains {
		if c.WorldChain == w {
			return c
		}
	}
	return nil
}

// sibling returns another chain.
func (s *Scenario) sibling(c *Chain) *Chain {
	if s.Chains[0] == c {
		return s.Chains[1]
	}
	return s.Chains[0]
}

// auditor is the configuration with which outcomes are audited: straight at the
// nodes.
func (s *Scenario) auditor() string { return filepath.Join(s.Dir, "auditor.yaml") }

func (s *Scenario) writeAuditor() error {
	y := "chains:\n"
	for _, c := range s.Chains {
		y += fmt.Sprintf("  %s:\n    endpoint: %s\n    chainId: %d\n    hub: \"%s\"\n    startBlock: %d\n    blockTime: 1s\n",
			c.Name, c.Anvil.Endpoint(), c.ChainID(), c.Hub.Address, c.Start)
	}
	return os.WriteFile(s.auditor(), []byte(y), 0o644)
}

// Lacks returns what a fault needs and this scenario does not have.
func (s *Scenario) Lacks(f Fault) []Need {
	has := map[Need]bool{
		NeedAgreement: Supports("agreement"), NeedFallbacks: Supports("fallbacks"),
		NeedReorg: true, NeedPool: s.Geth == "", NeedBaseFee: s.Geth == "", NeedMounts: s.Store.Mounted,
	}
	var out []Need
	for _, n := range f.Needs {
		if !has[n] {
			out = append(out, n)
		}
	}
	return out
}

// Mining mines both chains while it does something.
func (s *Scenario) Mining(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range s.Chains {
		g.Go(func() error { return c.run(ctx, func() time.Duration { return time.Duration(s.pace.Load()) }) })
	}
	g.Go(func() error {
		defer cancel()
		return do(ctx)
	})
	return g.Wait()
}

// intn returns a random number below n.
func (s *Scenario) intn(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.random.IntN(n)
}

func (s *Scenario) sleep(ctx context.Context, d time.Duration) error { return oracle.Sleep(ctx, d) }

// while waits as long as a fault lasts.
func (s *Scenario) while(ctx context.Context) error { return s.sleep(ctx, s.Hold) }

// blocks waits for so many blocks of a chain.
func (s *Scenario) blocks(ctx context.Context, c *Chain, n int) error {
	return s.until(ctx, c, c.Now()+uint64(n))
}

// until waits for a chain time.
func (s *Scenario) until(ctx context.Context, c *Chain, timestamp uint64) error {
	for c.Now() < timestamp {
		if err := s.sleep(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// Close ends everything that the scenario started.
func (s *Scenario) Close() error {
	s.audits.Wait()
	var errs []error
	if s.Daemon != nil {
		errs = append(errs, s.Daemon.Close())
	}
	for _, c := range s.Chains {
		c.Eth.Close()
		for _, p := range c.Proxies {
			errs = append(errs, p.Close())
		}
	}
	if s.World != nil {
		errs = append(errs, s.World.Close())
	}
	if s.Store != nil {
		errs = append(errs, s.Store.Close())
	}
	return errors.Join(errs...)
}
