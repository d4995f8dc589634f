package daemon

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	"oracled/scope"
)

// Status is what /status answers and `oracled status` prints.
type Status struct {
	Version  string         `json:"version"`
	Ready    bool           `json:"ready"` // as /readyz
	Stopping bool           `json:"stopping"`
	Uptime   Seconds        `json:"uptime"`
	Chains   []ChainStatus  `json:"chains"`           // sorted by name
	Peers    []PeerStatus   `json:"peers,omitempty"`  // the other operators, sorted by id
	Scopes   []scope.Status `json:"scopes,omitempty"` // tasks on several chains, sorted by id
}

// Seconds is a time span, a number of seconds in JSON.
type Seconds float64

// since returns how long ago t was, at now.
func since(now, t time.Time) Seconds {
	return Seconds(now.Sub(t).Round(100 * time.Millisecond).Seconds())
}

// ChainState is how a chain fares, in a word.
type ChainState string

// The states of a chain.
const (
	ChainConnecting ChainState = "connecting"  // no endpoint has answered yet
	ChainCatchingUp ChainState = "catching up" // reads the logs up to the head
	ChainLive       ChainState = "live"
	ChainHalted     ChainState = "halted" // broken for good; needs a person
)

// ChainStatus is the state of one chain. Nothing in it holds the path or query
// of an endpoint's address.
type ChainStatus struct {
	Name    string         `json:"name"`
	ChainID uint64         `json:"chainId"`
	Hub     common.Address `json:"hub"`
	State   ChainState     `json:"state"`
	Ready   bool           `json:"ready"`
	Reasons []string       `json:"reasons,omitempty"` // why it is not ready, sentences
	Halted  string         `json:"halted,omitempty"`  // why it is broken for good

	Head      uint64        `json:"head"`      // newest block of the endpoints, 0: none answered
	Confirmed uint64        `json:"confirmed"` // last block that was folded
	Lag       uint64        `json:"lag"`       // blocks between the two
	Silence   Seconds       `json:"silence"`   // since a block was confirmed
	Retrying  []StageStatus `json:"retrying,omitempty"`

	Operators    *OperatorsStatus    `json:"operators,omitempty"` // the set that serves the hub
	Queue        QueueStatus         `json:"queue"`
	LastOutcome  *OutcomeStatus      `json:"lastOutcome,omitempty"`
	LastPost     *PostStatus         `json:"lastPost,omitempty"`
	Account      *AccountStatus      `json:"account,omitempty"`
	Endpoints    []EndpointStatus    `json:"endpoints,omitempty"`
	Transactions []TransactionStatus `json:"transactions,omitempty"` // sent and not settled, by nonce
	Snapshot     *SnapshotStatus     `json:"snapshot,omitempty"`
}

// StageStatus is a stage whose failures are tried again.
type StageStatus struct {
	Stage    string  `json:"stage"`
	Error    string  `json:"error"`
	For      Seconds `json:"for"`
	Attempts int     `json:"attempts"`
}

// QueueStatus says what waits to be posted.
type QueueStatus struct {
	Length int     `json:"length"`
	Bound  int     `json:"bound"` // beyond which superseded outcomes are dropped
	Oldest Seconds `json:"oldest"`
}

// OutcomeStatus is the last outcome that this process found.
type OutcomeStatus struct {
	Task         uint32  `json:"task"`
	Round        uint64  `json:"round"`
	Status       string  `json:"status"`
	Participants int     `json:"participants"`
	Breakdown    int     `json:"breakdown"` // captured agents that could have broken it, 0: none, or its solver trims nobody
	Age          Seconds `json:"age"`
}

// PostStatus is the last batch that this process brought onto the chain.
type PostStatus struct {
	Block    uint64      `json:"block"`
	Tx       common.Hash `json:"tx"`
	Outcomes int         `json:"outcomes"`
	Age      Seconds     `json:"age"`
}

// AccountStatus is the account that pays for gas.
type AccountStatus struct {
	Address common.Address `json:"address"`
	Balance string         `json:"balance"` // wei, decimal; empty: not known
}

// EndpointStatus is the health of one endpoint.
type EndpointStatus struct {
	Name    string  `json:"name"`  // without path and query
	State   string  `json:"state"` // "ok", or what is wrong in a word
	Head    uint64  `json:"head"`
	Latency Seconds `json:"latency"`
	Error   string  `json:"error,omitempty"`
}

// TransactionStatus is a transaction that was sent and is not settled.
type TransactionStatus struct {
	Nonce uint64      `json:"nonce"`
	Hash  common.Hash `json:"hash"`            // of the newest version
	Bumps int         `json:"bumps"`           // how often it was sent again with a higher fee
	Age   Seconds     `json:"age"`             // 0: not known
	State string      `json:"state,omitempty"` // in a word, "stuck"; empty: not known
}

// SnapshotStatus is the newest snapshot.
type SnapshotStatus struct {
	Block uint64 `json:"block"`
	Bytes int    `json:"bytes"`
}

// Probe adds to a chain's status what the chain's own parts know. It returns
// when the context ends at the latest.
type Probe func(ctx context.Context, s *ChainStatus)

// probeTime bounds the probes of all chains together.
const probeTime = 2 * time.Second

// Watch adds a probe for a chain. Probes of a chain run one after another, those
// of different chains beside each other.
func (o *Observer) Watch(h oracle.Hub, p Probe) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	c.probes = append(c.probes, p)
}

// seat makes the status list the other operators.
func (o *Observer) seat(b *peerBook) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.peers = b
}

// Status returns the state of every chain. It may take as long as probeTime.
func (o *Observer) Status(ctx context.Context) Status {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	o.mu.Lock()
	now := o.now()
	s := Status{Version: BuildInfo().String(), Stopping: o.stopping, Ready: !o.stopping, Uptime: since(now, o.began)}
	if o.peers != nil {
		s.Peers = o.peers.status()
	}
	scopes := o.ofScopes
	var probes [][]Probe
	for _, c := range o.sorted() {
		cs := o.status(c, now)
		s.Chains = append(s.Chains, cs)
		probes = append(probes, c.probes)
	}
	o.mu.Unlock()
	var wg sync.WaitGroup
	for i := range s.Chains {
		wg.Go(func() {
			for _, p := range probes[i] {
				p(ctx, &s.Chains[i])
			}
			if c := &s.Chains[i]; c.Head > c.Confirmed {
				c.Lag = c.Head - c.Confirmed
			}
		})
	}
	wg.Wait()
	if scopes != nil {
		s.Scopes = scopes()
	}
	for _, c := range s.Chains {
		s.Ready = s.Ready && c.Ready
	}
	return s
}

// status is what the observer itself knows of a chain; o.mu is held.
func (o *Observer) status(c *chainHealth, now time.Time) ChainStatus {
	s := ChainStatus{
		Name: c.name, ChainID: c.hub.ChainID, Hub: c.hub.Address, State: ChainCatchingUp, Confirmed: c.head.Number,
		Snapshot: c.snapshot, Account: c.account,
	}
	for _, r := range o.reasons(c) {
		s.Reasons = append(s.Reasons, printable(r))
	}
	s.Ready = len(s.Reasons) == 0
	switch {
	case c.halted != nil:
		s.State, s.Halted = ChainHalted, printable(c.halted.Error())
	case c.connecting:
		s.State = ChainConnecting
	case c.caughtUp:
		s.State = ChainLive
	}
	if !c.confirmed.IsZero() {
		s.Silence = since(now, c.confirmed)
	}
	for _, stage := range slices.Sorted(maps.Keys(c.failing)) {
		f := c.failing[stage]
		s.Retrying = append(s.Retrying, StageStatus{stage, printable(f.err.Error()), since(now, f.since), f.attempts})
	}
	if c.solved != nil {
		last := *c.solved
		last.Age = since(now, c.solvedAt)
		s.LastOutcome = &last
	}
	if c.posted != nil {
		p := *c.posted
		p.Age = since(now, c.postedAt)
		s.LastPost = &p
	}
	return s
}

// statusHandler answers with Status as JSON, one request at a time: each asks
// the endpoints.
func statusHandler(o *Observer) http.HandlerFunc {
	var one sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		s := o.Status(r.Context())
		one.Unlock()
		b, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			http.Error(w, "encode the status: "+err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(append(b, '\n'))
	}
}
