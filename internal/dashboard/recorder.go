package dashboard

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// What is kept at most of a chain, so that no agent, requester or length of
// running makes it grow.
const (
	maxTasks     = 64      // with outcomes; the one that was solved longest ago goes first
	maxHistory   = 200     // outcomes of a task
	maxDetailed  = 4       // of those, the newest, with positions
	maxShown     = 8       // coordinates
	maxNumbers   = 1 << 20 // coordinates and agents in positions, over all tasks: some 30 MiB
	maxBatches   = 50
	maxLast      = 100 // rejections that are listed
	maxRefused   = 500 // of one round
	maxText      = 200 // characters that a stranger wrote
	maxSolver    = 80
	maxPositions = 2000 // in one answer
)

// Recorder keeps what pipelines tell, in bounded memory, for a page to show. It is
// safe for concurrent use, and an oracle.Observer.
type Recorder struct {
	oracle.NopObserver
	now func() time.Time

	mu     sync.Mutex
	chains map[oracle.Hub]*chain
}

var _ oracle.Observer = (*Recorder)(nil)

// chain is what is kept of one hub.
type chain struct {
	view       oracle.View // published whole, never changed
	tasks      map[uint32]*history
	batches    []Batch // oldest first
	last       []Rejected
	byReason   map[oracle.Reason]int
	totals     Totals
	fees       *big.Int
	numbers    int            // in positions, all tasks
	verified   oracle.Profile // of the round that is being solved
	rejections []oracle.Rejection
	seconds    float64
}

// history is what is kept of one task's outcomes, oldest first.
type history struct {
	solved time.Time
	rounds []*record
}

// record is one solved round. It changes only under the recorder's mutex, and what
// its fields point to does not change at all.
type record struct {
	task     oracle.Task
	outcome  oracle.Outcome // its values cut to maxShown, of its certificate F and the nodes, cut likewise
	values   int            // before the cut
	trimmed  int            // agents
	breaks   int            // captured agents that would break it, 0: no such number
	tree     *Tree          // of a hierarchical task
	earlier  bool           // solved before the process began
	at       time.Time
	verify   float64 // seconds
	solve    float64
	rejected int
	refused  []Rejected
	landed   *Landing
	detail   *oracle.Profile // nil: not kept; its values are cut to maxShown
	boxes    map[string]Box  // nil: not measured yet
}

// NewRecorder returns a recorder of nothing yet.
func NewRecorder() *Recorder {
	return &Recorder{now: time.Now, chains: map[oracle.Hub]*chain{}}
}

// of returns what is kept of a hub; r.mu is held.
func (r *Recorder) of(h oracle.Hub) *chain {
	c := r.chains[h]
	if c == nil {
		c = &chain{tasks: map[uint32]*history{}, byReason: map[oracle.Reason]int{}, fees: new(big.Int)}
		r.chains[h] = c
	}
	return c
}

// Viewed implements oracle.Observer.
func (r *Recorder) Viewed(v oracle.View) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of(v.Hub).view = v
}

// Folded implements oracle.Observer, for batches in confirmed blocks, whoever
// posted them.
func (r *Recorder) Folded(h oracle.Hub, e oracle.Event) {
	b, ok := e.(oracle.BatchPosted)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.of(h)
	for _, o := range b.Accepted {
		c.land(o.Index, uint64(o.Round), Landing{b.At.Block, b.TxHash})
	}
	c.batch(b.TxHash, func(x *Batch) { x.Block, x.Outcomes = b.At.Block, len(b.Accepted) })
}

// Posted implements oracle.Observer.
func (r *Recorder) Posted(b oracle.Batch, receipt oracle.Receipt) {
	fee := new(big.Int)
	if receipt.GasPriceWei != nil {
		fee.Mul(new(big.Int).SetUint64(receipt.GasUsed), receipt.GasPriceWei)
	}
	if receipt.DataFeeWei != nil {
		fee.Add(fee, receipt.DataFeeWei)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.of(b.Hub)
	c.totals.Batches++
	c.totals.Posted += len(b.Outcomes)
	c.totals.Gas += receipt.GasUsed
	c.fees.Add(c.fees, fee)
	c.batch(receipt.TxHash, func(x *Batch) {
		x.Block, x.Ours, x.Gas, x.GasPrice, x.Fee = receipt.Block, true, receipt.GasUsed, amount(receipt.GasPriceWei), fee.String()
		x.Outcomes = max(x.Outcomes, len(b.Outcomes))
	})
}

// amount writes wei, nothing where they are not known.
func amount(wei *big.Int) string {
	if wei == nil {
		return ""
	}
	return wei.String()
}

// batch changes the batch of a transaction, which is new or among the last.
func (c *chain) batch(tx common.Hash, change func(*Batch)) {
	i := slices.IndexFunc(c.batches, func(b Batch) bool { return b.Tx == tx })
	if i < 0 {
		i = len(c.batches)
		c.batches = append(c.batches, Batch{Tx: tx})
	}
	change(&c.batches[i])
	slices.SortStableFunc(c.batches, func(a, b Batch) int { return cmp.Compare(a.Block, b.Block) })
	c.batches = c.batches[max(0, len(c.batches)-maxBatches):]
}

// Verified implements oracle.Observer. Solved follows, unless the chain halts.
func (r *Recorder) Verified(t oracle.Task, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.of(t.Hub)
	c.verified, c.rejections, c.seconds = p, rejected, seconds
	for _, x := range rejected {
		c.byReason[x.Reason]++
	}
	for _, x := range rejected[:min(len(rejected), maxLast)] {
		c.last = append(c.last, Rejected{t.Index, p.Round, x.Agent, x.Reason})
	}
	c.last = c.last[max(0, len(c.last)-maxLast):]
}

// Solved implements oracle.Observer, for the round that Verified told last.
func (r *Recorder) Solved(t oracle.Task, o oracle.Outcome, seconds float64) {
	x := &record{task: short(t), outcome: o, values: len(o.Values), trimmed: len(o.Trimmed), breaks: o.Breakdown(), tree: tree(t, o), at: r.now(), solve: seconds}
	x.outcome.Values = slices.Clone(o.Values[:min(len(o.Values), maxShown)])
	x.outcome.Aggregate = slices.Clone(o.Aggregate[:min(len(o.Aggregate), maxShown)])
	x.outcome.Certificate = oracle.Certificate{F: o.Certificate.F, Nodes: nodes(o.Certificate.Nodes)}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.of(t.Hub)
	if c.verified.Round == o.Round && c.verified.Task == o.Task {
		x.verify, x.rejected = c.seconds, len(c.rejections)
		for _, j := range c.rejections[:min(len(c.rejections), maxRefused)] {
			x.refused = append(x.refused, Rejected{t.Index, o.Round, j.Agent, j.Reason})
		}
		x.detail = detail(c.verified)
	}
	if x.detail == nil {
		x.outcome.Trimmed, x.outcome.Certificate.Nodes = nil, nil
	}
	c.verified, c.rejections, c.seconds = oracle.Profile{}, nil, 0
	c.totals.Solved++
	if o.Status == oracle.StatusInsufficient {
		c.totals.Insufficient++
	}
	c.keep(x)
}

// short returns a task with no more of its texts than is shown.
func short(t oracle.Task) oracle.Task {
	t.Description = stranger(t.Description, maxText)
	return t
}

// detail copies as much of a profile as is shown, nil where that is too much.
func detail(p oracle.Profile) *oracle.Profile {
	if len(p.Positions)*(maxShown+4) > maxNumbers/4 {
		return nil
	}
	out := &oracle.Profile{Task: p.Task, Round: p.Round, Positions: slices.Clone(p.Positions)}
	for i := range out.Positions {
		x := &out.Positions[i]
		x.Values = slices.Clone(x.Values[:min(len(x.Values), maxShown)])
	}
	return out
}

// numbers is about how many numbers a record keeps.
func (x *record) numbers() int {
	if x.detail == nil {
		return 0
	}
	return len(x.detail.Positions)*(maxShown+4) + len(x.outcome.Certificate.Nodes)*(3*maxShown+8)
}

func (x *record) drop(c *chain) {
	c.numbers -= x.numbers()
	x.detail, x.outcome.Trimmed, x.outcome.Certificate.Nodes, x.refused, x.boxes = nil, nil, nil, nil, nil
}

// keep adds a record, or puts it in the place of the same round's, and lets go of
// what is too old or too much.
func (c *chain) keep(x *record) {
	h := c.tasks[x.task.Index]
	if h == nil {
		h = &history{}
		c.tasks[x.task.Index] = h
	}
	if x.at.After(h.solved) {
		h.solved = x.at
	}
	c.numbers += x.numbers()
	i, known := slices.BinarySearchFunc(h.rounds, x.outcome.Round, func(y *record, round uint64) int { return cmp.Compare(y.outcome.Round, round) })
	if known {
		c.numbers -= h.rounds[i].numbers()
		x.landed = cmp.Or(x.landed, h.rounds[i].landed)
		h.rounds[i] = x
	} else {
		h.rounds = slices.Insert(h.rounds, i, x)
	}
	for _, old := range h.rounds[:max(0, len(h.rounds)-maxDetailed)] {
		if old.detail != nil {
			old.drop(c)
		}
	}
	if over := len(h.rounds) - maxHistory; over > 0 {
		h.rounds = slices.Delete(h.rounds, 0, over)
	}
	if len(c.tasks) > maxTasks {
		c.forget()
	}
	for c.numbers > maxNumbers && c.dropOldest(x) {
	}
}

// forget drops the task that was solved longest ago.
func (c *chain) forget() {
	oldest := slices.MinFunc(slices.Sorted(maps.Keys(c.tasks)), func(a, b uint32) int { return c.tasks[a].solved.Compare(c.tasks[b].solved) })
	for _, x := range c.tasks[oldest].rounds {
		c.numbers -= x.numbers()
	}
	delete(c.tasks, oldest)
}

// dropOldest lets go of the oldest positions but those of one record, and tells
// whether there were any.
func (c *chain) dropOldest(but *record) bool {
	var oldest *record
	for _, h := range c.tasks {
		for _, x := range h.rounds {
			if x.detail != nil && x != but && (oldest == nil || x.at.Before(oldest.at)) {
				oldest = x
			}
		}
	}
	if oldest == nil {
		return false
	}
	oldest.drop(c)
	return true
}

// land notes where a round came onto the chain.
func (c *chain) land(task uint32, round uint64, at Landing) {
	if h := c.tasks[task]; h != nil {
		for _, x := range h.rounds {
			if x.outcome.Round == round {
				x.landed = &at
			}
		}
	}
}
