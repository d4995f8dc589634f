package txmgr

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
	"oracled/txmgr/fees"
)

// outcome of one look at a flight.
type outcome int

const (
	waiting   outcome = iota
	mined             // in a block that may still vanish
	confirmed         // for good, and settled
	replaced          // by another transaction
)

// A transaction that offers so many times what the market asks for is not
// waiting for a higher fee.
const enough = 4

// stuckAfter is how many times ResubmitAfter a transaction may offer what the
// market asks for, all lower nonces being mined, before something is wrong.
const stuckAfter = 3

// await watches a flight until it is mined, and leaves it to Run when that is
// not the end of it.
func (m *Manager) await(ctx context.Context, f *flight) (*types.Receipt, error) {
	for {
		switch m.look(ctx, f) {
		case confirmed:
			m.drop(f)
			return f.mined, nil
		case mined:
			r := f.mined // Run may change it from here on
			m.orphan(f)
			return r, nil
		case replaced:
			m.drop(f)
			return nil, ErrReplaced
		}
		if err := oracle.Sleep(ctx, m.config.PollInterval); err != nil {
			m.mu.Lock()
			f.abandoned = true
			m.mu.Unlock()
			m.orphan(f)
			return nil, err
		}
	}
}

// look asks the chain once how a flight stands, and does what is due. What the
// endpoint fails to answer changes nothing; the next look asks again.
func (m *Manager) look(ctx context.Context, f *flight) outcome {
	count, err := m.mined(ctx)
	if err != nil {
		m.note(ctx, f, err)
		return waiting
	}
	if count > f.nonce || f.mined != nil {
		receipt, err := m.receipt(ctx, f)
		switch {
		case err != nil:
			m.note(ctx, f, err)
			return waiting
		case receipt != nil:
			return m.landed(ctx, f, receipt)
		case count > f.nonce:
			return m.missing(ctx, f)
		}
		// Its block has vanished, and its nonce is free again.
		m.update(f, func() { f.mined, f.state = nil, Reorged })
		m.rebroadcast(ctx, f)
		f.last = time.Now()
	}
	f.lost = time.Time{}
	m.push(ctx, f, count)
	return waiting
}

// note keeps a failure of the endpoint where operators see it.
func (m *Manager) note(ctx context.Context, f *flight, err error) {
	if ctx.Err() == nil {
		m.update(f, func() { f.err = err })
	}
}

// receipt returns the receipt of whichever version was mined, nil if none was.
func (m *Manager) receipt(ctx context.Context, f *flight) (*types.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for i := len(f.versions) - 1; i >= 0; i-- {
		hash := f.versions[i].Hash()
		r, err := m.backend.TransactionReceipt(ctx, hash)
		if err == nil && r != nil {
			if r.TxHash != hash || r.BlockNumber == nil {
				return nil, fmt.Errorf("fetch a receipt: the endpoint answered for %s with that of %s", hash, r.TxHash)
			}
			return r, nil
		}
		if err != nil && !errors.Is(err, ethereum.NotFound) {
			return nil, fmt.Errorf("fetch a receipt: %w", err)
		}
	}
	return nil, nil
}

// landed notes the block of a flight and settles it when that is deep enough.
func (m *Manager) landed(ctx context.Context, f *flight, r *types.Receipt) outcome {
	f.lost = time.Time{}
	m.update(f, func() { f.mined, f.state, f.err = r, Mined, nil })
	if m.config.Confirmations > 0 {
		deep, err := m.deep(ctx, r.BlockNumber)
		if err != nil {
			m.note(ctx, f, err)
		}
		if !deep {
			return mined
		}
	}
	if err := m.settle(ctx, f); err != nil {
		m.note(ctx, f, err)
		return mined
	}
	return confirmed
}

// deep tells whether a block has its confirmations.
func (m *Manager) deep(ctx context.Context, block *big.Int) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	head, err := m.backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("fetch the head: %w", err)
	}
	return head.Number.Cmp(new(big.Int).Add(block, new(big.Int).SetUint64(m.config.Confirmations))) >= 0, nil
}

// settle forgets a flight, and every one before it, for good.
func (m *Manager) settle(ctx context.Context, f *flight) error {
	if m.outbox == nil {
		return nil
	}
	return m.outbox.Settled(context.WithoutCancel(ctx), m.config.ChainID, m.Address(), f.nonce+1)
}

// missing is a nonce that is used and no version of ours has a receipt. For a
// while that is an endpoint whose index lags behind its chain.
func (m *Manager) missing(ctx context.Context, f *flight) outcome {
	switch {
	case f.lost.IsZero():
		f.lost = time.Now()
	case time.Since(f.lost) > m.config.ResubmitAfter:
		m.update(f, func() { f.state, f.err = Replaced, ErrReplaced })
		// Lower nonces may wait for their confirmations; then they settle this one.
		if m.config.Confirmations == 0 {
			if err := m.settle(ctx, f); err != nil {
				m.note(ctx, f, err)
			}
		}
		return replaced
	}
	return waiting
}

// push does what helps a flight that is not mined: it raises the fees when its
// turn has come and passed, and otherwise sees to it that the endpoint has it.
func (m *Manager) push(ctx context.Context, f *flight, count uint64) {
	now := time.Now()
	if count < f.nonce {
		f.inLine = time.Time{} // a lower nonce comes first; no fee changes that
	} else if f.inLine.IsZero() {
		f.inLine = now
		if now.Sub(f.last) > m.config.ResubmitAfter {
			// The market may have left it behind while it waited for its turn.
			m.raise(ctx, f, true)
			return
		}
	}
	f.looked = latest(f.looked, f.last)
	switch {
	case !f.inLine.IsZero() && now.Sub(latest(f.last, f.inLine)) >= m.config.ResubmitAfter:
		m.raise(ctx, f, false)
	case now.Sub(f.looked) >= m.config.ResubmitAfter/4:
		m.remind(ctx, f)
	}
}

// latest returns the later of two times.
func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// remind sends a flight again if the endpoint has forgotten it.
func (m *Manager) remind(ctx context.Context, f *flight) {
	f.looked = time.Now()
	asking, cancel := context.WithTimeout(ctx, patience)
	_, _, err := m.backend.TransactionByHash(asking, f.newest().Hash())
	cancel()
	if !errors.Is(err, ethereum.NotFound) {
		return
	}
	m.update(f, func() { f.state = Dropped })
	m.rebroadcast(ctx, f)
}

// rebroadcast sends the newest version again. Whatever comes of it, the flight
// is watched on.
func (m *Manager) rebroadcast(ctx context.Context, f *flight) {
	f.looked = time.Now()
	err := hide(m.broadcast(ctx, f.newest()))
	if ctx.Err() == nil {
		m.update(f, func() { f.err = err })
	}
}

// raise sends a flight with fees at least an eighth higher, and at least the
// market's. At the cap, or when it offers several times what the market asks
// for, it sends the same version again.
func (m *Manager) raise(ctx context.Context, f *flight, behindOnly bool) {
	market, err := m.suggest(ctx)
	if err != nil {
		m.note(ctx, f, err)
		return
	}
	now := fees.Of(f.newest())
	if behindOnly && now.AtLeast(market) {
		return
	}
	f.last = time.Now()
	least := m.model.Bump(now, now)
	next := m.model.Bump(now, market).Limit(m.config.MaxFee)
	stuck := now.AtLeast(market) && time.Since(f.inLine) >= stuckAfter*m.config.ResubmitAfter
	switch {
	case now.AtLeast(market.Times(enough)):
		m.update(f, func() { f.state = Stuck })
		m.rebroadcast(ctx, f)
		return
	case !next.AtLeast(least):
		m.update(f, func() {
			f.state = Capped
			if stuck && now.Cap.Cmp(market.Cap) > 0 {
				f.state = Stuck
			}
		})
		m.rebroadcast(ctx, f)
		return
	}
	if _, err := m.sign(ctx, f, next); err != nil {
		m.note(ctx, f, err)
		m.rebroadcast(ctx, f)
		return
	}
	m.update(f, func() {
		f.bumps++
		f.state = Bumped
	})
	if stuck {
		m.update(f, func() { f.state = Stuck })
	}
	m.rebroadcast(ctx, f)
}

// cancel replaces a flight that nobody wants any more by one that does nothing,
// if that is not too late, and if the cap leaves room for the higher fees.
func (m *Manager) cancel(ctx context.Context, f *flight) error {
	market, err := m.suggest(ctx)
	if err != nil {
		return err
	}
	c, err := m.nothing(ctx)
	if err != nil {
		return err
	}
	now := fees.Of(f.newest())
	next := m.model.Bump(now, market).Limit(m.config.MaxFee)
	if !next.AtLeast(m.model.Bump(now, now)) {
		return nil
	}
	wanted := f.candidate
	m.mu.Lock()
	f.candidate = c
	m.mu.Unlock()
	if _, err := m.sign(ctx, f, next); err != nil {
		m.mu.Lock()
		f.candidate = wanted
		m.mu.Unlock()
		return err
	}
	m.update(f, func() {
		f.bumps++
		f.cancels, f.state = true, Bumped
	})
	m.rebroadcast(ctx, f)
	return nil
}
