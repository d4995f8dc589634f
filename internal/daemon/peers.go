package daemon

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/internal/metrics"
)

// PeerStatus is another operator as this one sees it.
type PeerStatus struct {
	ID      common.Address `json:"id"`
	Host    string         `json:"host"`
	Up      bool           `json:"up"` // it answered the last greeting
	Latency Seconds        `json:"latency"`
	Heard   Seconds        `json:"heard"`           // since it answered a greeting; -1: never
	Error   string         `json:"error,omitempty"` // of the last greeting
	Version string         `json:"version,omitempty"`
	Said    string         `json:"said,omitempty"` // why it did not sign a proposal of ours, the last time

	// What it did with our proposals since the start.
	Signed  int `json:"signed"`
	Refused int `json:"refused"`
	Absent  int `json:"absent"` // late, or out of reach
	Wrong   int `json:"wrong"`  // it answered what no honest operator answers
}

// peerBook keeps what is known of the other operators. It is safe for concurrent
// use.
type peerBook struct {
	mu    sync.Mutex
	now   func() time.Time
	peers map[common.Address]*peerEntry
}

type peerEntry struct {
	PeerStatus
	heard time.Time
}

func newPeerBook(addresses []peer.Address) *peerBook {
	b := &peerBook{now: time.Now, peers: map[common.Address]*peerEntry{}}
	for _, a := range addresses {
		b.peers[a.ID] = &peerEntry{PeerStatus: PeerStatus{ID: a.ID, Host: a.Host}}
	}
	return b
}

// ids lists the peers, sorted.
func (b *peerBook) ids() []common.Address {
	return slices.SortedFunc(maps.Keys(b.peers), common.Address.Cmp)
}

// met notes what became of a greeting.
func (b *peerBook) met(id common.Address, a committee.HelloAnswer, took time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.peers[id]
	if p == nil {
		return
	}
	p.Up, p.Error = err == nil, ""
	if err != nil {
		p.Error = printable(err.Error())
		return
	}
	p.heard, p.Latency, p.Version = b.now(), Seconds(took.Round(time.Microsecond).Seconds()), printable(a.Version)
}

// duty notes what a peer did with a proposal of ours.
func (b *peerBook) duty(d committee.PeerDuty, result string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.peers[d.ID]
	if p == nil {
		return
	}
	p.Said = printable(d.Said)
	switch result {
	case metrics.DutySigned:
		p.Signed++
	case metrics.DutyRefused:
		p.Refused++
	case metrics.DutyWrong:
		p.Wrong++
	default:
		p.Absent++
	}
}

// status lists the peers by id.
func (b *peerBook) status() []PeerStatus {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []PeerStatus
	for _, p := range b.peers {
		s := p.PeerStatus
		s.Heard = -1
		if !p.heard.IsZero() {
			s.Heard = since(b.now(), p.heard)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b PeerStatus) int { return a.ID.Cmp(b.ID) })
	return out
}

// seldom lets a refusal of a peer into the log once in so long, so that a peer
// that floods us does not flood the log. The metrics count every one.
type seldom struct {
	mu   sync.Mutex
	last map[refusalKind]time.Time
}

type refusalKind struct {
	from common.Address
	code committee.Code
}

const seldomPeriod = 2 * time.Second

// may tells whether a refusal may be logged now. Only members come so far, so
// the map is bounded.
func (s *seldom) may(from common.Address, code committee.Code) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.last = map[refusalKind]time.Time{}
	}
	k := refusalKind{from, code}
	if last, ok := s.last[k]; ok && time.Since(last) < seldomPeriod {
		return false
	}
	s.last[k] = time.Now()
	return true
}
