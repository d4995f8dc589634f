package chaos

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Fault is one kind of thing that goes wrong.
type Fault struct {
	Kind  string
	About string // what it does, for people
	Needs []Need
	Short bool // part of the short form
	// On is the chain that the fault must come over to be noticed.
	On Where
	// Restarts: the daemon that ends the fault is not the one that began it, so
	// it tells nothing of memory.
	Restarts bool
	// Apply brings the fault and takes it back, and returns how many it brought.
	Apply func(ctx context.Context, s *Scenario, c *Chain) (int, error)
}

// Where is a chain of the scenario.
type Where int

const (
	// Anywhere is either of them, by turns.
	Anywhere Where = iota
	// OnSocket is followed over WebSocket, with endpoints that are compared.
	OnSocket
	// OnHTTP is polled over HTTP, and its logs are taken at an endpoint's word.
	OnHTTP
)

// Need is what a fault cannot do without.
type Need string

const (
	// NeedAgreement: several endpoints, whose answers are compared. One alone
	// that omits a log cannot be caught.
	NeedAgreement Need = "chains.*.agreement"
	// NeedFallbacks: several endpoints, one after the other.
	NeedFallbacks Need = "chains.*.fallbacks"
	NeedReorg     Need = "a node that takes blocks back"
	NeedPool      Need = "a node that drops waiting transactions"
	NeedBaseFee   Need = "a node whose base fee can be set"
	NeedMounts    Need = "the right to mount a file system"
)

// Faults returns every kind for chains of a confirmation depth. kills is how
// often the daemon is killed.
func Faults(confirmations uint64, kills int) []Fault {
	out := endpointFaults()
	out = append(out, chainFaults(confirmations)...)
	return append(out, processFaults(kills)...)
}

// Kinds returns the names of faults.
func Kinds(faults []Fault) (out []string) {
	for _, f := range faults {
		out = append(out, f.Kind)
	}
	return out
}

// Select returns the faults of some kinds, in the order of the list.
func Select(faults []Fault, kinds []string) ([]Fault, error) {
	for _, k := range kinds {
		if !slices.Contains(Kinds(faults), k) {
			return nil, fmt.Errorf("no fault %q; there are %v", k, Kinds(faults))
		}
	}
	return slices.DeleteFunc(slices.Clone(faults), func(f Fault) bool { return !slices.Contains(kinds, f.Kind) }), nil
}

// behave is a fault that is a behaviour of a chain's endpoints for a while.
func behave(b Behaviour) func(context.Context, *Scenario, *Chain) (int, error) {
	return func(ctx context.Context, s *Scenario, c *Chain) (int, error) {
		met := c.Met()
		c.Behave(b)
		defer c.Behave(Behaviour{})
		if err := s.while(ctx); err != nil {
			return 0, err
		}
		return 1, s.mustMeet(c, met)
	}
}

// mustMeet makes sure that a fault was noticed by somebody: one that altered no
// request shows nothing.
func (s *Scenario) mustMeet(c *Chain, before int) error {
	if c.Met() == before {
		return fmt.Errorf("chain %s: the fault met no request", c.Name)
	}
	return nil
}

func endpointFaults() []Fault {
	return []Fault{
		{Kind: "rate-limit", About: "every request is answered with 429", Short: true, Apply: behave(Behaviour{Status: 429})},
		{Kind: "server-errors", About: "every request is answered with 503", Apply: behave(Behaviour{Status: 503})},
		{Kind: "rpc-errors", About: "one in two requests is answered with a JSON-RPC error", Short: true, Apply: behave(Behaviour{Code: -32603, Share: 0.5})},
		{Kind: "hang", About: "requests hang, then their connections end", Short: true, Apply: behave(Behaviour{Hang: true})},
		{Kind: "mute", About: "one in four requests is never answered", Apply: behave(Behaviour{Mute: true, Share: 0.25})},
		{Kind: "refuse", About: "connections are reset and none is accepted", Short: true, Apply: behave(Behaviour{Refuse: true})},
		{Kind: "cut", About: "connections are reset again and again", Apply: cut},
		{Kind: "slow", About: "every answer takes 300 ms longer", Apply: behave(Behaviour{Delay: 300 * time.Millisecond})},
		{Kind: "too-many-logs", About: "ranges of blocks with more than two logs are refused", Short: true, On: OnHTTP, Apply: tooMany},
		{Kind: "stale-heads", About: "the endpoint is five blocks behind", Short: true, Apply: behave(Behaviour{Lag: 5})},
		{Kind: "heads-duplicated", About: "each notification of a head comes twice", On: OnSocket, Apply: behave(Behaviour{DuplicateHeads: true})},
		{Kind: "heads-reordered", About: "notifications of heads come in pairs, the later first", On: OnSocket, Short: true, Apply: behave(Behaviour{ReorderHeads: true})},
		{Kind: "heads-dropped", About: "one in two notifications of a head is lost", On: OnSocket, Apply: behave(Behaviour{DropHeads: true})},
		{Kind: "swallowed-transactions", About: "transactions are acknowledged and not passed on", Short: true, Apply: swallowed},
		{Kind: "truncated-logs", About: "one endpoint omits the last log of each answer", Needs: []Need{NeedAgreement}, On: OnSocket, Short: true, Apply: one(Behaviour{LoseLogs: 1})},
		{Kind: "no-logs-near-head", About: "one endpoint has no logs of the last ten blocks", Needs: []Need{NeedAgreement}, On: OnSocket, Short: true, Apply: one(Behaviour{LagLogs: 10})},
		{Kind: "wrong-chain", About: "one endpoint's answers come from another chain", Needs: []Need{NeedAgreement}, On: OnSocket, Apply: otherChain},
		{Kind: "primary-down", About: "the endpoint that is asked most is down", Needs: []Need{NeedFallbacks}, Apply: one(Behaviour{Refuse: true})},
	}
}

// cut resets every connection four times a second.
func cut(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	end := time.Now().Add(s.Hold)
	n := 0
	for time.Now().Before(end) {
		for _, p := range c.Proxies {
			p.Cut()
		}
		n++
		if err := s.sleep(ctx, 250*time.Millisecond); err != nil {
			return n, err
		}
	}
	return n, nil
}

// swallowed goes on until a transaction was swallowed: an outcome is due soon.
func swallowed(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	return untilMet(ctx, s, c, Behaviour{SwallowTx: true})
}

// tooMany goes on until an answer was refused; to a client that asks for every
// block by itself there is nothing to refuse, so the endpoint falls behind first.
func tooMany(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	c.Behave(Behaviour{Refuse: true})
	defer c.Behave(Behaviour{})
	if err := s.sleep(ctx, s.Hold/2); err != nil {
		return 0, err
	}
	return untilMet(ctx, s, c, Behaviour{LogLimit: 2})
}

// untilMet behaves for a while, and longer until a request was altered.
func untilMet(ctx context.Context, s *Scenario, c *Chain, b Behaviour) (int, error) {
	met := c.Met()
	c.Behave(b)
	defer c.Behave(Behaviour{})
	if err := s.while(ctx); err != nil {
		return 0, err
	}
	for end := time.Now().Add(s.Patience); c.Met() == met && time.Now().Before(end); {
		if err := s.sleep(ctx, 50*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return c.Met() - met, s.mustMeet(c, met)
}

// busiest returns the endpoint that is asked most at present: a client may have
// turned from one that failed it before.
func (s *Scenario) busiest(ctx context.Context, c *Chain) (*Proxy, error) {
	before := make([]int, len(c.Proxies))
	for i, p := range c.Proxies {
		before[i] = p.Seen()
	}
	if err := s.sleep(ctx, time.Second/2); err != nil {
		return nil, err
	}
	best, most := c.Proxies[0], 0
	for i, p := range c.Proxies {
		if n := p.Seen() - before[i]; n > most {
			best, most = p, n
		}
	}
	return best, nil
}

// one is a behaviour of one endpoint, while the others serve. No client can
// tell who lies when all do.
func one(b Behaviour) func(context.Context, *Scenario, *Chain) (int, error) {
	return func(ctx context.Context, s *Scenario, c *Chain) (int, error) {
		p, err := s.busiest(ctx, c)
		if err != nil {
			return 0, err
		}
		met := c.Met()
		p.Behave(b)
		defer p.Behave(Behaviour{})
		if b.Port != 0 {
			p.Cut()
			defer p.Cut()
		}
		if err := s.while(ctx); err != nil {
			return 0, err
		}
		return 1, s.mustMeet(c, met)
	}
}

// otherChain puts the node of another chain behind one endpoint.
func otherChain(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	return one(Behaviour{Port: s.sibling(c).Anvil.Port})(ctx, s, c)
}
