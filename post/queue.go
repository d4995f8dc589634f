package post

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	"oracled/post/gas"
	"oracled/post/policy"
	"oracled/wire"
)

// Anchors finds the first confirmed block at or past a timestamp.
type Anchors interface {
	FirstBlockAt(ctx context.Context, timestamp uint64) (oracle.Anchor, error)
}

// Epochs tells which epoch of the operator set signs now.
type Epochs interface {
	Epoch(ctx context.Context) (uint32, error)
}

// Queue is the bounded queue of outcomes for one hub. It implements
// oracle.Batcher and is safe for concurrent use, by several callers of Next too.
//
// Nothing leaves before the follower has reached the head of the chain: until
// then the queue cannot know what is posted already. Its time is the chain's:
// that of the last confirmed block, and between blocks what has passed since.
//
// An outcome waits while an earlier one of its task is in flight, so that a
// batch that comes back is never behind one that went on.
type Queue struct {
	// Clock tells the time between blocks. It may be set before the first use.
	Clock func() time.Time
	// Quorum tells what the proof of the serving operator set costs. It may be set
	// before the first use; nil: that of a BlsQuorum.
	Quorum func() gas.Quorum

	hub     oracle.Hub
	setID   common.Hash
	config  Config
	anchors Anchors
	epochs  Epochs

	mu        sync.Mutex
	policy    policy.Policy
	company   company
	entries   []*entry // sorted by deadline, task, round
	live      bool
	confirmed oracle.Anchor
	heard     time.Time // when confirmed was
	wake      chan struct{}
}

type entry struct {
	outcome     oracle.PostedOutcome
	deadline    uint64
	callbackGas uint32
	ready       uint64 // chain time of the block that closed its round
	state       entryState
	block       uint64 // when landed: confirmed there at the latest
}

type entryState int

const (
	fresh    entryState = iota // added while a block is still being folded
	queued                     // may leave
	inFlight                   // in a batch that Next has returned
	landed                     // mined, not yet confirmed
)

const landedPatience = 32 // blocks to wait for somebody else's event

// NewQueue returns an empty queue.
func NewQueue(hub oracle.Hub, setID common.Hash, config Config, anchors Anchors, epochs Epochs) *Queue {
	return &Queue{
		Clock: time.Now,
		hub:   hub, setID: setID, config: config, anchors: anchors, epochs: epochs,
		policy: policy.New(config.Config, config.MinTipGwei*1e9), company: newCompany(), wake: make(chan struct{}, 1),
	}
}

// Len returns how many outcomes are kept.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.entries)
}

// Add implements oracle.Batcher.
func (q *Queue) Add(t oracle.Task, o oracle.Outcome) {
	e := &entry{outcome: o.Posted(), deadline: t.Windows(o.Round).Deadline, callbackGas: t.CallbackGas}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.company.closed(t, o.Round)
	if q.live && e.deadline <= q.confirmed.Time {
		// What other chains were waited for comes when the block that closed its
		// round was folded long ago, and there may be no next one for long.
		e.state, e.ready = queued, q.confirmed.Time
		q.signal()
	}
	at, _ := slices.BinarySearchFunc(q.entries, e, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.deadline, b.deadline), cmp.Compare(a.outcome.Index, b.outcome.Index), cmp.Compare(a.outcome.Round, b.outcome.Round))
	})
	q.entries = slices.Insert(q.entries, at, e)
	if len(q.entries) > q.config.MaxQueue {
		q.dropSuperseded()
	}
}

// dropSuperseded drops the oldest outcome that a later round of its task
// supersedes: that round is missed. Without one the queue grows, by one outcome
// per task at most.
func (q *Queue) dropSuperseded() {
	last := map[uint32]uint32{}
	for _, e := range q.entries {
		last[e.outcome.Index] = max(last[e.outcome.Index], e.outcome.Round)
	}
	for i, e := range q.entries {
		if (e.state == fresh || e.state == queued) && e.outcome.Round < last[e.outcome.Index] {
			q.entries = slices.Delete(q.entries, i, i+1)
			return
		}
	}
}

// Expect implements oracle.Batcher.
func (q *Queue) Expect(deadlines []uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.company.open = slices.Clone(deadlines)
}

// Confirmed implements oracle.Batcher.
func (q *Queue) Confirmed(b oracle.BlockConfirmed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.live = q.live || b.Live
	q.confirmed, q.heard = b.Anchor, q.Clock()
	q.company.forget(b.Time)
	if b.Live {
		block := policy.Block{Number: b.Number, Time: float64(b.Time), Used: b.GasUsedRatio}
		if b.BaseFee != nil {
			block.BaseFee, _ = b.BaseFee.Float64()
		}
		q.policy.Observe(block)
	}
	for _, e := range q.entries {
		switch {
		case e.state == fresh:
			e.state, e.ready = queued, b.Time
		case e.state == landed && e.block <= b.Number:
			// What landed in a confirmed block was settled by its event; what is
			// still here was taken back by the chain and has to go again.
			e.state = queued
		}
	}
	q.signal()
}

func (q *Queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Settle implements oracle.Batcher.
func (q *Queue) Settle(accepted []oracle.PostedOutcome) {
	posted := map[uint32]uint32{}
	for _, o := range accepted {
		posted[o.Index] = max(posted[o.Index], o.Round)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.entries = slices.DeleteFunc(q.entries, func(e *entry) bool { return e.outcome.Round <= posted[e.outcome.Index] })
	q.signal() // what waited for an earlier round of its task may go
}

// Return implements oracle.Batcher.
func (q *Queue) Return(b oracle.Batch) { q.mark(b, queued, 0) }

// Landed implements oracle.Batcher. Block 0 stands for a block not known.
func (q *Queue) Landed(b oracle.Batch, block uint64) { q.mark(b, landed, block) }

func (q *Queue) mark(b oracle.Batch, state entryState, block uint64) {
	type key struct{ index, round uint32 }
	in := make(map[key]bool, len(b.Outcomes))
	for _, o := range b.Outcomes {
		in[key{o.Index, o.Round}] = true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if block == 0 {
		block = q.confirmed.Number + landedPatience
	}
	for _, e := range q.entries {
		if in[key{e.outcome.Index, e.outcome.Round}] {
			e.state, e.block = state, block
		}
	}
	q.signal()
}

// Next implements oracle.Batcher.
func (q *Queue) Next(ctx context.Context) (oracle.Batch, error) {
	for {
		taken, deadline, wait := q.take()
		// Another caller may find more, or has to wait in this one's stead.
		if len(taken) > 0 {
			q.signal()
			b, err := q.build(ctx, taken, deadline)
			if err != nil {
				q.Return(oracle.Batch{Outcomes: taken})
				return oracle.Batch{}, err
			}
			return b, nil
		}
		var due <-chan time.Time
		if wait > 0 {
			due = time.After(wait)
		}
		select {
		case <-q.wake:
		case <-due:
		case <-ctx.Done():
			q.signal()
			return oracle.Batch{}, ctx.Err()
		}
	}
}

// take moves what is due into flight and returns it with the latest of its
// deadlines, or how long to wait until something may be due.
func (q *Queue) take() (taken []oracle.PostedOutcome, deadline uint64, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.live {
		return nil, 0, 0
	}
	ready, cost, full := q.group()
	if len(ready) == 0 {
		return nil, 0, 0
	}
	if !full {
		if wait = q.patience(ready, cost); wait > 0 {
			return nil, 0, wait
		}
	}
	for _, e := range ready {
		e.state = inFlight
		taken = append(taken, e.outcome)
		deadline = max(deadline, e.deadline)
	}
	return taken, deadline, 0
}

// group returns the outcomes that would leave now, as many as fit, what they
// cost, and whether there is no room for another.
func (q *Queue) group() (ready []*entry, cost gas.Cost, full bool) {
	flying := map[uint32]bool{}
	for _, e := range q.entries {
		if e.state == inFlight {
			flying[e.outcome.Index] = true
		}
	}
	room, proof := q.config.MaxOutcomes, q.proof()
	for _, e := range q.entries {
		if e.state != queued || flying[e.outcome.Index] {
			continue
		}
		size := 1
		if e.outcome.Took != 0 {
			size = 2 // and a record of the chains
		}
		if len(ready) > 0 && size > room {
			return ready, cost, true
		}
		room -= size
		more := cost.Add(e.outcome, e.callbackGas)
		if len(ready) > 0 && (more.Most(proof) > q.config.MaxBatchGas || more.Bytes(proof) > q.config.MaxBatchBytes) {
			return ready, cost, true
		}
		ready, cost = append(ready, e), more
	}
	return ready, cost, room <= 0
}

func (q *Queue) proof() gas.Quorum {
	if q.Quorum == nil {
		return gas.Quorum{}
	}
	return q.Quorum()
}

// patience returns how long the policy lets the outcomes wait.
func (q *Queue) patience(ready []*entry, cost gas.Cost) time.Duration {
	now := float64(q.confirmed.Time) + q.Clock().Sub(q.heard).Seconds()
	m := policy.Moment{
		Now: now, Block: float64(q.confirmed.Time), Oldest: now, Outcomes: len(ready),
		Gas: float64(cost.Expected(q.proof())), Fixed: q.proof().Fixed(),
		Arrivals: func(until float64) ([]policy.Arrival, float64) { return q.company.arrivals(q.confirmed.Time, until) },
	}
	for _, e := range ready {
		m.Oldest = min(m.Oldest, float64(e.ready))
	}
	left := q.policy.Until(m) - now
	if left <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(min(left, maxPatience)*1000)) * time.Millisecond
}

// maxPatience bounds how long a caller of Next sleeps before it looks again.
const maxPatience = 3600

func (q *Queue) build(ctx context.Context, outcomes []oracle.PostedOutcome, deadline uint64) (oracle.Batch, error) {
	// The packed form has the outcomes of DIGEST tasks first.
	slices.SortStableFunc(outcomes, func(x, y oracle.PostedOutcome) int {
		switch {
		case x.Digest == y.Digest:
			return 0
		case x.Digest:
			return -1
		default:
			return 1
		}
	})
	b := oracle.Batch{Hub: q.hub, SetID: q.setID, Outcomes: outcomes}
	var err error
	if b.Anchor, err = q.anchors.FirstBlockAt(ctx, deadline); err != nil {
		return b, fmt.Errorf("find the anchor of a batch: %w", err)
	}
	if b.Epoch, err = q.epochs.Epoch(ctx); err != nil {
		return b, fmt.Errorf("ask for the operator set's epoch: %w", err)
	}
	if b.Payload, err = wire.Pack(b.Epoch, b.Anchor, outcomes); err != nil {
		return b, err
	}
	b.Digest = wire.Digest(q.hub, q.setID, b.Payload)
	return b, nil
}
