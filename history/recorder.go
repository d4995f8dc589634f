package history

import (
	"context"
	"errors"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Recorder writes the history of one hub. What happens is told to its methods,
// which return at once, those of oracle.Observer among them; Run brings it into
// the ledger. It is safe for concurrent use.
type Recorder struct {
	oracle.NopObserver

	Hub       oracle.Hub
	Ledger    Ledger
	Inspector Inspector
	Keep      time.Duration // of chain time; what is older is forgotten
	// Report is told what keeps Run from its work, and nil when nothing does.
	Report func(error)

	mu      sync.Mutex
	head    Head
	page    Page
	tallies map[tallyKey]*Tally
	tasks   map[uint32]oracle.Task
	windows windows
	spreads []*job // rounds whose positions are still to be measured
	profile oracle.Profile
	last    Round // that was verified and not yet solved
	lost    uint64

	flushing sync.Mutex // one page at a time, in order
	saved    Head       // the last that was written

	// These are Run's own.
	pruned uint64               // chain time of the last pruning
	failed map[common.Hash]bool // batches that could not be looked up, until the others have been
}

type tallyKey struct {
	kind, subject string
	from          uint64
}

// job is a round whose positions are to be measured.
type job struct {
	round   Round
	profile oracle.Profile
	outcome oracle.Outcome
}

// Bounds of what waits to be written, and of what is known.
const (
	maxRounds  = 4096
	maxTallies = 4096
	maxSpreads = 8    // profiles are large
	maxTasks   = 4096 // whose deadlines are known
)

// Times of Run.
const (
	flushEvery = time.Second
	pruneEvery = 600 // seconds of chain time
	inspected  = 32  // batches looked up between two flushes
	maxFailed  = 256 // batches that are put off
	patience   = 20 * time.Second
)

// task remembers a task; r.mu is held.
func (r *Recorder) task(t oracle.Task) {
	if r.tasks == nil {
		r.tasks = map[uint32]oracle.Task{}
	}
	if known, ok := r.tasks[t.Index]; ok && known.ID == t.ID && known.Start == t.Start && known.Description == t.Description {
		return
	}
	r.remember(t)
	r.page.Tasks = append(r.page.Tasks, t)
}

var _ oracle.Observer = (*Recorder)(nil)

// Folded implements oracle.Observer.
func (r *Recorder) Folded(_ oracle.Hub, e oracle.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := e.(type) {
	case oracle.Committed:
		r.windows.commit(e)
	case oracle.Revealed:
		r.windows.reveal(e)
	case oracle.BatchPosted:
		b := Batch{Tx: e.TxHash, Block: e.At.Block, Epoch: e.Batch.Epoch, Outcomes: len(e.Accepted)}
		for _, o := range e.Accepted {
			b.Postings = append(b.Postings, Posting{Task: o.Index, Round: uint64(o.Round), Tx: e.TxHash})
		}
		r.page.Batches = append(r.page.Batches, b)
	case oracle.BlockConfirmed:
		r.windows.confirmed(e)
	}
}

// Confirmed implements oracle.Observer. What closed up to there has been told.
func (r *Recorder) Confirmed(_ oracle.Hub, b oracle.BlockConfirmed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.head = Head{b.Number, b.Time}
}

// Verified implements oracle.Observer; Solved of the same round follows.
func (r *Recorder) Verified(t oracle.Task, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.task(t)
	w := t.Windows(p.Round)
	r.last = Round{
		Task: t.Index, Number: p.Round, Deadline: w.Deadline, Positions: len(p.Positions), Faults: t.Faults(len(p.Positions)), Verify: seconds,
	}
	for _, x := range rejected {
		if r.last.Rejected == nil {
			r.last.Rejected = map[oracle.Reason]int{}
		}
		r.last.Rejected[x.Reason]++
	}
	r.last.CommitUse, r.last.RevealUse = r.windows.use(t, p.Round, len(p.Positions))
	r.profile = p
	r.tally(KindStage, "verify", seconds)
}

// Solved implements oracle.Observer, for the round that Verified was told of.
func (r *Recorder) Solved(t oracle.Task, o oracle.Outcome, seconds float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	round := r.last
	if round.Task != t.Index || round.Number != o.Round {
		return
	}
	r.task(t) // which may have been forgotten since Verified, having no round yet
	round.Status, round.Trimmed, round.Solve = o.Status, len(o.Trimmed), seconds
	if o.Status == oracle.StatusOK {
		round.Faults = o.Certificate.F // of a tree, what it bears wherever they are
		round.Values, round.Coordinates = slices.Clone(o.Values[:min(len(o.Values), ShownValues)]), len(o.Values)
		round.Breakdown = o.Breakdown()
	}
	r.tally(KindStage, "solve", seconds)
	if o.Status == oracle.StatusOK && len(r.spreads) < maxSpreads {
		r.spreads = append(r.spreads, &job{round, r.profile, o})
	} else {
		r.page.Rounds = append(r.page.Rounds, round)
	}
	r.last, r.profile = Round{}, oracle.Profile{}
	if over := len(r.page.Rounds) - maxRounds; over > 0 {
		r.lost += uint64(over)
		r.page.Rounds = r.page.Rounds[over:]
	}
}

// Posted implements oracle.Observer.
func (r *Recorder) Posted(b oracle.Batch, receipt oracle.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fee := new(big.Int)
	if receipt.GasPriceWei != nil {
		fee.Mul(new(big.Int).SetUint64(receipt.GasUsed), receipt.GasPriceWei)
	}
	if receipt.DataFeeWei != nil {
		fee.Add(fee, receipt.DataFeeWei)
	}
	r.page.Batches = append(r.page.Batches, Batch{
		Tx: receipt.TxHash, Block: receipt.Block, Epoch: b.Epoch, Outcomes: len(b.Outcomes), Own: true, Gas: receipt.GasUsed, Fee: fee,
	})
}

// Took implements oracle.Observer.
func (r *Recorder) Took(_ oracle.Hub, stage string, seconds float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally(KindStage, stage, seconds)
}

// Retrying implements oracle.Observer.
func (r *Recorder) Retrying(_ oracle.Hub, stage string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.Count(KindRetry, stage, 1)
	}
}

// Count takes in something that happened n times.
func (r *Recorder) Count(kind, subject string, n uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.bucket(kind, subject); t != nil {
		t.Count += n
	}
}

// Decision takes in what the tuning decided.
func (r *Recorder) Decision(d Decision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.page.Decisions = append(r.page.Decisions, d)
}

// tally counts a measurement; r.mu is held.
func (r *Recorder) tally(kind, subject string, seconds float64) {
	if t := r.bucket(kind, subject); t != nil {
		t.Count++
		t.Sum += seconds
		t.Max = max(t.Max, seconds)
	}
}

func (r *Recorder) bucket(kind, subject string) *Tally {
	if r.tallies == nil {
		r.tallies = map[tallyKey]*Tally{}
	}
	k := tallyKey{kind, subject, r.head.Time / Bucket * Bucket}
	t := r.tallies[k]
	switch {
	case t == nil && len(r.tallies) >= maxTallies:
		r.lost++
		return nil
	case t == nil:
		t = &Tally{Kind: kind, Subject: subject, From: k.from}
		r.tallies[k] = t
	}
	return t
}

// Flush brings everything so far into the ledger. After an error it is kept, up
// to a bound, for the next time.
func (r *Recorder) Flush(ctx context.Context) error {
	r.flushing.Lock()
	defer r.flushing.Unlock()
	r.measure()
	r.mu.Lock()
	page := r.page
	page.Head = r.head
	// What happened before the first confirmed block is dated with that.
	now := r.head.Time / Bucket * Bucket
	if now > 0 {
		for k, t := range r.tallies {
			if t.From == 0 {
				t.From = now
			}
			page.Tallies = append(page.Tallies, *t)
			delete(r.tallies, k)
		}
	}
	r.page = Page{}
	r.mu.Unlock()
	if page.Head == r.saved && page.empty() {
		return nil
	}
	err := r.Ledger.Save(ctx, r.Hub, page)
	if err != nil {
		r.mu.Lock()
		r.restore(page)
		r.mu.Unlock()
		return err
	}
	r.saved = page.Head
	return nil
}

func (p Page) empty() bool {
	return len(p.Tasks)+len(p.Rounds)+len(p.Batches)+len(p.Tallies)+len(p.Decisions) == 0
}

// restore puts a page back that was not saved; r.mu is held.
func (r *Recorder) restore(p Page) {
	newest := func(n, bound int) int {
		over := max(n-bound, 0)
		r.lost += uint64(over)
		return over
	}
	r.page.Tasks = append(p.Tasks, r.page.Tasks...)
	over := newest(len(r.page.Tasks), maxRounds)
	for _, t := range r.page.Tasks[:over] {
		delete(r.tasks, t.Index) // new again with its next round
	}
	r.page.Tasks = r.page.Tasks[over:]
	r.page.Rounds = append(p.Rounds, r.page.Rounds...)
	r.page.Rounds = r.page.Rounds[newest(len(r.page.Rounds), maxRounds):]
	r.page.Batches = append(p.Batches, r.page.Batches...)
	r.page.Batches = r.page.Batches[newest(len(r.page.Batches), maxRounds):]
	r.page.Decisions = append(p.Decisions, r.page.Decisions...)
	r.page.Decisions = r.page.Decisions[newest(len(r.page.Decisions), maxRounds):]
	for _, t := range p.Tallies {
		k := tallyKey{t.Kind, t.Subject, t.From}
		if is := r.tallies[k]; is != nil {
			is.Count, is.Sum, is.Max = is.Count+t.Count, is.Sum+t.Sum, max(is.Max, t.Max)
		} else if len(r.tallies) < maxTallies {
			r.tallies[k] = &t
		} else {
			r.lost++
		}
	}
}

// measure works off the rounds whose positions are to be measured.
func (r *Recorder) measure() {
	for {
		r.mu.Lock()
		if len(r.spreads) == 0 {
			r.mu.Unlock()
			return
		}
		j := r.spreads[0]
		r.spreads = r.spreads[1:]
		r.mu.Unlock()
		j.round.Spread = Measure(j.profile, j.outcome)
		r.mu.Lock()
		r.page.Rounds = append(r.page.Rounds, j.round)
		r.mu.Unlock()
	}
}

// Lost returns how many records were dropped because the ledger could not be
// written for long.
func (r *Recorder) Lost() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// Run writes, looks up and prunes until the context ends, and then writes a last
// time.
func (r *Recorder) Run(ctx context.Context) {
	r.tell(ctx, r.reload(ctx))
	for oracle.Sleep(ctx, flushEvery) == nil {
		err := r.Flush(ctx)
		if err == nil {
			err = r.lookUp(ctx)
		}
		if err == nil {
			err = r.prune(ctx)
		}
		r.tell(ctx, err)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := r.Flush(last); err != nil {
		r.Report(err)
	}
}

func (r *Recorder) tell(ctx context.Context, err error) {
	if ctx.Err() == nil {
		r.Report(err)
	}
}

// lookUp completes batches, the newest first, and forgets those that are older
// than what is kept. One that cannot be looked up holds up no other.
func (r *Recorder) lookUp(ctx context.Context) error {
	batches, err := r.Ledger.Unseen(ctx, r.Hub, inspected+len(r.failed))
	if err != nil {
		return err
	}
	tried := false
	for _, b := range batches {
		if r.failed[b.Tx] {
			continue
		}
		tried = true
		one, cancel := context.WithTimeout(ctx, patience)
		seen, err := r.Inspector.Inspect(one, b, r.deadline)
		cancel()
		if err != nil {
			if r.failed == nil {
				r.failed = map[common.Hash]bool{}
			}
			r.failed[b.Tx] = true
			return err
		}
		if err := r.Ledger.Look(ctx, r.Hub, seen); err != nil {
			return err
		}
		if seen.Time < r.oldest() {
			return r.Ledger.Forget(ctx, r.Hub, seen.Block)
		}
	}
	if !tried || len(r.failed) >= maxFailed {
		clear(r.failed)
	}
	return nil
}

// deadline tells when the round of a posting closed, if its task is known.
func (r *Recorder) deadline(p Posting) (uint64, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, ok := r.tasks[p.Task]
	return t.Windows(p.Round).Deadline, ok
}

// oldest returns the chain time before which nothing is kept.
func (r *Recorder) oldest() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head.Time - min(r.head.Time, uint64(r.Keep/time.Second))
}

func (r *Recorder) prune(ctx context.Context) error {
	r.mu.Lock()
	now := r.head.Time
	r.mu.Unlock()
	if now < r.pruned+pruneEvery && r.pruned > 0 {
		return nil
	}
	// A task whose rounds are forgotten is new when it has another, and one that has
	// a round meanwhile is written again.
	r.mu.Lock()
	r.tasks = nil
	r.mu.Unlock()
	err := r.Ledger.Prune(ctx, r.Hub, r.oldest())
	if err == nil {
		r.pruned = now
	}
	return errors.Join(err, r.reload(ctx))
}

// remember keeps a task, and lets go of the oldest when there are too many: it is
// written again with its next round. r.mu is held.
func (r *Recorder) remember(t oracle.Task) {
	r.tasks[t.Index] = t
	if len(r.tasks) > maxTasks {
		delete(r.tasks, slices.Min(slices.Collect(maps.Keys(r.tasks))))
	}
}

// reload adds the ledger's tasks to those that are known.
func (r *Recorder) reload(ctx context.Context) error {
	tasks, err := r.Ledger.Tasks(ctx, r.Hub)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tasks == nil {
		r.tasks = map[uint32]oracle.Task{}
	}
	for _, t := range tasks[max(0, len(tasks)-maxTasks):] {
		if _, known := r.tasks[t.Index]; !known {
			r.remember(t)
		}
	}
	return nil
}
