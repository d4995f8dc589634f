package client

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/compute"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/watcher"
)

// AuditedRound is a closed round, recomputed from the logs alone, beside what
// was posted for it.
type AuditedRound struct {
	Task       oracle.Task
	Number     uint64
	Resolution oracle.Resolution
	Posted     *oracle.PostedOutcome // nil: not on the chain
	Accepted   bool                  // other values than recomputed were posted, and pass the solver's check
	TxHash     common.Hash
	Block      uint64        // of the posting transaction
	Closed     oracle.Anchor // the first block at or past the deadline
	Digest     common.Hash   // of the batch that carried it
}

// Verdict tells whether the posted outcome is the right one, and if not, why.
func (a AuditedRound) Verdict() error {
	if a.Posted == nil {
		return fmt.Errorf("task %d round %d is not on the chain", a.Task.Index, a.Number)
	}
	want := a.Resolution.Outcome.Posted()
	got := *a.Posted
	switch {
	case got.Insufficient != want.Insufficient:
		return fmt.Errorf("posted as %s, recomputed as %s", sufficiency(got), sufficiency(want))
	case got.Took != want.Took:
		return fmt.Errorf("posted as made of the chains %b of its scope, recomputed of %b", got.Took, want.Took)
	case got.Participants != want.Participants:
		return fmt.Errorf("posted with %d participants, recomputed with %d", got.Participants, want.Participants)
	case got.Digest != want.Digest:
		return fmt.Errorf("posted as a digest: %v, recomputed: %v", got.Digest, want.Digest)
	case got.Narrow != want.Narrow || len(got.Values) != len(want.Values):
		return fmt.Errorf("posted with %d values (narrow: %v), recomputed with %d (narrow: %v)", len(got.Values), got.Narrow, len(want.Values), want.Narrow)
	case a.Accepted:
		return nil
	}
	for i := range want.Values {
		if got.Values[i].Cmp(want.Values[i]) != 0 {
			return fmt.Errorf("coordinate %d was posted as %s, recomputed as %s (units of storage)", i, got.Values[i], want.Values[i])
		}
	}
	return nil
}

func sufficiency(o oracle.PostedOutcome) string {
	if o.Insufficient {
		return "insufficient"
	}
	return "sufficient"
}

// Auditor recomputes posted outcomes from a chain's logs. It trusts the
// endpoint for the logs and nobody for the outcomes.
type Auditor struct {
	Verifier oracle.Verifier
	Solvers  func(name string) (oracle.Solver, error)
}

// Audit folds the hub's logs up to the head and recomputes the rounds of the
// tasks that want accepts, in the order in which they closed. All rounds of a
// task are recomputed, because trust is a fold over them. Tasks in a scope are for
// AuditScope.
func (a *Auditor) Audit(ctx context.Context, c *Chain, want func(oracle.Task) bool) ([]AuditedRound, error) {
	s, err := a.survey(ctx, c, want)
	if err != nil {
		return nil, err
	}
	for i := range s.rounds {
		r := &s.rounds[i]
		if r.Task.Scope != nil {
			return nil, fmt.Errorf("chain %s: task %d belongs to the scope %s, and what was posted for it can only be audited with all of its chains", c.Name, r.Task.Index, r.Task.Scope.ID)
		}
		if p, ok := s.postings[roundKey{r.Task.Index, uint32(r.Number)}]; ok {
			r.post(p)
			r.Accepted = accepted(s.solvers[r.Task.ID], *r)
		}
	}
	// A posting for a round in which nobody committed has no recomputation; it
	// must not go unnoticed.
	for k, p := range s.postings {
		id := oracle.TaskIDFromIndex(k.index)
		t, ok := s.book.Task(id)
		if !ok || !want(t) || slices.ContainsFunc(s.rounds, func(r AuditedRound) bool {
			return r.Task.ID == id && r.Number == uint64(k.round)
		}) {
			continue
		}
		return s.rounds, fmt.Errorf("chain %s: transaction %s posted task %d round %d, which no log leads to", c.Name, p.event.TxHash, k.index, k.round)
	}
	return s.rounds, nil
}

type roundKey struct{ index, round uint32 }

// posting is an outcome with the event that has it.
type posting struct {
	outcome oracle.PostedOutcome
	event   oracle.BatchPosted
}

// post notes what was posted for a round.
func (a *AuditedRound) post(p posting) {
	a.Posted = &p.outcome
	a.TxHash, a.Block, a.Digest = p.event.TxHash, p.event.At.Block, p.event.Digest
}

// survey is what a chain's logs say: the rounds of the wanted tasks as the chain
// alone has them, and everything that was posted.
type survey struct {
	rounds   []AuditedRound
	enrolled []oracle.Enrolment // of each round
	postings map[roundKey]posting
	solvers  map[oracle.TaskID]oracle.Solver
	book     *oracle.Book
	last     oracle.Anchor
}

func (a *Auditor) survey(ctx context.Context, c *Chain, want func(oracle.Task) bool) (*survey, error) {
	head, err := c.Eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
	}
	s := &survey{book: oracle.NewBook(), postings: map[roundKey]posting{}, solvers: map[oracle.TaskID]oracle.Solver{}}
	err = c.logs(ctx, c.Config.StartBlock, head.Number.Uint64(), func(e oracle.Event) error {
		if p, ok := e.(oracle.BatchPosted); ok {
			for _, o := range p.Accepted {
				s.postings[roundKey{o.Index, o.Round}] = posting{o, p}
			}
		}
		s.book.Apply(e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.last = oracle.Anchor{Number: head.Number.Uint64(), Hash: head.Hash(), Time: head.Time}
	closed := s.book.Apply(oracle.BlockConfirmed{Anchor: s.last, Live: true})
	trust := map[oracle.TaskID]*oracle.Trust{}
	for _, r := range closed {
		if !want(r.Task) {
			continue
		}
		solver, err := a.Solvers(r.Task.Solver)
		if err == nil {
			err = compute.CheckTask(r.Task)
		}
		if err != nil {
			return nil, fmt.Errorf("chain %s task %d: %w", c.Name, r.Task.Index, err)
		}
		if trust[r.Task.ID] == nil {
			trust[r.Task.ID], s.solvers[r.Task.ID] = oracle.NewTrust(), solver
		}
		res, err := oracle.Resolve(ctx, a.Verifier, r, trust[r.Task.ID], nil, solver)
		if err != nil {
			return nil, fmt.Errorf("chain %s task %d round %d: %w", c.Name, r.Task.Index, r.Number, err)
		}
		audited := AuditedRound{Task: r.Task, Number: r.Number, Resolution: res}
		if audited.Closed, err = watcher.FirstBlockAt(ctx, c.header, s.last, r.Task.Windows(r.Number).Deadline); err != nil {
			return nil, fmt.Errorf("chain %s: %w", c.Name, err)
		}
		s.rounds = append(s.rounds, audited)
		s.enrolled = append(s.enrolled, r.Enrolled)
	}
	return s, nil
}

// accepted tells whether values that differ from the recomputed ones pass the
// solver's check with the recomputed certificate, as a game solver's may.
func accepted(s oracle.Solver, a AuditedRound) bool {
	o := a.Resolution.Outcome
	if o.Aggregate == nil || a.Posted.Narrow || slices.EqualFunc(a.Posted.Values, o.Posted().Values, func(x, y *big.Int) bool { return x.Cmp(y) == 0 }) {
		return false
	}
	values := make([]fixed.Q64x64, len(a.Posted.Values))
	for i, v := range a.Posted.Values {
		var err error
		if values[i], err = fixed.FromBig(v); err != nil {
			return false
		}
	}
	return s.Check(a.Task, a.Resolution.Profile, compute.WithValues(o, values)) == nil
}

func (c *Chain) header(ctx context.Context, number *big.Int) (*types.Header, error) {
	return c.Eth.HeaderByNumber(ctx, number)
}
