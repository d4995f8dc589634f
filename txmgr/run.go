package txmgr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
)

// Run watches what no call of Send does, and fills the gaps between nonces,
// until the context ends. At most one Run at a time.
func (m *Manager) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	var gap gapWatch
	for {
		err := m.resume(ctx)
		if err == nil {
			for _, f := range m.adopt() {
				wg.Go(func() { m.tend(ctx, f) })
			}
			err = m.fillGaps(ctx, &gap)
		}
		if ctx.Err() != nil {
			return
		}
		m.report(err)
		t := time.NewTimer(m.config.PollInterval)
		select {
		case <-t.C:
		case <-m.wake:
			t.Stop()
		case <-ctx.Done():
			t.Stop()
			return
		}
	}
}

// adopt takes over the flights that nobody watches.
func (m *Manager) adopt() []*flight {
	m.mu.Lock()
	defer m.mu.Unlock()
	fs := m.orphans
	m.orphans = nil
	return fs
}

// tend watches a flight to its end.
func (m *Manager) tend(ctx context.Context, f *flight) {
	m.mu.Lock()
	unwanted := f.abandoned && !f.cancels
	m.mu.Unlock()
	for {
		switch m.look(ctx, f) {
		case confirmed, replaced:
			m.drop(f)
			return
		case waiting:
			if unwanted {
				err := m.cancel(ctx, f)
				m.note(ctx, f, err)
				unwanted = err != nil
			}
		}
		if oracle.Sleep(ctx, m.config.PollInterval) != nil {
			return
		}
	}
}

// gapWatch remembers since when a nonce has been missing.
type gapWatch struct {
	nonce uint64
	since time.Time
}

// fillGaps fills the nonces that came back, and one that the chain waits for
// and nobody has sent: a reorganisation deeper than the confirmations leaves
// such. Only time tells that one from an endpoint that lags behind.
func (m *Manager) fillGaps(ctx context.Context, w *gapWatch) error {
	m.mu.Lock()
	busy := len(m.flights) > 0
	gaps := slices.Clone(m.gaps)
	m.mu.Unlock()
	if !busy && len(gaps) == 0 {
		*w = gapWatch{}
		return nil
	}
	count, err := m.mined(ctx)
	if err != nil {
		return err
	}
	m.mu.Lock()
	lost := count < m.next && m.flights[count] == nil && !slices.Contains(m.gaps, count)
	switch {
	case !lost:
		*w = gapWatch{}
	case w.since.IsZero() || w.nonce != count:
		*w = gapWatch{count, time.Now()}
	case time.Since(w.since) > m.config.ResubmitAfter:
		for n := count; n < min(m.next, count+mostPooled); n++ {
			if m.flights[n] == nil {
				m.addGap(n)
			}
		}
		gaps = slices.Clone(m.gaps)
		*w = gapWatch{}
	}
	m.mu.Unlock()
	for _, n := range gaps {
		if err := m.fill(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// resume reads the outbox, once, and sends what is in it again; Run watches it
// from then on. Whoever comes while it is read waits for that.
func (m *Manager) resume(ctx context.Context) error {
	for {
		m.mu.Lock()
		switch reading := m.resuming; {
		case m.resumed || m.outbox == nil:
			m.mu.Unlock()
			return nil
		case reading != nil:
			m.mu.Unlock()
			select {
			case <-reading:
			case <-ctx.Done():
				return ctx.Err()
			}
			continue
		}
		done := make(chan struct{})
		m.resuming = done
		m.mu.Unlock()
		err := m.load(ctx)
		m.mu.Lock()
		m.resuming, m.resumed = nil, err == nil
		m.mu.Unlock()
		close(done)
		return err
	}
}

// lag is how many transactions of the account an endpoint may not know yet
// that the chain has mined. Were they lost in a deep reorganisation, Run fills
// their nonces.
const lag = 8

// load makes flights of the outbox and sends the newest version of each again,
// unless it is mined.
func (m *Manager) load(ctx context.Context) error {
	floor, err := m.outbox.Floor(ctx, m.config.ChainID, m.Address())
	if err != nil {
		return err
	}
	rows, err := m.outbox.Pending(ctx, m.config.ChainID, m.Address())
	if err != nil {
		return err
	}
	if floor == 0 && len(rows) == 0 {
		return nil
	}
	count, err := m.mined(ctx)
	if err != nil {
		return err
	}
	if count+lag < floor || count+mostPooled < first(rows) {
		return fmt.Errorf("the chain has %d transactions of account %s, and had %d or more before; the endpoint lags behind its chain, or this is another chain than it was: if a development chain was begun anew, remove the store (store.path)", count, m.Address(), max(floor, first(rows)))
	}
	var fs []*flight
	for _, row := range rows {
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(row.Raw); err != nil || tx.To() == nil || tx.Nonce() != row.Nonce {
			return fmt.Errorf("decode transaction %s of the outbox: %w; restore the store (store.path) from a copy", row.Hash, orElse(err, errNotOurs))
		}
		if len(fs) == 0 || fs[len(fs)-1].nonce != row.Nonce {
			fs = append(fs, &flight{nonce: row.Nonce, born: time.Now(), last: time.Now(), state: Sent})
		}
		f := fs[len(fs)-1]
		f.versions = append(f.versions, tx)
		f.candidate = Candidate{To: *tx.To(), Data: tx.Data(), Value: tx.Value(), Gas: tx.Gas()}
		f.cancels = *tx.To() == m.Address()
	}
	m.mu.Lock()
	m.next = max(m.next, floor)
	for _, f := range fs {
		m.flights[f.nonce] = f
		m.next = max(m.next, f.nonce+1)
	}
	// A nonce between them that is nobody's was given back before the crash.
	for n := max(count, floor); n < m.next; n++ {
		if m.flights[n] == nil {
			m.addGap(n)
		}
	}
	m.mu.Unlock()
	var wg sync.WaitGroup
	for _, f := range fs {
		if f.nonce >= count {
			wg.Go(func() { m.rebroadcast(ctx, f) })
		}
	}
	wg.Wait()
	for _, f := range fs {
		m.orphan(f)
	}
	return nil
}

// first returns the lowest nonce of the outbox, 0 if there is none.
func first(rows []oracle.SentTx) uint64 {
	if len(rows) == 0 {
		return 0
	}
	return rows[0].Nonce
}

var errNotOurs = errors.New("it is not what this program writes")

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
