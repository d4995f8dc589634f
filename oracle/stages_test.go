package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"oracled/fixed"
	"oracled/oracle"
)

// stages are all stages of a pipeline and its observer. They write down what
// they are asked, in one list.
type stages struct {
	t      *testing.T
	events []oracle.Event // emitted at once
	halt   error          // then the follower ends with it, or waits if nil

	attestErr, solveErr, verifyErr, checkErr error
	nextErrs                                 []error                     // of calls of Next that had a batch
	post                                     func(context.Context) error // nil: succeeds
	rejected                                 []oracle.Rejection

	began  time.Time
	mu     sync.Mutex
	log    []string
	folded []oracle.Event
	took   []string
	due    []oracle.PostedOutcome
	waiter chan struct{}
}

func newStages(t *testing.T, events ...oracle.Event) *stages {
	return &stages{t: t, events: events, began: time.Now(), waiter: make(chan struct{}, 1)}
}

func (s *stages) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, fmt.Sprintf(format, args...))
}

// noted returns the notes that begin with one of the words.
func (s *stages) noted(words ...string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.log), func(l string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(l, w) })
	})
}

func (s *stages) want(words string, want ...string) {
	s.t.Helper()
	if got := s.noted(strings.Fields(words)...); !slices.Equal(got, want) {
		s.t.Errorf("%s: %q, want %q", words, got, want)
	}
}

func (s *stages) pipeline() *oracle.Pipeline {
	return &oracle.Pipeline{
		From: oracle.Cursor{Block: 17}, Follower: s, Verifier: s, Batcher: batcher{s}, Attester: s, Poster: poster{s}, Observers: []oracle.NamedObserver{{Name: "notes", Observer: observer{s}}},
		Policy: func(oracle.Task) error { return nil },
		Solvers: func(name string) (oracle.Solver, error) {
			if name != "trimmed-equilibrium" {
				return nil, errors.New("no such solver")
			}
			return s, nil
		},
	}
}

// run starts the pipeline and returns how to stop the intake and the work, and
// its result.
func (s *stages) run(p *oracle.Pipeline) (stopIntake, stopWork func(), result func() (error, bool)) {
	intake, stopIntake := context.WithCancel(context.Background())
	work, stopWork := context.WithCancel(context.Background())
	s.t.Cleanup(func() { stopIntake(); stopWork() })
	done := make(chan error, 1)
	go func() { done <- p.Run(intake, work) }()
	return stopIntake, stopWork, func() (error, bool) {
		synctest.Wait()
		select {
		case err := <-done:
			return err, true
		default:
			return nil, false
		}
	}
}

func (s *stages) Follow(ctx context.Context, from oracle.Cursor, emit func(oracle.Event) error) error {
	s.note("follow from %d", from.Block)
	for _, e := range s.events {
		if err := emit(e); err != nil {
			return err
		}
	}
	if s.halt != nil {
		return s.halt
	}
	<-ctx.Done()
	return ctx.Err()
}

// Verify makes a position of everybody who revealed.
func (s *stages) Verify(_ context.Context, r oracle.Round) (oracle.Profile, []oracle.Rejection, error) {
	s.note("verify %d.%d", r.Task.Index, r.Number)
	p := oracle.Profile{Task: r.Task.ID, Round: r.Number}
	for _, x := range r.Submissions {
		p.Positions = append(p.Positions, oracle.Position{Agent: x.Agent, Values: make([]fixed.Q64x64, 1)})
	}
	return p, s.rejected, s.verifyErr
}

func (s *stages) Solve(_ context.Context, t oracle.Task, p oracle.Profile) (oracle.Outcome, error) {
	trust := []uint32{}
	for _, pos := range p.Positions {
		trust = append(trust, pos.Trust)
	}
	s.note("solve %d.%d %v", t.Index, p.Round, trust)
	return oracle.Outcome{Index: t.Index, Round: p.Round, Status: oracle.StatusOK, Values: make([]fixed.Q64x64, 1)}, s.solveErr
}

func (s *stages) Check(t oracle.Task, p oracle.Profile, o oracle.Outcome) error {
	s.note("check %d.%d", t.Index, p.Round)
	return s.checkErr
}

func (s *stages) Add(t oracle.Task, o oracle.Outcome) {
	s.note("add %s", o.Ref())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due = append(s.due, o.Posted())
}

func (s *stages) wake() {
	select {
	case s.waiter <- struct{}{}:
	default:
	}
}

func (s *stages) Next(ctx context.Context) (oracle.Batch, error) {
	for {
		s.mu.Lock()
		b := oracle.Batch{Outcomes: s.due}
		if len(s.due) > 0 {
			if len(s.nextErrs) > 0 {
				err := s.nextErrs[0]
				s.nextErrs = s.nextErrs[1:]
				s.mu.Unlock()
				return oracle.Batch{}, err
			}
			s.due = nil
			s.mu.Unlock()
			s.note("next %d at %v", len(b.Outcomes), time.Since(s.began))
			return b, nil
		}
		s.mu.Unlock()
		select {
		case <-s.waiter:
		case <-ctx.Done():
			return oracle.Batch{}, ctx.Err()
		}
	}
}

func (s *stages) Return(b oracle.Batch) {
	s.note("return")
	s.mu.Lock()
	s.due = append(s.due, b.Outcomes...)
	s.mu.Unlock()
	s.wake()
}

func (s *stages) Landed(b oracle.Batch, block uint64) { s.note("landed %d", block) }

func (s *stages) Settle(accepted []oracle.PostedOutcome) { s.note("settle %d", len(accepted)) }

func (s *stages) Attest(context.Context, oracle.Batch) (oracle.QuorumProof, error) {
	s.note("attest")
	return oracle.QuorumProof{1}, s.attestErr
}

func (s *stages) Resumed(_ oracle.Hub, from oracle.Cursor, dropped error) {
	s.note("resumed from %d, dropped %v", from.Block, dropped)
}

func (s *stages) Snapshot(_ oracle.Hub, block uint64, bytes int, err error) {
	s.note("snapshot of %d, empty %v, %v", block, bytes == 0, err)
}

func (s *stages) Declined(t oracle.Task, reason error) { s.note("declined %d: %v", t.Index, reason) }

func (s *stages) Verified(t oracle.Task, p oracle.Profile, rejected []oracle.Rejection, _ float64) {
	s.note("verified %d with %d, rejected %v", t.Index, len(p.Positions), rejected)
}

func (s *stages) Solved(t oracle.Task, o oracle.Outcome, _ float64) { s.note("outcome of %s", o.Ref()) }

func (s *stages) Posted(b oracle.Batch, r oracle.Receipt) { s.note("posted in %d", r.Block) }

func (s *stages) Retrying(_ oracle.Hub, stage string, err error) {
	s.note("retrying-%s %v", stage, err)
}

type poster struct{ *stages }

func (p poster) Post(ctx context.Context, b oracle.Batch, q oracle.QuorumProof) (oracle.Receipt, error) {
	p.note("post")
	if len(q) != 1 {
		p.t.Error("the proof got lost")
	}
	if p.post != nil {
		if err := p.post(ctx); err != nil {
			return oracle.Receipt{}, err
		}
	}
	return oracle.Receipt{Block: 99}, nil
}

// batcher and observer both have a Confirmed.
type batcher struct{ *stages }

func (b batcher) Expect(deadlines []uint64) {
	if len(deadlines) > 0 {
		b.note("expect %d", deadlines)
	}
}

func (b batcher) Confirmed(c oracle.BlockConfirmed) {
	b.note("confirmed %d", c.Number)
	b.wake()
}

type observer struct{ *stages }

// Folded and Took keep what is in no note.
func (o observer) Folded(_ oracle.Hub, e oracle.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.folded = append(o.folded, e)
}

func (o observer) Took(_ oracle.Hub, stage string, seconds float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.took = append(o.took, fmt.Sprintf("%s %v", stage, seconds))
}

func (o observer) Viewed(v oracle.View) { o.note("viewed %d, %d tasks", v.Block.Number, len(v.Tasks)) }

func (o observer) Confirmed(_ oracle.Hub, c oracle.BlockConfirmed) { o.note("told of %d", c.Number) }

// oneRound is a task with one round that closes in block 9.
func oneRound() []oracle.Event {
	return []oracle.Event{created(taskAt(1, 100, 10, 0, 10, 0)), committed(1, 1, 1, 5), committed(1, 1, 2, 5), block(9, 120)}
}
