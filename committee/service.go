package committee

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
)

// Service answers the other operators for every hub that this one serves. It is
// an http.Handler behind a peer.Server.
type Service struct {
	Version string
	Key     *crypto.OperatorKey // by which the others know this operator
	Ledger  Ledger
	Peers   Peers
	// Approvals and Rotations are for handing over to another set.
	Approvals Approvals
	Rotations RotationLedger
	// Met is told of each peer that was asked how it is: the time that it took,
	// or why it did not answer.
	Met func(id common.Address, answer HelloAnswer, took time.Duration, err error)
	// Refused, if not nil, is told of each request that was refused before it came
	// to a hub's Member.
	Refused func(from common.Address, refusal *Refusal)

	mu      sync.RWMutex
	stopped bool
	held    map[*context.CancelFunc]bool // what ends the proposals that are looked at
	members map[oracle.Hub]*Member
	lists   *Lists                  // nil: no scopes are served
	greeted map[common.Address]bool // who has answered a greeting since the start
	heard   crypto.OperatorSet      // that was found to have answered last
}

// Enroll adds this operator's part in the committee of a hub.
func (s *Service) Enroll(m *Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.members == nil {
		s.members = map[oracle.Hub]*Member{}
	}
	m.recalls = s.recalls
	s.members[m.Hub] = m
}

// recalls tells whether so many members of a set have answered a greeting since
// the start that a quorum could be made of them and us. One that was restored
// from a backup learns by that what it has forgotten before it signs, and one
// that reaches fewer could not take part in a quorum anyway.
func (s *Service) recalls(set crypto.OperatorSet, own []*crypto.OperatorKey) *Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if set.Threshold == s.heard.Threshold && slices.EqualFunc(set.Keys, s.heard.Keys, bytes.Equal) { // who was heard stays heard
		return nil
	}
	heard, ours := 0, 0
	for _, key := range set.Keys {
		id, err := crypto.OperatorID(key)
		switch {
		case err != nil:
		case slices.ContainsFunc(own, func(k *crypto.OperatorKey) bool { return k.ID() == id }):
			ours++
		case s.greeted[id]:
			heard++
		}
	}
	if heard+ours < set.Threshold {
		return refuse(NotGreeted, "since its start this operator has heard from %d others what it has signed before, and needs %d", heard, set.Threshold-ours)
	}
	s.heard = set
	return nil
}

// settled tells whether every hub's committee has been heard.
func (s *Service) settled() bool {
	all := s.enrolled()
	return len(all) > 0 && !slices.ContainsFunc(all, func(m *Member) bool {
		set := m.current.Load()
		return set == nil || s.recalls(set.set, m.Keys) != nil
	})
}

// enrolled lists the parts in all committees.
func (s *Service) enrolled() []*Member {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(maps.Values(s.members), func(a, b *Member) int {
		return cmp.Or(cmp.Compare(a.Hub.ChainID, b.Hub.ChainID), a.Hub.Address.Cmp(b.Hub.Address))
	})
}

// Between two rounds of greetings, before and after enough have answered, and
// how long one may take.
const (
	greetSoon    = 500 * time.Millisecond
	greetEvery   = 30 * time.Second
	greetTimeout = 5 * time.Second
)

// IsMember tells whether a public key is in the set of any hub.
func (s *Service) IsMember(public []byte) bool {
	for _, m := range s.enrolled() {
		if m.IsMember(public) {
			return true
		}
	}
	return false
}

// Stop makes every later proposal be refused, and those that wait.
func (s *Service) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	for cancel := range s.held {
		(*cancel)()
	}
}

// hold returns a context for looking at a proposal, which ends with Stop, too.
func (s *Service) hold(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		cancel()
	}
	if s.held == nil {
		s.held = map[*context.CancelFunc]bool{}
	}
	s.held[&cancel] = true
	return ctx, func() {
		s.mu.Lock()
		delete(s.held, &cancel)
		s.mu.Unlock()
		cancel()
	}
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "requests of operators are POST", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case PathProposals:
		var p Proposal
		if s.read(w, r, &p) {
			write(w, s.judge(r.Context(), peer.From(r.Context()), p))
		}
	case PathScopes:
		var q ListRequest
		if s.read(w, r, &q) {
			write(w, s.judgeList(r.Context(), peer.From(r.Context()), q))
		}
	case PathRotations:
		var p crypto.SetPlan
		if s.read(w, r, &p) {
			write(w, s.rotate(r.Context(), peer.From(r.Context()), p))
		}
	case PathHello:
		var h Hello
		if s.read(w, r, &h) {
			s.hello(w, r)
		}
	default:
		http.NotFound(w, r)
	}
}

func (s *Service) judge(ctx context.Context, from peer.Peer, p Proposal) Answer {
	s.mu.RLock()
	m, stopped := s.members[p.hub()], s.stopped
	s.mu.RUnlock()
	ctx, done := s.hold(ctx)
	defer done()
	var refusal *Refusal
	switch {
	case stopped:
		refusal = refuse(Stopping, "this operator is stopping")
	case m == nil:
		refusal = refuse(UnknownChain, "this operator does not follow hub %s on chain %d", p.Hub, p.ChainID)
	default:
		return m.Judge(ctx, from, p)
	}
	s.refused(from.ID, refusal)
	return Answer{Refusal: refusal}
}

func (s *Service) judgeList(ctx context.Context, from peer.Peer, q ListRequest) ListAnswer {
	s.mu.RLock()
	l, stopped := s.lists, s.stopped
	s.mu.RUnlock()
	ctx, done := s.hold(ctx)
	defer done()
	var refusal *Refusal
	switch {
	case stopped:
		refusal = refuse(Stopping, "this operator is stopping")
	case l == nil:
		refusal = refuse(UnknownScope, "this operator serves no scopes")
	default:
		return l.Judge(ctx, from, q)
	}
	s.refused(from.ID, refusal)
	return ListAnswer{Refusal: refusal}
}

func (s *Service) refused(from common.Address, refusal *Refusal) {
	if s.Refused != nil {
		s.Refused(from, refusal)
	}
}

func (s *Service) hello(w http.ResponseWriter, r *http.Request) {
	sequence, signature, err := s.Ledger.Seen(r.Context(), peer.From(r.Context()).ID)
	if err != nil {
		http.Error(w, "the store is not available", http.StatusServiceUnavailable)
		return
	}
	a := HelloAnswer{Hello: s.own()}
	if sequence > 0 {
		a.Seen = &Count{Sequence: sequence, Signature: signature}
	}
	write(w, a)
}

func (s *Service) own() Hello {
	h := Hello{Version: s.Version}
	for _, m := range s.enrolled() {
		c := HelloChain{ChainID: m.Hub.ChainID, Hub: m.Hub.Address, Confirmed: m.Desk.Head()}
		if set := m.current.Load(); set != nil {
			c.Epoch = set.epoch
		}
		h.Chains = append(h.Chains, c)
	}
	return h
}

// Greet asks every peer how it is, once, and learns whether one of them has seen
// more of our signatures than our own ledger.
func (s *Service) Greet(ctx context.Context) error {
	h := s.own()
	known := s.Peers.Known()
	faults := make(chan error, len(known))
	for _, id := range known {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, greetTimeout)
			defer cancel()
			began := time.Now()
			var a HelloAnswer
			err := s.Peers.Ask(ctx, id, PathHello, h, &a)
			s.Met(id, a, time.Since(began), err)
			if err != nil {
				faults <- nil // Met has heard it
				return
			}
			// Kept before it counts as heard: who waits for it may sign then.
			if err = s.Ledger.Forgotten(ctx, s.proven(a.Seen)); err == nil {
				s.hear(id)
			}
			faults <- err
		}()
	}
	var err error
	for range known {
		err = errors.Join(err, <-faults)
	}
	return err
}

// hear notes that a peer has said what it has seen of our signatures.
func (s *Service) hear(id common.Address) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.greeted == nil {
		s.greeted = map[common.Address]bool{}
	}
	s.greeted[id] = true
}

// proven returns the sequence of a count that we have signed ourselves, 0 for
// any other: a peer could stop us with one that it made up.
func (s *Service) proven(c *Count) uint64 {
	if c == nil {
		return 0
	}
	message := crypto.SequenceMessage(s.Key.ID(), c.Sequence)
	if crypto.VerifyOperatorSignature(s.Key.PublicKey(), message, c.Signature) != nil {
		return 0
	}
	return c.Sequence
}

// Run reads the operator sets and greets the peers until the context ends; soon
// again as long as too few have answered.
func (s *Service) Run(ctx context.Context, report func(error)) error {
	for {
		var err error
		for _, m := range s.enrolled() {
			err = errors.Join(err, m.Refresh(ctx))
		}
		// After the sets: who answers must be a member.
		err = errors.Join(err, s.Greet(ctx))
		if ctx.Err() == nil {
			report(err)
		}
		pause := greetEvery
		if !s.settled() {
			pause = greetSoon
		}
		if err := oracle.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// read decodes a request's body; what is not one is answered with a sentence.
func (s *Service) read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("there is more than one value")
	}
	if err == nil {
		return true
	}
	status, refusal := http.StatusBadRequest, refuse(Malformed, "the body is not what this path takes: %v", err)
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		status, refusal = http.StatusRequestEntityTooLarge, refuse(TooLarge, "the body is longer than %d bytes", large.Limit)
	}
	s.refused(peer.From(r.Context()).ID, refusal)
	http.Error(w, refusal.Error(), status)
	return false
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the peer that hangs up learns nothing
}
