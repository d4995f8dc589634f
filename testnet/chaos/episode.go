package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"oracled/compute"
	"oracled/oracle"
)

// Assignment is a fault that comes over a chain.
type Assignment struct {
	Fault Fault
	Chain *Chain
}

// Episode is what became of tasks of its own while faults came and went.
type Episode struct {
	Kinds     []string
	plan      []Assignment
	Faults    map[string]int // how many of each kind
	Rounds    int
	Lost      int
	Doubled   int
	Wrong     int
	Blocks    uint64 // after the faults, until everything was on the chain
	Restarts  int    // of the daemon, wanted or not
	Exits     int    // of the daemon, by itself
	Failures  []string
	collected chan []string // by the audit
	wrong     chan int
}

// Windows of the scenario's tasks, in blocks. A commitment that a
// reorganisation of depth confirmations takes back is mined again in its window.
const (
	commitBlocks = confirmations + 3
	revealDelay  = confirmations + 1
	revealBlocks = confirmations + 3
	periodBlocks = 8
	stagger      = 3 // blocks between the tasks' starts, so that something is due at any time
)

// quickPace is the time between blocks while nothing is measured.
const quickPace = 15 * time.Millisecond

// createTasks creates tasks on a chain, and makes the agents take part. The feeds of
// the episode before are stopped: those that go on have to be remembered for ever.
func (s *Scenario) createTasks(ctx context.Context, c *Chain) error {
	for _, f := range c.feeds {
		if err := s.World.StopTask(ctx, c.WorldChain, f.ID); err != nil {
			return err
		}
	}
	// Far enough ahead for three transactions.
	start := c.Now() + 60
	var tasks []oracle.Task
	for i, t := range []oracle.Task{
		{Dimension: 1, Description: "one value"},
		{Dimension: 8, Description: "eight values"},
		{Dimension: 1, Description: "one value that calls a consumer", Consumer: c.Consumer, CallbackGas: 400_000},
	} {
		t.Solver, t.Width, t.TrimBps, t.Lambda = compute.TrimmedEquilibrium, oracle.WidthFull, 2000, 32768
		t.MinAgents, t.MaxAgents, t.InitialTrust = agents-1, 2*agents, 32768
		t.Start = start + uint64(i*stagger)
		t.CommitSeconds, t.RevealDelay, t.RevealSeconds, t.Period = commitBlocks, revealDelay, revealBlocks, periodBlocks
		t, err := s.World.CreateTask(ctx, c.WorldChain, t)
		if err != nil {
			return err
		}
		tasks = append(tasks, t)
	}
	c.serve(tasks)
	return s.until(ctx, c, start-2)
}

// Run brings the faults, each over its chain, upon tasks of their own, and waits
// until everything is on the chains. The audit of the outcomes goes on under a
// context of its own; Finish waits for it.
func (s *Scenario) Run(ctx, auditing context.Context, plan []Assignment) (*Episode, error) {
	e := &Episode{plan: plan, Faults: map[string]int{}, collected: make(chan []string, 1), wrong: make(chan int, 1)}
	for _, a := range plan {
		e.Kinds = append(e.Kinds, a.Fault.Kind)
	}
	exits, starts := s.Daemon.Exits(), s.Daemon.Starts()
	from := make([]uint64, len(s.Chains))
	s.pace.Store(int64(quickPace))
	var g errgroup.Group
	for i, c := range s.Chains {
		g.Go(func() (err error) {
			if from[i], err = c.Eth.BlockNumber(ctx); err != nil {
				return fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
			}
			return s.createTasks(ctx, c)
		})
	}
	if err := g.Wait(); err != nil {
		return e, err
	}
	s.pace.Store(int64(s.Pace))
	if err := s.apply(ctx, e, plan); err != nil {
		return e, err
	}
	for i, c := range s.Chains {
		g.Go(func() error { return s.settle(ctx, e, c, from[i]) })
	}
	if err := g.Wait(); err != nil {
		return e, err
	}
	ready, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	if err := s.Daemon.WaitReady(ready); err != nil {
		e.fail(s, "%v", err)
	}
	e.Exits, e.Restarts = s.Daemon.Exits()-exits, s.Daemon.Starts()-starts
	s.audit(auditing, e)
	return e, nil
}

// apply brings the faults at random instants of the first round and waits until
// they are over. What a fault demands and does not get is a failure.
func (s *Scenario) apply(ctx context.Context, e *Episode, plan []Assignment) error {
	if slices.ContainsFunc(plan, func(a Assignment) bool { return slices.Contains(a.Fault.Needs, NeedReorg) }) {
		s.audits.Wait() // which read the chain
	}
	var g errgroup.Group
	for _, a := range plan {
		g.Go(func() error {
			if err := s.blocks(ctx, a.Chain, 3+s.intn(commitBlocks+revealDelay)); err != nil {
				return err
			}
			n, err := a.Fault.Apply(ctx, s, a.Chain)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				e.fail(s, "%s: %v", a.Fault.Kind, err)
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			e.Faults[a.Fault.Kind] += n
			return nil
		})
	}
	return g.Wait()
}

func (e *Episode) fail(s *Scenario, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Failures = append(e.Failures, strings.Join(e.Kinds, ", ")+": "+fmt.Sprintf(format, args...))
}

// settle lets a chain's rounds end, waits for their outcomes within the bound,
// and counts.
func (s *Scenario) settle(ctx context.Context, e *Episode, c *Chain, from uint64) error {
	end := c.conclude(s.Rounds)
	if err := s.until(ctx, c, end); err != nil {
		return err
	}
	closed := c.Now()
	for {
		posted, err := c.postings(ctx, from, confirmations)
		if err != nil {
			return err
		}
		rounds := c.begun()
		lost, doubled := tally(rounds, posted)
		now := c.Now()
		if len(lost) > 0 && now <= closed+s.Bound {
			if err := s.sleep(ctx, s.Pace); err != nil {
				return err
			}
			continue
		}
		s.mu.Lock()
		e.Rounds += len(rounds)
		e.Lost += len(lost)
		e.Doubled += doubled
		e.Blocks = max(e.Blocks, now-closed)
		s.mu.Unlock()
		if len(lost) > 0 {
			e.fail(s, "chain %s: %d of %d rounds are not on the chain %d blocks after the last one closed: %s", c.Name, len(lost), len(rounds), s.Bound, strings.Join(lost, ", "))
		}
		return nil
	}
}

// tally names the rounds that were not posted and counts those that were more
// than once.
func tally(begun []ref, posted map[ref]int) (lost []string, doubled int) {
	for _, r := range begun {
		switch n := posted[r]; {
		case n == 0:
			lost = append(lost, fmt.Sprintf("task %d round %d", r.task.Big(), r.round))
		case n > 1:
			doubled++
		}
	}
	return lost, doubled
}
