package daemon

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/config"
	"oracled/internal/metrics"
	"oracled/oracle"
	"oracled/scope"
	"oracled/txmgr"
)

// A failure that goes on is logged when it begins, when it changes, and then
// after waits that double between these bounds.
const (
	firstReminder = 10 * time.Second
	lastReminder  = 10 * time.Minute
)

// Observer turns what the pipelines report into log lines, metrics and health.
// It implements oracle.Observer and is safe for concurrent use.
type Observer struct {
	log     *zap.Logger
	metrics *metrics.Set
	now     func() time.Time
	began   time.Time

	mu       sync.Mutex
	chains   map[oracle.Hub]*chainHealth
	stopping bool
	peers    *peerBook // nil: this process is the whole committee
	ofScopes func() []scope.Status
}

type chainHealth struct {
	hub        oracle.Hub
	name       string
	connecting bool // no endpoint has answered yet
	caughtUp   bool
	head       oracle.Anchor
	confirmed  time.Time     // when head came
	seen       time.Time     // when head came or was first waited for
	told       time.Time     // when progress was logged
	silence    time.Duration // that is too long; 0: none is
	failing    map[string]*failure
	halted     error
	solved     *OutcomeStatus
	solvedAt   time.Time
	posted     *PostStatus
	postedAt   time.Time
	snapshot   *SnapshotStatus
	account    *AccountStatus // nil: the chain is not followed yet; never changed
	probes     []Probe
	inFlight   func() []txmgr.Pending // nil: nothing is sent
	queue      func() QueueStatus     // nil: nothing is posted
}

type failure struct {
	err      error
	kind     string // the message without its numbers
	since    time.Time
	remind   time.Time
	wait     time.Duration
	attempts int
}

var _ oracle.Observer = (*Observer)(nil)

// NewObserver registers the metrics of docs/metrics.md for the named chains.
func NewObserver(log *zap.Logger, reg prometheus.Registerer, chains map[oracle.Hub]string) *Observer {
	o := &Observer{
		log:     log,
		metrics: metrics.New(reg, slices.Sorted(maps.Values(chains)), metrics.Build(BuildInfo())),
		now:     time.Now,
		began:   time.Now(),
		chains:  map[oracle.Hub]*chainHealth{},
	}
	for hub, name := range chains {
		o.chains[hub] = &chainHealth{hub: hub, name: name, failing: map[string]*failure{}}
	}
	return o
}

// ExpectBlocks makes a chain unready when no block is confirmed for so long.
// Without it silence is healthy, as on a chain that mines on demand.
func (o *Observer) ExpectBlocks(h oracle.Hub, within time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	c.silence, c.seen = within, o.now()
}

// chain returns the state of a hub; o.mu is held.
func (o *Observer) chain(h oracle.Hub) *chainHealth {
	c := o.chains[h]
	if c == nil {
		c = &chainHealth{hub: h, name: fmt.Sprint(h.ChainID), failing: map[string]*failure{}}
		o.chains[h] = c
	}
	return c
}

// Ready lists why the process is not ready, a sentence each; empty: it is.
func (o *Observer) Ready() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	if o.stopping {
		out = append(out, "stopping")
	}
	for _, c := range o.sorted() {
		for _, r := range o.reasons(c) {
			out = append(out, printable("chain "+c.name+": "+r))
		}
	}
	return out
}

// sorted returns the chains by name; o.mu is held.
func (o *Observer) sorted() []*chainHealth {
	return slices.SortedFunc(maps.Values(o.chains), func(a, b *chainHealth) int { return strings.Compare(a.name, b.name) })
}

// reasons lists why a chain is not ready; o.mu is held.
func (o *Observer) reasons(c *chainHealth) (out []string) {
	if c.halted != nil {
		return []string{"halted: " + c.halted.Error()}
	}
	now := o.now()
	for _, stage := range slices.Sorted(maps.Keys(c.failing)) {
		f := c.failing[stage]
		out = append(out, fmt.Sprintf("%v (%s, for %s)", f.err, stage, now.Sub(f.since).Round(time.Second)))
	}
	for _, p := range c.pending() {
		if why := trouble(p); why != "" {
			out = append(out, why)
		}
	}
	switch {
	case c.caughtUp && c.silence > 0 && now.Sub(c.seen) > c.silence:
		out = append(out, fmt.Sprintf("no block was confirmed for %s; is the node in sync?", now.Sub(c.seen).Round(time.Second)))
	case c.caughtUp || len(out) > 0:
	case c.connecting:
		out = append(out, "no endpoint has answered yet")
	case c.head.Number == 0:
		out = append(out, "has not caught up with its head: no block read yet")
	default:
		out = append(out, fmt.Sprintf("has not caught up with its head: at block %d", c.head.Number))
	}
	return out
}

// Queue says where to look for what waits to be posted on a chain.
func (o *Observer) Queue(h oracle.Hub, queue func() QueueStatus) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.chain(h).queue = queue
}

// Balance tells what the account has on a chain, in wei; nil: that is not known
// yet. Metrics and status have it from here.
func (o *Observer) Balance(h oracle.Hub, account common.Address, wei *big.Int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	c.account = &AccountStatus{Address: account}
	if wei != nil {
		c.account.Balance = wei.String()
		o.metrics.Balance(c.name, wei)
	}
}

// refresh brings the gauges in line with the health; o.mu is held.
func (o *Observer) refresh(c *chainHealth) {
	state := metrics.ChainState{
		Ready: len(o.reasons(c)) == 0, Halted: c.halted != nil, Head: c.head.Number, Tip: o.metrics.Endpoints.Tip(c.name), Patience: c.silence,
	}
	if !c.seen.IsZero() {
		state.Silence = o.now().Sub(c.seen)
	}
	o.metrics.State(c.name, state)
	o.metrics.Pending(c.name, c.pending())
	if c.queue != nil {
		q := c.queue()
		o.metrics.Queue(c.name, q.Length, q.Bound, time.Duration(float64(q.Oldest)*float64(time.Second)))
	}
}

// refreshAll is called before the gauges are read: silence is no event.
func (o *Observer) refreshAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.chains {
		o.refresh(c)
	}
}

// Stopping makes the process unready: the intake has stopped.
func (o *Observer) Stopping() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopping = true
}

// Halted says that a chain is broken for good.
func (o *Observer) Halted(h oracle.Hub, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	c.halted = config.Redact(err)
	o.refresh(c)
	o.log.Error("halted; the other chains go on", zap.String("chain", c.name), zap.Error(c.halted))
}

// Connecting says that a chain has no endpoint that answers, or has one again.
func (o *Observer) Connecting(h oracle.Hub, connecting bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.chain(h).connecting = connecting
}

// Resumed implements oracle.Observer.
func (o *Observer) Resumed(h oracle.Hub, from oracle.Cursor, dropped error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	if dropped != nil {
		o.log.Warn("the snapshot is not used, everything is read again", zap.String("chain", c.name), zap.Uint64("from", from.Block), zap.Error(dropped))
		return
	}
	o.log.Info("reading", zap.String("chain", c.name), zap.Uint64("from", from.Block), zap.Bool("snapshot", from.Parent != common.Hash{}))
}

// Snapshot implements oracle.Observer.
func (o *Observer) Snapshot(h oracle.Hub, block uint64, bytes int, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	if err != nil {
		o.log.Warn("no snapshot is kept; a restart will take longer", zap.String("chain", c.name), zap.Uint64("block", block), zap.Error(err))
		return
	}
	c.snapshot = &SnapshotStatus{block, bytes}
	o.metrics.Snapshot(c.name, block)
	o.log.Debug("snapshot kept", zap.String("chain", c.name), zap.Uint64("block", block), zap.Int("bytes", bytes))
}

// Folded implements oracle.Observer.
func (o *Observer) Folded(h oracle.Hub, e oracle.Event) { o.metrics.Event(o.name(h), e) }

// Viewed implements oracle.Observer. What there is to see is the dashboard's.
func (o *Observer) Viewed(oracle.View) {}

// Took implements oracle.Observer.
func (o *Observer) Took(h oracle.Hub, stage string, seconds float64) {
	o.metrics.Took(o.name(h), stage, seconds)
}

// name returns what the configuration calls a chain.
func (o *Observer) name(h oracle.Hub) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.chain(h).name
}

// Declined implements oracle.Observer.
func (o *Observer) Declined(t oracle.Task, reason error) {
	o.mu.Lock()
	c := o.chain(t.Hub)
	o.mu.Unlock()
	o.metrics.Declined(c.name, t)
	o.log.Info("task declined", zap.String("chain", c.name), zap.Uint32("task", t.Index), zap.String("reason", reason.Error()))
}

// Confirmed implements oracle.Observer.
func (o *Observer) Confirmed(h oracle.Hub, b oracle.BlockConfirmed) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	now := o.now()
	c.head, c.seen, c.confirmed = b.Anchor, now, now
	o.metrics.Confirmed(c.name, b, now)
	switch {
	case b.Live && !c.caughtUp:
		c.caughtUp = true
		o.log.Info("caught up with the head", zap.String("chain", c.name), zap.Uint64("block", b.Number))
	case !c.caughtUp && now.Sub(c.told) >= firstReminder:
		if !c.told.IsZero() {
			o.log.Info("catching up", zap.String("chain", c.name), zap.Uint64("block", b.Number))
		}
		c.told = now
	}
	o.refresh(c)
}

// round returns a chain's name and a logger for what happens to its rounds:
// those that are read again at the start are of little interest.
func (o *Observer) round(h oracle.Hub) (string, func(string, ...zap.Field)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	log := o.log.With(zap.String("chain", c.name))
	if !c.caughtUp {
		return c.name, log.Debug
	}
	return c.name, log.Info
}

// Verified implements oracle.Observer.
func (o *Observer) Verified(t oracle.Task, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	chain, log := o.round(t.Hub)
	o.metrics.Verified(chain, p, rejected, seconds)
	reasons := map[oracle.Reason]int{}
	for _, r := range rejected {
		reasons[r.Reason]++
	}
	fields := []zap.Field{zap.Uint32("task", t.Index), zap.Uint64("round", p.Round), zap.Int("positions", len(p.Positions)), zap.Int("rejected", len(rejected))}
	for _, r := range oracle.Reasons() {
		if n := reasons[r]; n > 0 {
			fields = append(fields, zap.Int(string(r), n))
		}
	}
	log("round verified", append(fields, zap.Duration("took", took(seconds)))...)
}

// Solved implements oracle.Observer.
func (o *Observer) Solved(t oracle.Task, out oracle.Outcome, seconds float64) {
	chain, log := o.round(t.Hub)
	o.mu.Lock()
	c := o.chain(t.Hub)
	c.solved, c.solvedAt = &OutcomeStatus{Task: out.Index, Round: out.Round, Status: string(out.Status), Participants: out.Participants, Breakdown: out.Breakdown()}, o.now()
	o.mu.Unlock()
	o.metrics.Solved(chain, t, out, seconds)
	fields := []zap.Field{zap.Uint32("task", out.Index), zap.Uint64("round", out.Round), zap.String("status", string(out.Status)), zap.Int("participants", out.Participants), zap.Int("trimmed", len(out.Trimmed)), zap.Int("breakdown", out.Breakdown())}
	if len(out.Values) == 1 {
		fields = append(fields, zap.Stringer("value", out.Values[0]))
	}
	log("round solved", append(fields, zap.Duration("took", took(seconds)))...)
}

func took(seconds float64) time.Duration {
	return time.Duration(seconds * float64(time.Second)).Round(10 * time.Microsecond)
}

// Posted implements oracle.Observer.
func (o *Observer) Posted(b oracle.Batch, r oracle.Receipt) {
	o.mu.Lock()
	c := o.chain(b.Hub)
	name := c.name
	now := o.now()
	c.posted, c.postedAt = &PostStatus{Block: r.Block, Tx: r.TxHash, Outcomes: len(b.Outcomes)}, now
	o.mu.Unlock()
	o.metrics.Posted(name, b, r, now)
	o.log.Info("batch posted", zap.String("chain", name), zap.Int("outcomes", len(b.Outcomes)), zap.String("rounds", roundsOf(b)),
		zap.Uint64("block", r.Block), zap.Uint64("gas", r.GasUsed), zap.Stringer("tx", r.TxHash))
}

// roundsOf lists a batch's outcomes as task/round.
func roundsOf(b oracle.Batch) string {
	rounds := make([]string, len(b.Outcomes))
	for i, out := range b.Outcomes {
		rounds[i] = fmt.Sprintf("%d/%d", out.Index, out.Round)
	}
	return strings.Join(rounds, ",")
}

var numbers = regexp.MustCompile(`0x[0-9a-fA-F]+|[0-9]+`)

// about returns an error without addresses' secrets and without the name of its
// chain, which every line of ours begins with.
func about(chain string, err error) error {
	err = config.Redact(err)
	if short, ok := strings.CutPrefix(err.Error(), "chain "+chain+": "); ok {
		return errors.New(short)
	}
	return err
}

// Retrying implements oracle.Observer.
func (o *Observer) Retrying(h oracle.Hub, stage string, err error) {
	if errors.Is(err, context.Canceled) {
		return // the process stops
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.chain(h)
	defer o.refresh(c)
	now, f := o.now(), c.failing[stage]
	fields := func() []zap.Field {
		out := []zap.Field{zap.String("chain", c.name), zap.String("stage", stage)}
		if f.attempts > 1 {
			out = append(out, zap.Int("attempts", f.attempts), zap.Duration("for", now.Sub(f.since).Round(time.Second)))
		}
		return out
	}
	if err == nil {
		if f != nil {
			delete(c.failing, stage)
			o.log.Info("works again", fields()...)
		}
		return
	}
	o.metrics.Retried(c.name, stage)
	err = about(c.name, err)
	kind := numbers.ReplaceAllString(err.Error(), "0")
	if f == nil {
		f = &failure{since: now, wait: firstReminder}
		c.failing[stage] = f
	}
	f.attempts++
	f.err = err
	if f.kind != kind {
		f.wait = firstReminder
	} else if now.Before(f.remind) {
		return
	} else {
		f.wait = min(2*f.wait, lastReminder)
	}
	f.kind, f.remind = kind, now.Add(f.wait)
	o.log.Warn("trying again", append(fields(), zap.Error(err))...)
}
