package post

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
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
// oracle.Batcher and is safe for concurrent use.
//
// Nothing leaves before the follower has reached the head of the chain: until
// then the queue cannot know what is posted already.
type Queue struct {
	hub     oracle.Hub
	setID   common.Hash
	config  Config
	anchors Anchors
	epochs  Epochs

	mu        sync.Mutex
	entries   []*entry // sorted by deadline, task, round
	live      bool
	confirmed uint64
	wake      chan struct{}
}

type entry struct {
	outcome  oracle.PostedOutcome
	deadline uint64
	gas      uint64 // a generous estimate
	added    time.Time
	state    entryState
	block    uint64 // when landed: confirmed there at the latest
}

type entryState int

const (
	fresh    entryState = iota // added while a block is still being folded
	queued                     // may leave
	inFlight                   // in a batch that Next has returned
	landed                     // mined, not yet confirmed
)

// Gas that a batch may need, generously: EIP-7825 caps a transaction at 2²⁴.
const (
	batchGasLimit  = 14_000_000
	batchGasBase   = 600_000 // pairing with every signer absent that may be, calldata of the header
	outcomeGas     = 45_000
	valueGas       = 13_000 // half a new slot, calldata and log
	landedPatience = 32     // blocks to wait for somebody else's event
)

// NewQueue returns an empty queue.
func NewQueue(hub oracle.Hub, setID common.Hash, config Config, anchors Anchors, epochs Epochs) *Queue {
	return &Queue{hub: hub, setID: setID, config: config, anchors: anchors, epochs: epochs, wake: make(chan struct{}, 1)}
}

// Len returns how many outcomes are kept.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.entries)
}

// Add implements oracle.Batcher.
func (q *Queue) Add(t oracle.Task, o oracle.Outcome) {
	e := &entry{
		outcome:  o.Posted(),
		deadline: t.Windows(o.Round).Deadline,
		gas:      outcomeGas + uint64(len(o.Values))*valueGas + uint64(t.CallbackGas)*64/63,
		added:    time.Now(),
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.entries = append(q.entries, e)
	slices.SortStableFunc(q.entries, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.deadline, b.deadline), cmp.Compare(a.outcome.Index, b.outcome.Index), cmp.Compare(a.outcome.Round, b.outcome.Round))
	})
	if len(q.entries) > q.config.MaxQueue {
		q.dropSuperseded()
	}
}

// dropSuperseded drops the oldest outcome that a later round of its task
// supersedes: that round is missed. Without one the queue grows, by one outcome
// per task at most.
func (q *Queue) dropSuperseded() {
	for i, e := range q.entries {
		if e.state == inFlight || e.state == landed {
			continue
		}
		for _, later := range q.entries[i+1:] {
			if later.outcome.Index == e.outcome.Index {
				q.entries = slices.Delete(q.entries, i, i+1)
				return
			}
		}
	}
}

// Confirmed implements oracle.Batcher.
func (q *Queue) Confirmed(b oracle.BlockConfirmed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.live = q.live || b.Live
	q.confirmed = b.Number
	for _, e := range q.entries {
		// What landed in a confirmed block was settled by its event; what is
		// still here was taken back by the chain and has to go again.
		if e.state == fresh || e.state == landed && e.block <= b.Number {
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
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, o := range accepted {
		q.entries = slices.DeleteFunc(q.entries, func(e *entry) bool {
			return e.outcome.Index == o.Index && e.outcome.Round <= o.Round
		})
	}
}

// Return implements oracle.Batcher.
func (q *Queue) Return(b oracle.Batch) { q.mark(b, queued, 0) }

// Landed implements oracle.Batcher. Block 0 stands for a block not known.
func (q *Queue) Landed(b oracle.Batch, block uint64) { q.mark(b, landed, block) }

func (q *Queue) mark(b oracle.Batch, state entryState, block uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if block == 0 {
		block = q.confirmed + landedPatience
	}
	for _, e := range q.entries {
		for _, o := range b.Outcomes {
			if e.outcome.Index == o.Index && e.outcome.Round == o.Round {
				e.state, e.block = state, block
			}
		}
	}
	q.signal()
}

// Next implements oracle.Batcher.
func (q *Queue) Next(ctx context.Context) (oracle.Batch, error) {
	for {
		taken, deadline, wait := q.take()
		if len(taken) > 0 {
			b, err := q.build(ctx, taken, deadline)
			if err != nil {
				q.Return(oracle.Batch{Outcomes: taken})
				return oracle.Batch{}, err
			}
			return b, nil
		}
		var due <-chan time.Time
		if wait > 0 {
			t := time.NewTimer(wait)
			defer t.Stop()
			due = t.C
		}
		select {
		case <-q.wake:
		case <-due:
		case <-ctx.Done():
			return oracle.Batch{}, ctx.Err()
		}
	}
}

// take moves what is due into flight and returns it with the latest of its
// deadlines, or how long to wait for the oldest to be due.
func (q *Queue) take() (taken []oracle.PostedOutcome, deadline uint64, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.live {
		return nil, 0, 0
	}
	var ready []*entry
	gas := uint64(batchGasBase)
	full := false
	for _, e := range q.entries {
		if e.state != queued {
			continue
		}
		if len(ready) == q.config.MaxOutcomes || len(ready) > 0 && gas+e.gas > batchGasLimit {
			full = true
			break
		}
		ready = append(ready, e)
		gas += e.gas
	}
	if len(ready) == 0 {
		return nil, 0, 0
	}
	full = full || len(ready) == q.config.MaxOutcomes
	if !full && q.config.MaxDelay > 0 {
		oldest := ready[0].added
		for _, e := range ready {
			if e.added.Before(oldest) {
				oldest = e.added
			}
		}
		if wait = q.config.MaxDelay - time.Since(oldest); wait > 0 {
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
