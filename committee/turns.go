package committee

import (
	"context"
	"slices"
	"time"

	"oracled/oracle"
)

// stagger is the most that lies between two leaders' proposals after the first
// leader's time is over. It only has to be longer than an exchange with peers
// takes: who has signed for one leader gives it a whole turn.
const stagger = 250 * time.Millisecond

// parked is a batch that waits for this operator's turn.
type parked struct {
	batch oracle.Batch
	due   time.Time // unless an earlier leader is at it
}

// wait returns how long the leader of a rank leaves to those before it, if none
// of them is heard of.
func (m *Member) wait(rank int) time.Duration {
	if rank == 0 {
		return 0
	}
	return m.Turn + time.Duration(rank-1)*min(m.Turn/8, stagger)
}

// Next implements oracle.Batcher. A batch of which another operator is the
// leader is kept back for a turn, and a little more for each further leader before
// us. An earlier leader that has our signature gets a turn of its own. A batch is
// forgotten when the chain has it; meanwhile others go ahead.
func (m *Member) Next(ctx context.Context) (oracle.Batch, error) {
	m.next.Lock()
	defer m.next.Unlock()
	for {
		if b, ok := m.unpark(time.Now()); ok {
			return b, nil
		}
		b, err := m.nextOrDue(ctx)
		if err != nil {
			return b, err
		}
		if len(b.Outcomes) == 0 {
			continue // a parked one is due, or settled
		}
		set, epoch, err := m.refresh(ctx)
		rank := 0
		if err == nil {
			rank, err = m.rank(set, epoch, b)
		}
		if err != nil {
			m.Desk.Return(b)
			return oracle.Batch{}, err
		}
		if rank == 0 {
			return b, nil
		}
		m.waiting = append(m.waiting, parked{batch: b, due: time.Now().Add(m.wait(rank))})
	}
}

// unpark returns a batch whose turn has come, and forgets those that the chain
// has.
func (m *Member) unpark(now time.Time) (oracle.Batch, bool) {
	m.Desk.mu.Lock()
	m.waiting = slices.DeleteFunc(m.waiting, func(p parked) bool { return m.Desk.settledAll(p.batch.Outcomes) })
	m.Desk.mu.Unlock()
	for i, p := range m.waiting {
		if !m.due(p).After(now) {
			m.waiting = slices.Delete(m.waiting, i, i+1)
			return p.batch, true
		}
	}
	return oracle.Batch{}, false
}

// due returns when a batch is ours to propose: a turn after an earlier leader got
// our signature for a round of it, if one has.
func (m *Member) due(p parked) time.Time {
	if led := m.Desk.led(p.batch.Outcomes); !led.IsZero() && led.Add(m.Turn).After(p.due) {
		return led.Add(m.Turn)
	}
	return p.due
}

// nextOrDue returns the next batch of the queue, or an empty one as soon as a
// parked one may have to be looked at.
func (m *Member) nextOrDue(ctx context.Context) (oracle.Batch, error) {
	if len(m.waiting) == 0 {
		return m.Desk.Batcher.Next(ctx)
	}
	due := m.due(m.waiting[0])
	for _, p := range m.waiting[1:] {
		if d := m.due(p); d.Before(due) {
			due = d
		}
	}
	until, cancel := context.WithDeadline(ctx, due)
	defer cancel()
	b, err := m.Desk.Batcher.Next(until)
	if err != nil && ctx.Err() == nil && until.Err() != nil {
		return oracle.Batch{}, nil
	}
	return b, err
}
