package committee

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Desk stands in front of a hub's Batcher and remembers what this operator found
// itself: outcomes from when they are solved until the chain has had them for a
// while. Against these it checks what others propose. It implements
// oracle.Batcher and is safe for concurrent use.
type Desk struct {
	oracle.Batcher

	mu        sync.Mutex
	found     map[roundKey]*found
	declined  map[uint32]string // by task: why this operator does not serve it
	halted    bool              // it follows the chain no more
	confirmed uint64
	changed   chan struct{} // closed and replaced with every change
}

type roundKey struct {
	task  uint32
	round uint32
}

type found struct {
	outcome  oracle.PostedOutcome
	check    func(oracle.PostedOutcome) error
	deadline uint64
	settled  bool
	leaders  map[common.Address]time.Time // before us, and when we first signed for them
	until    uint64                       // when settled: the block with which it is forgotten
}

// keepSettled is for how many blocks an outcome that the chain has is kept: a
// leader whose node lags may propose it once more.
const keepSettled = 256

// NewDesk returns the desk in front of a batcher.
func NewDesk(b oracle.Batcher) *Desk {
	return &Desk{Batcher: b, found: map[roundKey]*found{}, declined: map[uint32]string{}, changed: make(chan struct{})}
}

// Add implements oracle.Batcher.
func (d *Desk) Add(t oracle.Task, o oracle.Outcome) {
	p := o.Posted()
	d.mu.Lock()
	d.found[roundKey{o.Index, uint32(o.Round)}] = &found{
		outcome: p, deadline: t.Windows(o.Round).Deadline,
		check: func(other oracle.PostedOutcome) error { return same(p, other) },
	}
	d.announce()
	d.mu.Unlock()
	d.Batcher.Add(t, o)
}

// maxDeclined bounds the tasks of which it is remembered why they are not served.
// Anybody can create such tasks; of the oldest it is said that there is no outcome.
const maxDeclined = 4096

// Decline notes that this operator does not serve a task.
func (d *Desk) Decline(t oracle.Task, why error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.declined[t.Index] = why.Error()
	if len(d.declined) > maxDeclined {
		delete(d.declined, slices.Min(slices.Collect(maps.Keys(d.declined))))
	}
	d.announce()
}

// Halt notes that this operator has ceased to follow the chain for good. Why is
// not for others: it may name an endpoint.
func (d *Desk) Halt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halted = true
	d.announce()
}

// Settle implements oracle.Batcher.
func (d *Desk) Settle(accepted []oracle.PostedOutcome) {
	d.mu.Lock()
	for _, o := range accepted {
		for k, f := range d.found {
			if k.task == o.Index && k.round <= o.Round && !f.settled {
				f.settled, f.until = true, d.confirmed+keepSettled
			}
		}
	}
	d.announce()
	d.mu.Unlock()
	d.Batcher.Settle(accepted)
}

// Confirmed implements oracle.Batcher.
func (d *Desk) Confirmed(b oracle.BlockConfirmed) {
	d.mu.Lock()
	d.confirmed = b.Number
	for k, f := range d.found {
		if f.settled && f.until <= b.Number {
			delete(d.found, k)
		}
	}
	d.announce()
	d.mu.Unlock()
	d.Batcher.Confirmed(b)
}

func (d *Desk) announce() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// wait blocks until ready says so or the context ends, whose error it returns.
// ready is called with the desk locked.
func (d *Desk) wait(ctx context.Context, ready func() bool) error {
	for {
		d.mu.Lock()
		ok, changed := ready(), d.changed
		d.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// slot returns the earliest deadline of a batch's outcomes.
func (d *Desk) slot(outcomes []oracle.PostedOutcome) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	var slot uint64
	for _, o := range outcomes {
		if f := d.found[roundKey{o.Index, o.Round}]; f != nil && (slot == 0 || f.deadline < slot) {
			slot = f.deadline
		}
	}
	return slot
}

// lead notes that an earlier leader than we has our signature. Only its first one
// counts for a round, or it could keep others waiting for ever.
func (d *Desk) lead(leader common.Address, outcomes []oracle.PostedOutcome, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, o := range outcomes {
		f := d.found[roundKey{o.Index, o.Round}]
		if f == nil {
			continue
		}
		if f.leaders == nil {
			f.leaders = map[common.Address]time.Time{}
		}
		if _, again := f.leaders[leader]; !again {
			f.leaders[leader] = now
		}
	}
}

// led returns when an earlier leader last got our first signature for a round of
// a batch, zero if none has.
func (d *Desk) led(outcomes []oracle.PostedOutcome) (last time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, o := range outcomes {
		if f := d.found[roundKey{o.Index, o.Round}]; f != nil {
			for _, at := range f.leaders {
				if at.After(last) {
					last = at
				}
			}
		}
	}
	return last
}

// settledAll tells whether the chain has every outcome of a batch. The desk is
// locked.
func (d *Desk) settledAll(outcomes []oracle.PostedOutcome) bool {
	return !slices.ContainsFunc(outcomes, func(o oracle.PostedOutcome) bool {
		f := d.found[roundKey{o.Index, o.Round}]
		return f != nil && !f.settled
	})
}

// missing returns why a proposal cannot be judged yet, nil when it can. The desk
// is locked.
func (d *Desk) missing(anchor oracle.Anchor, outcomes []oracle.PostedOutcome) *Refusal {
	if d.halted {
		return refuse(Halted, "this operator halted at block %d and waits for a person; its log says why", d.confirmed)
	}
	for _, o := range outcomes {
		if why, ok := d.declined[o.Index]; ok {
			return refuse(NotServing, "this operator declines task %d: %s", o.Index, why)
		}
	}
	if d.confirmed < anchor.Number {
		r := refuse(Behind, "this operator's node has confirmed block %d and the batch refers to %d", d.confirmed, anchor.Number)
		r.Behind = anchor.Number - d.confirmed
		return r
	}
	for _, o := range outcomes {
		if d.found[roundKey{o.Index, o.Round}] == nil {
			return refuse(NotSolved, "this operator has no outcome of task %d round %d at block %d", o.Index, o.Round, d.confirmed)
		}
	}
	return nil
}

// compare returns the latest deadline of the outcomes, or the first that is not
// what this operator found.
func (d *Desk) compare(outcomes []oracle.PostedOutcome) (uint64, *Refusal) {
	var latest uint64
	for _, o := range outcomes {
		d.mu.Lock()
		f := d.found[roundKey{o.Index, o.Round}]
		d.mu.Unlock()
		if f == nil {
			return 0, refuse(NotSolved, "this operator has forgotten task %d round %d, which the chain has had for long", o.Index, o.Round)
		}
		if err := f.check(o); err != nil {
			return 0, refuse(WrongOutcome, "task %d round %d: %v", o.Index, o.Round, err)
		}
		latest = max(latest, f.deadline)
	}
	return latest, nil
}

// same tells how a proposed outcome differs from the one that was found.
func same(own, other oracle.PostedOutcome) error {
	switch {
	case other.Insufficient != own.Insufficient:
		return fmt.Errorf("insufficient is %t, this operator found %t", other.Insufficient, own.Insufficient)
	case other.Narrow != own.Narrow || other.Digest != own.Digest:
		return fmt.Errorf("it has another form of storage than the task")
	case other.Took != own.Took:
		return fmt.Errorf("it is made of the chains %b of its scope, this operator's of %b", other.Took, own.Took)
	case other.Participants != own.Participants:
		return fmt.Errorf("%d participants, this operator found %d", other.Participants, own.Participants)
	case len(other.Values) != len(own.Values):
		return fmt.Errorf("%d values, this operator found %d", len(other.Values), len(own.Values))
	}
	for i, v := range other.Values {
		if (*big.Int).Cmp(v, own.Values[i]) != 0 {
			return fmt.Errorf("value %d is %s, this operator found %s", i, v, own.Values[i])
		}
	}
	return nil
}

// Head returns the last block that was folded.
func (d *Desk) Head() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.confirmed
}
