package oracle

import (
	"sync"

	"github.com/ethereum/go-ethereum/common"
)

// Roll is who has registered on a hub, in the order of the first registrations.
// One goroutine writes it, any may read.
type Roll struct {
	mu     sync.RWMutex
	agents map[common.Address]enrolled
}

type enrolled struct {
	key   []byte // the latest
	order uint64 // of the first registration, from 1
}

func newRoll() *Roll { return &Roll{agents: map[common.Address]enrolled{}} }

func (r *Roll) register(agent common.Address, key []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, known := r.agents[agent]
	if !known {
		e.order = uint64(len(r.agents)) + 1
	}
	e.key = key
	r.agents[agent] = e
}

func (r *Roll) key(agent common.Address) []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.agents[agent].key
}

// now returns the roll as it is.
func (r *Roll) now() Enrolment {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return Enrolment{roll: r, upTo: uint64(len(r.agents))}
}

// Enrolment is a roll as it was at some place in the log, which is the same
// whoever folds the log and however often.
type Enrolment struct {
	roll *Roll
	upTo uint64
}

// Has tells whether an agent had registered by then.
func (e Enrolment) Has(agent common.Address) bool {
	if e.roll == nil {
		return false
	}
	e.roll.mu.RLock()
	defer e.roll.mu.RUnlock()
	a, known := e.roll.agents[agent]
	return known && a.order <= e.upTo
}
