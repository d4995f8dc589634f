package committee

import (
	"context"
	"slices"
	"time"

	"oracled/oracle"
)

// parked is a batch that waits for this operator's turn.
type parked struct {
	batch oracle.Batch
	due   time.Time
}

// Next implements oracle.Batcher. A batch of which another operator is the
// leader is kept back for as many turns as stand before ours, and forgotten when
// the chain has it; meanwhile others go ahead.
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
		m.waiting = append(m.waiting, parked{batch: b, due: time.Now().Add(time.Duration(rank) * m.Turn)})
	}
}

// unpark returns a batch whose turn has come, and forgets those that the chain
// has.
func (m *Member) unpark(now time.Time) (oracle.Batch, bool) {
	m.Desk.mu.Lock()
	m.waiting = slices.DeleteFunc(m.waiting, func(p parked) bool { return m.Desk.settledAll(p.batch.Outcomes) })
	m.Desk.mu.Unlock()
	for i, p := range m.waiting {
		if !p.due.After(now) {
			m.waiting = slices.Delete(m.waiting, i, i+1)
			return p.batch, true
		}
	}
	return oracle.Batch{}, false
}

// nextOrDue returns the next batch of the queue, or an empty one as soon as a
// parked one may have to be looked at.
func (m *Member) nextOrDue(ctx context.Context) (oracle.Batch, error) {
	if len(m.waiting) == 0 {
		return m.Desk.Batcher.Next(ctx)
	}
	due := m.waiting[0].due
	for _, p := range m.waiting {
		if p.due.Before(due) {
			due = p.due
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
