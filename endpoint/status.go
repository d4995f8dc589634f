package endpoint

import (
	"maps"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
)

// State is how an endpoint fares, in a word.
type State string

// The states of an endpoint.
const (
	StateOK       State = "ok"
	StateFailing  State = "failing"  // does not answer, or not well; tried again after a while
	StateLagging  State = "lagging"  // its head is behind the others'
	StateDemoted  State = "demoted"  // has answered something wrong; not preferred for a while
	StateExcluded State = "excluded" // of another chain; asked nothing until it proves otherwise
)

// Status is the state of one endpoint at one time.
type Status struct {
	Name      string // without path and query, which may hold a key
	Preferred bool   // asked first
	State     State
	Head      uint64        // last head that it told, 0: none
	Lag       float64       // blocks behind the others, smoothed
	Latency   time.Duration // of short requests, smoothed
	ErrorRate float64       // share of requests that fail, smoothed
	Score     time.Duration // the delay to be expected of it; less is better
	LastError error         // nil: none yet
	Faults    map[Fault]uint64
	Reorgs    uint64 // how often it replaced a block that it had told of
	Deepest   uint64 // of them, in blocks; at least, since not every head is seen
}

// Status returns the state of every endpoint, in the order of the configuration.
func (p *Pool) Status() []Status {
	p.mu.Lock()
	best := p.best
	p.mu.Unlock()
	out := make([]Status, len(p.nodes))
	for i, n := range p.nodes {
		n.mu.Lock()
		out[i] = n.status()
		n.mu.Unlock()
		out[i].Preferred = n == best
	}
	return out
}

// status is the node's Status; n.mu is held.
func (n *node) status() Status {
	s := Status{
		Name: n.name, State: StateOK, Head: n.head, Lag: n.lag, Latency: n.latency, ErrorRate: n.errorRate,
		Score: n.cost(), LastError: n.lastError, Faults: maps.Clone(n.faults), Reorgs: n.branch.reorgs, Deepest: n.branch.deepest,
	}
	waiting := time.Now().Before(n.until)
	switch {
	case n.excluded != nil:
		s.State, s.LastError = StateExcluded, n.excluded
	case n.failures > 0 || !n.verified:
		s.State = StateFailing
	case waiting && n.lies > 0:
		s.State = StateDemoted
	case n.lag >= 1:
		s.State = StateLagging
	}
	return s
}

// Notify makes f hear of every endpoint that is in trouble now or later, once
// for each trouble, and again when it is well. f must return at once.
func (p *Pool) Notify(f func(Status)) {
	p.mu.Lock()
	p.notify = f
	p.mu.Unlock()
	for _, n := range p.nodes {
		p.tell(n)
	}
}

// remarkable is how many failures in a row are worth a word: single ones happen.
const remarkable = 3

// tell tells the owner when an endpoint's trouble begins or ends.
func (p *Pool) tell(n *node) {
	p.mu.Lock()
	f := p.notify
	p.mu.Unlock()
	if f == nil {
		return
	}
	n.mu.Lock()
	s := n.status()
	bad := s.State == StateExcluded || s.State == StateDemoted || s.State == StateFailing && (n.client == nil || n.failures >= remarkable)
	change := bad != n.said && (bad || s.State == StateOK)
	if change {
		n.said = bad
	}
	n.mu.Unlock()
	if change {
		f(s)
	}
}

// Client returns the connection to the preferred endpoint, for what a
// development node has methods of its own for.
func (p *Pool) Client() *rpc.Client {
	nodes, err := p.order()
	if err != nil {
		return nil
	}
	for _, n := range nodes {
		n.mu.Lock()
		c := n.client
		n.mu.Unlock()
		if c != nil {
			return c.Client()
		}
	}
	return nil
}
