package oracle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"
)

// Pipeline is the corridor of one hub: a position walks it once, in the order
// of the fields.
type Pipeline struct {
	Hub      Hub
	From     Cursor
	Follower Follower
	Policy   func(Task) error // nil error: this operator serves the task
	Verifier Verifier
	Solvers  func(name string) (Solver, error)
	Batcher  Batcher
	Attester Attester
	Poster   Poster
	// Observers are told what happens, Report of observers that panic or fall
	// behind. Either may be nil.
	Observers []NamedObserver
	Report    func(error)
	// Declined, if not nil, is told of each task that is not served, before
	// anything that comes of it. Others' outcomes of it may depend on that.
	Declined func(t Task, why error)
	// Nudger, if not nil, is asked for a block when one expected after
	// NudgeAfter has not come. For development chains.
	Nudger     Nudger
	NudgeAfter time.Duration
	// Snapshots, if not nil, keep the fold's state every SnapshotEvery confirmed
	// blocks and at a stop, so that a restart goes on from there instead of From.
	Snapshots     Snapshots
	SnapshotEvery uint64
	Build         string // of this program; another one's snapshots are not used
	// Scopes, if not nil, is where tasks in a scope meet those of other chains.
	Scopes Scopes
	// MaxInFlight is how many batches may be on their way at once; 0: 1.
	MaxInFlight int

	told     observers
	deadline atomic.Uint64 // of the open round that closes next, 0: none
}

// queueLength bounds what a follower may be ahead of the fold.
const queueLength = 1024

// Back-off between tries of a stage that failed.
const (
	firstRetry = 250 * time.Millisecond
	lastRetry  = 15 * time.Second
)

// Run follows the hub until intake ends, then finishes what is in flight until
// work ends. It returns nil after such a stop and an error when the chain is
// broken for good.
func (p *Pipeline) Run(intake, work context.Context) error {
	p.told = listen(p.Observers, p.Report)
	defer p.told.close()
	state, from := p.restore(work)
	events := make(chan Event, queueLength)
	snapshots := newKeeper(p)
	g, intake := errgroup.WithContext(intake)
	g.Go(func() error {
		defer close(events)
		return p.Follower.Follow(intake, from, func(e Event) error {
			select {
			case events <- e:
				return nil
			case <-intake.Done():
				return intake.Err()
			}
		})
	})
	g.Go(func() error {
		defer snapshots.close()
		return p.fold(intake, state, events, snapshots)
	})
	g.Go(func() error { return snapshots.run(intake, work) })
	g.Go(func() error { return p.post(intake, work) })
	if p.Nudger != nil {
		g.Go(func() error { return p.nudge(intake) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if errors.Is(err, ErrReorg) {
		err = errors.Join(err, snapshots.drop(work))
	}
	return err
}

// fold turns events into outcomes.
func (p *Pipeline) fold(ctx context.Context, state *State, events <-chan Event, snapshots *keeper) error {
	var wake <-chan struct{}
	if p.Scopes != nil {
		wake = p.Scopes.Wake(p.Hub)
	}
	for {
		select {
		case e, ok := <-events:
			if !ok {
				snapshots.last(state)
				return nil
			}
			if err := p.step(ctx, state, e, snapshots); err != nil {
				return err
			}
		case <-wake:
		}
		p.takeScoped(state)
	}
}

// step folds one event.
func (p *Pipeline) step(ctx context.Context, state *State, e Event, snapshots *keeper) error {
	rounds := state.Apply(e)
	p.told.Folded(p.Hub, e)
	switch e := e.(type) {
	case TaskCreated:
		if err := p.serve(state, e.Task); err != nil {
			p.decline(e.Task, err)
		}
	case TaskCancelled:
		p.cancelScoped(state, e.Task)
	case BatchPosted:
		p.Batcher.Settle(e.Accepted)
		p.tellPosted(state, e.Accepted)
	}
	for _, r := range rounds {
		if p.serves(r.Task) != nil {
			continue
		}
		res, err := p.solve(ctx, r, state.Trust(r.Task))
		switch {
		case err != nil:
			return fmt.Errorf("solve task %d round %d: %w", r.Task.Index, r.Number, err)
		case r.Task.Scope != nil:
			p.hold(state, Part{Task: r.Task, Round: r.Number, Profile: res.Profile, Enrolled: r.Enrolled})
		case state.Solved(r.Task, res.Outcome):
			p.Batcher.Add(r.Task, res.Outcome)
		}
	}
	if b, ok := e.(BlockConfirmed); ok {
		p.confirmScoped(state, b)
		p.deadline.Store(state.Book().NextDeadline())
		p.Batcher.Expect(state.Book().Deadlines(func(t Task) bool { return p.serves(t) == nil }))
		p.Batcher.Confirmed(b)
		p.told.Confirmed(p.Hub, b)
		if b.Live {
			p.told.Viewed(state.Book().View(p.Hub, b, p.serves))
		}
		snapshots.offer(state)
	}
	return nil
}

func (p *Pipeline) decline(t Task, why error) {
	if p.Declined != nil {
		p.Declined(t, why)
	}
	p.told.Declined(t, why)
}

func (p *Pipeline) serves(t Task) error {
	if err := p.Policy(t); err != nil {
		return err
	}
	if t.Scope != nil && p.Scopes == nil {
		return ErrNoScopes
	}
	_, err := p.Solvers(t.Solver)
	return err
}

// solve takes one closed round from submissions to an outcome.
func (p *Pipeline) solve(ctx context.Context, r Round, trust *Trust) (Resolution, error) {
	solver, err := p.Solvers(r.Task.Solver)
	if err != nil {
		return Resolution{}, err
	}
	began := time.Now()
	res, err := Resolve(ctx, p.Verifier, r, trust, func(profile Profile, rejected []Rejection) {
		p.told.Verified(r.Task, profile, rejected, time.Since(began).Seconds())
		began = time.Now()
	}, solver)
	if err != nil {
		return Resolution{}, err
	}
	p.told.Solved(r.Task, res.Outcome, time.Since(began).Seconds())
	return res, nil
}

// Resolution is everything that one closed round came to.
type Resolution struct {
	Profile  Profile     // the positions that counted, with their trust
	Low      []Position  // those below the task's minTrust
	Rejected []Rejection // sorted by agent
	Outcome  Outcome
}

// Resolve is what every operator and every auditor does with a closed round:
// verify, weigh by trust, solve, and fold the round into the trust. verified,
// if not nil, is called between verifying and solving.
func Resolve(ctx context.Context, v Verifier, r Round, trust *Trust, verified func(Profile, []Rejection), s Solver) (Resolution, error) {
	profile, rejected, err := v.Verify(ctx, r)
	if err != nil {
		return Resolution{}, fmt.Errorf("verify: %w", err)
	}
	admitted, low := trust.Admit(r.Task, profile)
	all := slices.Clone(rejected)
	for _, pos := range low.Positions {
		all = append(all, Rejection{Agent: pos.Agent, Reason: LowTrust})
	}
	slices.SortFunc(all, func(a, b Rejection) int { return common.Address.Cmp(a.Agent, b.Agent) })
	if verified != nil {
		verified(admitted, all)
	}
	o, err := s.Solve(ctx, r.Task, admitted)
	if err != nil {
		return Resolution{}, fmt.Errorf("compute: %w", err)
	}
	if err := s.Check(r.Task, admitted, o); err != nil {
		return Resolution{}, fmt.Errorf("check our own outcome: %w", err)
	}
	trust.Fold(r.Task, admitted, low, rejected, o)
	return Resolution{Profile: admitted, Low: low.Positions, Rejected: all, Outcome: o}, nil
}

// nudge asks for a block whenever a round is due to close and the chain is
// silent: no real chain is, so this runs on development chains alone.
func (p *Pipeline) nudge(ctx context.Context) error {
	for {
		if err := Sleep(ctx, max(p.NudgeAfter/4, 50*time.Millisecond)); err != nil {
			return err
		}
		due := p.deadline.Load()
		if p.Scopes != nil {
			due = earliest(due, p.Scopes.Due(p.Hub))
		}
		if due == 0 {
			continue
		}
		now, err := p.Nudger.Now(ctx)
		if err == nil && now >= due+uint64(p.NudgeAfter/time.Second) {
			err = p.Nudger.Nudge(ctx)
		}
		if ctx.Err() == nil {
			p.told.Retrying(p.Hub, "nudge", err)
		}
	}
}

// retry calls f until it succeeds, with back-off, reporting each failure.
func (p *Pipeline) retry(ctx context.Context, stage string, f func() error) error {
	wait := firstRetry
	for {
		err := f()
		if err == nil {
			p.told.Retrying(p.Hub, stage, nil)
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.told.Retrying(p.Hub, stage, err)
		if err := Sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, lastRetry)
	}
}
