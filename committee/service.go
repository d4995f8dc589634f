package committee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/oracle"
)

// Service answers the other operators for every hub that this one serves. It is
// an http.Handler behind a peer.Server.
type Service struct {
	Version string
	Members map[oracle.Hub]*Member
	Ledger  Ledger
	Peers   Peers
	// Met is told of each peer that was asked how it is: the time that it took,
	// or why it did not answer.
	Met func(id common.Address, answer HelloAnswer, took time.Duration, err error)

	stopping atomic.Bool
}

// Between two rounds of greetings, and how long one may take.
const (
	greetEvery   = 30 * time.Second
	greetTimeout = 5 * time.Second
)

// IsMember tells whether a public key (192 bytes) is in the set of any hub.
func (s *Service) IsMember(public []byte) bool {
	for _, m := range s.Members {
		if m.IsMember(public) {
			return true
		}
	}
	return false
}

// Stop makes every later proposal be refused.
func (s *Service) Stop() { s.stopping.Store(true) }

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
		if read(w, r, &p) {
			write(w, s.judge(r.Context(), peer.From(r.Context()), p))
		}
	case PathHello:
		var h Hello
		if read(w, r, &h) {
			s.hello(w, r, h)
		}
	default:
		http.NotFound(w, r)
	}
}

func (s *Service) judge(ctx context.Context, from peer.Peer, p Proposal) Answer {
	m := s.Members[p.hub()]
	switch {
	case s.stopping.Load():
		return Answer{Refusal: refuse(Stopping, "this operator is stopping")}
	case m == nil:
		return Answer{Refusal: refuse(UnknownChain, "this operator does not follow hub %s on chain %d", p.Hub, p.ChainID)}
	}
	return m.Judge(ctx, from, p)
}

func (s *Service) hello(w http.ResponseWriter, r *http.Request, h Hello) {
	from := peer.From(r.Context())
	seen, err := s.Ledger.Seen(r.Context(), from.ID)
	if err == nil && h.Sequence > seen {
		err = s.Ledger.See(r.Context(), from.ID, h.Sequence)
	}
	own, ownErr := s.own(r.Context())
	if err := errors.Join(err, ownErr); err != nil {
		http.Error(w, "the store is not available", http.StatusServiceUnavailable)
		return
	}
	write(w, HelloAnswer{Hello: own, Seen: seen})
}

func (s *Service) own(ctx context.Context) (Hello, error) {
	h := Hello{Version: s.Version}
	var err error
	if h.Sequence, err = s.Ledger.Sequence(ctx); err != nil {
		return h, err
	}
	for hub, m := range s.Members {
		c := HelloChain{ChainID: hub.ChainID, Hub: hub.Address, Confirmed: m.Desk.Head()}
		if set := m.current.Load(); set != nil {
			c.Epoch = set.epoch
		}
		h.Chains = append(h.Chains, c)
	}
	return h, nil
}

// Greet asks every peer how it is, once, and learns whether one of them has seen
// more of our signatures than our own ledger.
func (s *Service) Greet(ctx context.Context) error {
	h, err := s.own(ctx)
	if err != nil {
		return fmt.Errorf("greet the other operators: %w", err)
	}
	type met struct {
		seen uint64
		err  error
	}
	known := s.Peers.Known()
	answers := make(chan met, len(known))
	for _, id := range known {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, greetTimeout)
			defer cancel()
			began := time.Now()
			var a HelloAnswer
			err := s.Peers.Ask(ctx, id, PathHello, h, &a)
			if s.Met != nil {
				s.Met(id, a, time.Since(began), err)
			}
			if err == nil && a.Sequence > 0 {
				err = s.Ledger.See(ctx, id, a.Sequence)
			}
			answers <- met{a.Seen, err}
		}()
	}
	var seen uint64
	for range known {
		if m := <-answers; m.err == nil {
			seen = max(seen, m.seen)
		}
	}
	return s.Ledger.Forgotten(ctx, seen)
}

// Run reads the operator sets and greets the peers until the context ends.
func (s *Service) Run(ctx context.Context, report func(error)) error {
	for {
		err := s.Greet(ctx)
		for _, m := range s.Members {
			_, _, refreshed := m.refresh(ctx)
			err = errors.Join(err, refreshed)
		}
		if ctx.Err() == nil {
			report(err)
		}
		if err := oracle.Sleep(ctx, greetEvery); err != nil {
			return err
		}
	}
}

// read decodes a request's body; what is not one is answered with a sentence.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("there is more than one value")
	}
	if err == nil {
		return true
	}
	code := http.StatusBadRequest
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		code = http.StatusRequestEntityTooLarge
	}
	http.Error(w, "the body is not what this path takes: "+err.Error(), code)
	return false
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the peer that hangs up learns nothing
}
