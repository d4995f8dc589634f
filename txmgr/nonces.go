package txmgr

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// mostPooled is how many transactions of one account a pool may hold that we
// have not sent. With a nonce above them nothing of ours would be mined.
const mostPooled = 64

// reserve takes a nonce: the lowest that came back and is still free, or the
// first above every one that we have given out and that the chain and the
// endpoint's pool know. An endpoint that lags behind gives no nonce twice.
func (m *Manager) reserve(ctx context.Context, c Candidate) (*flight, error) {
	mined, err := m.mined(ctx)
	if err != nil {
		return nil, err
	}
	pooled, err := m.pooled(ctx)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if ours := max(m.next, mined); pooled > ours+mostPooled {
		return nil, fmt.Errorf("the endpoint says that the next nonce of %s is %d, where %d is expected; use another endpoint", m.Address(), pooled, ours)
	}
	m.gaps = slices.DeleteFunc(m.gaps, func(n uint64) bool { return n < mined })
	if len(m.gaps) > 0 {
		nonce := m.gaps[0]
		m.gaps = m.gaps[1:]
		return m.take(nonce, c), nil
	}
	return m.take(max(m.next, mined, pooled), c), nil
}

// take gives a nonce out; m.mu is held.
func (m *Manager) take(nonce uint64, c Candidate) *flight {
	f := &flight{nonce: nonce, candidate: c, born: time.Now()}
	m.flights[nonce] = f
	m.next = max(m.next, nonce+1)
	return f
}

// giveBack returns the nonce of a flight that was not sent, and tells whether
// that leaves a gap below others.
func (m *Manager) giveBack(f *flight) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.flights, f.nonce)
	if f.nonce+1 < m.next {
		m.addGap(f.nonce)
		return true
	}
	for m.next = f.nonce; len(m.gaps) > 0 && m.gaps[len(m.gaps)-1]+1 == m.next; m.next-- {
		m.gaps = m.gaps[:len(m.gaps)-1]
	}
	return false
}

// addGap notes that nothing was sent with a nonce; m.mu is held.
func (m *Manager) addGap(nonce uint64) {
	if i, known := slices.BinarySearch(m.gaps, nonce); !known {
		m.gaps = slices.Insert(m.gaps, i, nonce)
	}
}

// mined returns how many transactions of the account the chain has.
func (m *Manager) mined(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	n, err := m.backend.NonceAt(ctx, m.Address(), nil)
	if err != nil {
		return 0, fmt.Errorf("ask for the nonce of %s: %w", m.Address(), err)
	}
	return n, nil
}

// pooled returns the nonce that follows those in the endpoint's pool.
func (m *Manager) pooled(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	n, err := m.backend.PendingNonceAt(ctx, m.Address())
	if err != nil {
		return 0, fmt.Errorf("ask for the nonce of %s: %w", m.Address(), err)
	}
	return n, nil
}

// drop forgets a flight in memory.
func (m *Manager) drop(f *flight) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.flights[f.nonce] == f {
		delete(m.flights, f.nonce)
	}
}

// orphan hands a flight to Run.
func (m *Manager) orphan(f *flight) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.orphans = append(m.orphans, f)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}
