package txmgr

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// State is where a transaction in flight stands.
type State string

// The states of a transaction in flight.
const (
	Sent     State = "sent"     // for the first time
	Bumped   State = "bumped"   // with higher fees
	Capped   State = "capped"   // its fees cannot be raised below post.maxFeeGwei; it is sent again and waits
	Stuck    State = "stuck"    // not mined though it offers more than the market asks for
	Dropped  State = "dropped"  // the endpoint had forgotten it; it was sent again
	Mined    State = "mined"    // and waits for its confirmations
	Reorged  State = "reorged"  // its block has vanished; it was sent again
	Replaced State = "replaced" // another transaction was mined with its nonce
)

// States returns all states.
func States() []State {
	return []State{Sent, Bumped, Capped, Stuck, Dropped, Mined, Reorged, Replaced}
}

// Pending is a transaction in flight, as operators see it.
type Pending struct {
	Nonce   uint64
	Hash    common.Hash // of the version that was sent last
	Age     time.Duration
	Bumps   int
	Tip     *big.Int // wei per gas
	Cap     *big.Int // wei per gas
	State   State
	Cancels bool  // it does nothing but use its nonce
	Err     error // that its last try met; nil: none
}

// flight is one nonce and what was sent with it.
type flight struct {
	nonce uint64
	born  time.Time

	// The manager's mutex guards the rest. One goroutine at a time, the
	// flight's watcher, changes it.
	candidate Candidate
	versions  []*types.Transaction // all that were signed, the last having the highest fees
	state     State
	bumps     int
	cancels   bool
	abandoned bool // whoever wanted it is gone
	err       error
	mined     *types.Receipt

	// These are the watcher's own.
	last   time.Time // when the last version was signed
	looked time.Time // when the endpoint was last asked for it, or given it
	inLine time.Time // since when no lower nonce is missing; zero: one is
	lost   time.Time // since when its nonce is used and no receipt is there
}

// newest returns the version that was sent last, nil before the first.
func (f *flight) newest() *types.Transaction {
	if len(f.versions) == 0 {
		return nil
	}
	return f.versions[len(f.versions)-1]
}

func (f *flight) version(hash common.Hash) *types.Transaction {
	i := slices.IndexFunc(f.versions, func(tx *types.Transaction) bool { return tx.Hash() == hash })
	return f.versions[i]
}

func (f *flight) pending() Pending {
	tx := f.newest()
	return Pending{
		Nonce: f.nonce, Hash: tx.Hash(), Age: time.Since(f.born), Bumps: f.bumps,
		Tip: tx.GasTipCap(), Cap: tx.GasFeeCap(), State: f.state, Cancels: f.cancels, Err: f.err,
	}
}

// InFlight lists the transactions that are not settled, by nonce.
func (m *Manager) InFlight() []Pending {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Pending
	for _, f := range m.flights {
		if f.newest() != nil {
			out = append(out, f.pending())
		}
	}
	slices.SortFunc(out, func(a, b Pending) int { return cmp.Compare(a.Nonce, b.Nonce) })
	return out
}

// update changes a flight and tells of it if that can be seen.
func (m *Manager) update(f *flight, change func()) {
	m.mu.Lock()
	before, bumps := f.state, f.bumps
	change()
	changed := f.newest() != nil && (f.state != before || f.bumps != bumps)
	var p Pending
	if changed {
		p = f.pending()
	}
	m.mu.Unlock()
	if changed && m.config.Changed != nil {
		m.config.Changed(p)
	}
}
