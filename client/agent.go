package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/txmgr"
)

// Agent takes part in the rounds of one hub: it asks its source for a position
// while a commit window is open, commits, and reveals when the reveal window is
// open and the commitment cannot be taken back any more.
//
// An opening is on the disk before its commitment is sent. A restarted agent
// sends the same commitment again and never a second one, which would be
// equivocation.
type Agent struct {
	Chain    *Chain
	Key      *crypto.AgentKey
	Sender   *txmgr.Manager
	Source   Source
	Openings *Openings
	Wants    func(task uint32) bool // of the tasks that admit the agent
	Report   func(AgentReport)

	wg       sync.WaitGroup
	mu       sync.Mutex
	busy     map[work]time.Time // when to try again, zero while in progress
	finished map[work]bool
}

// AgentReport is one thing that an agent did or could not do.
type AgentReport struct {
	Chain string
	Task  uint32
	Round uint64
	Step  string // "commit", "reveal", "follow"
	Gas   uint64
	Err   error // it will be tried again as long as the window is open
}

type work struct {
	task   uint32
	round  uint64
	reveal bool
}

// retryAfter is how long an agent waits before it tries a failed step again.
const retryAfter = time.Second

// Run takes part until the context ends.
func (a *Agent) Run(ctx context.Context) error {
	a.busy, a.finished = map[work]time.Time{}, map[work]bool{}
	defer a.wg.Wait()
	a.wg.Go(func() { a.Sender.Run(ctx) }) // a nonce that is lost must not hold up those after it
	var tasks taskList
	ticker := time.NewTicker(a.Chain.Config.PollInterval)
	defer ticker.Stop()
	failing := false
	for {
		err := a.look(ctx, &tasks)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !failing {
			a.Report(AgentReport{Chain: a.Chain.Name, Step: "follow", Err: err})
		}
		failing = err != nil
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// taskList is what an agent knows of a hub's tasks.
type taskList struct {
	next  uint64                   // first block not looked at
	tasks []oracle.Task            // that may have a round
	mine  map[oracle.TaskID]bool   // the gate's answer
	last  map[oracle.TaskID]uint64 // round of feeds that were stopped
}

// over tells whether a task has no round at a time or later.
func (l *taskList) over(t oracle.Task, now uint64) bool {
	last := l.last[t.ID]
	if t.Period == 0 {
		last = 1
	}
	return last != 0 && now >= t.Windows(last).Deadline
}

// forget drops the tasks that gone tells.
func (l *taskList) forget(gone func(oracle.Task) bool) {
	l.tasks = slices.DeleteFunc(l.tasks, func(t oracle.Task) bool {
		if !gone(t) {
			return false
		}
		delete(l.mine, t.ID)
		delete(l.last, t.ID)
		return true
	})
}

func (l *taskList) refresh(ctx context.Context, a *Agent) error {
	c := a.Chain
	head, err := c.Eth.BlockNumber(ctx)
	if err != nil {
		return fmt.Errorf("fetch the head: %w", err)
	}
	if l.mine == nil {
		l.next, l.mine, l.last = c.Config.StartBlock, map[oracle.TaskID]bool{}, map[oracle.TaskID]uint64{}
	}
	if head < l.next {
		return nil
	}
	err = c.logs(ctx, l.next, head, func(e oracle.Event) error {
		switch e := e.(type) {
		case oracle.TaskCreated:
			l.tasks = append(slices.DeleteFunc(l.tasks, func(t oracle.Task) bool { return t.ID == e.Task.ID }), e.Task)
		case oracle.TaskCancelled:
			l.forget(func(t oracle.Task) bool { return t.ID == e.Task })
		case oracle.TaskStopped:
			l.last[e.Task] = e.LastRound
		}
		return nil
	})
	if err == nil {
		l.next = head + 1
	}
	return err
}

// admitted asks a gate until it says yes: an agent may be let in later.
func (l *taskList) admitted(ctx context.Context, a *Agent, t oracle.Task) bool {
	if !l.mine[t.ID] {
		ok, _, err := a.Chain.Admitted(ctx, t, a.Key.ID())
		l.mine[t.ID] = err == nil && ok
	}
	return l.mine[t.ID]
}

// look does what is due.
func (a *Agent) look(ctx context.Context, list *taskList) error {
	ctxLook, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := list.refresh(ctxLook, a); err != nil {
		return err
	}
	now, err := a.Chain.Now(ctxLook)
	if err != nil {
		return err
	}
	for _, t := range list.tasks {
		if !a.Wants(t.Index) {
			continue
		}
		round := t.RoundAt(now)
		if round == 0 || list.last[t.ID] != 0 && round > list.last[t.ID] || now >= t.Windows(round).CommitEnd || !list.admitted(ctxLook, a, t) {
			continue
		}
		a.start(ctx, work{t.Index, round, false}, func() (uint64, error) { return a.commit(ctx, t, round) })
	}
	openings, err := a.Openings.All(a.Chain.Hub, a.Key.ID())
	if err != nil {
		return err
	}
	for _, o := range openings {
		i := slices.IndexFunc(list.tasks, func(t oracle.Task) bool { return t.Index == o.Task })
		if i < 0 {
			continue
		}
		w := list.tasks[i].Windows(o.Round)
		switch {
		case now >= w.Deadline:
			if err := a.Openings.Forget(o); err != nil {
				return err
			}
		case now >= w.RevealStart:
			final, err := a.final(ctxLook, w.CommitEnd)
			if err != nil {
				return err
			}
			if final {
				a.start(ctx, work{o.Task, o.Round, true}, func() (uint64, error) { return a.reveal(ctx, o) })
			}
		}
	}
	list.forget(func(t oracle.Task) bool { return list.over(t, now) }) // and its openings are, above
	a.prune(list.tasks, now)
	return nil
}

// prune forgets the work of rounds that are over.
func (a *Agent) prune(tasks []oracle.Task, now uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	over := func(w work) bool {
		i := slices.IndexFunc(tasks, func(t oracle.Task) bool { return t.Index == w.task })
		return i < 0 || now >= tasks[i].Windows(w.round).Deadline
	}
	maps.DeleteFunc(a.finished, func(w work, _ bool) bool { return over(w) })
	maps.DeleteFunc(a.busy, func(w work, again time.Time) bool { return !again.IsZero() && over(w) })
}

// final tells whether the end of a commit window is as deep as the chain's
// confirmations: only then can no reorganisation carry a reveal back into it.
func (a *Agent) final(ctx context.Context, commitEnd uint64) (bool, error) {
	if a.Chain.Config.Confirmations == 0 {
		return true, nil // the block of the reveal itself is past the window
	}
	head, err := a.Chain.Eth.BlockNumber(ctx)
	if err != nil || head < a.Chain.Config.Confirmations {
		return false, err
	}
	h, err := a.Chain.header(ctx, new(big.Int).SetUint64(head-a.Chain.Config.Confirmations))
	if err != nil {
		return false, fmt.Errorf("fetch a confirmed block: %w", err)
	}
	return h.Time >= commitEnd, nil
}

// start does a piece of work in the background, unless it is done, going on, or
// failed a moment ago.
func (a *Agent) start(ctx context.Context, w work, do func() (uint64, error)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	again, seen := a.busy[w]
	if a.finished[w] || seen && (again.IsZero() || time.Now().Before(again)) {
		return
	}
	a.busy[w] = time.Time{}
	a.wg.Go(func() {
		gas, err := do()
		a.mu.Lock()
		if err == nil || errors.Is(err, errNotCommitted) {
			a.finished[w] = true
			delete(a.busy, w)
		} else {
			a.busy[w] = time.Now().Add(retryAfter)
		}
		a.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
		step := "commit"
		if w.reveal {
			step = "reveal"
		}
		a.Report(AgentReport{Chain: a.Chain.Name, Task: w.task, Round: w.round, Step: step, Gas: gas, Err: err})
	})
}

// commit asks the source, unless it has answered for this round before, and
// sends the commitment.
func (a *Agent) commit(ctx context.Context, t oracle.Task, round uint64) (uint64, error) {
	o, ok, err := a.Openings.Load(t.Hub, t.Index, round, a.Key.ID())
	if err != nil {
		return 0, err
	}
	if !ok {
		p, err := a.Source.Position(ctx, Request{
			Chain: a.Chain.Name, ChainID: t.Hub.ChainID, Hub: t.Hub.Address.Hex(), Task: t.Index, Round: round,
			Solver: t.Solver, Dimension: t.Dimension, Decimals: t.Decimals, Description: t.Description,
			CommitUntil: t.Windows(round).CommitEnd,
		})
		if err != nil {
			return 0, fmt.Errorf("ask for a position: %w", err)
		}
		if err := checkRange(t, p); err != nil {
			return 0, err
		}
		if o, err = Seal(a.Key, t, round, p, rand.Reader); err != nil {
			return 0, err
		}
		if o.Since, err = a.Chain.Eth.BlockNumber(ctx); err != nil {
			return 0, fmt.Errorf("fetch the head: %w", err)
		}
		if err := a.Openings.Save(o); err != nil {
			return 0, err
		}
	}
	return SendCommit(ctx, a.Chain, a.Sender, o)
}

// errNotCommitted ends the work on a round.
var errNotCommitted = errors.New("the commitment did not reach the chain in its window, so nothing is revealed")

// reveal sends an opening whose commitment is on the chain. An opening that
// nobody can use would only show what the agent thinks.
func (a *Agent) reveal(ctx context.Context, o Opening) (uint64, error) {
	head, err := a.Chain.Eth.BlockNumber(ctx)
	if err != nil {
		return 0, fmt.Errorf("fetch the head: %w", err)
	}
	committed := false
	err = a.Chain.logs(ctx, o.Since, head, func(e oracle.Event) error {
		c, ok := e.(oracle.Committed)
		committed = committed || ok && c.Task == oracle.TaskIDFromIndex(o.Task) && c.Round == o.Round && c.Agent == o.Agent &&
			bytes.Equal(c.Commitment.Commitment, o.Commitment)
		return nil
	})
	if err != nil {
		return 0, err
	}
	if !committed {
		return 0, errNotCommitted
	}
	return SendReveal(ctx, a.Chain, a.Sender, o)
}

// SendCommit sends the commitment of an opening and returns the gas used.
func SendCommit(ctx context.Context, c *Chain, sender *txmgr.Manager, o Opening) (uint64, error) {
	data := bindings.NewNashOracle().PackCommit(oracle.TaskIDFromIndex(o.Task), o.Round, o.Agent, o.Commitment, o.Proof, o.Signature)
	return c.sendToHub(ctx, sender, data)
}

// SendReveal sends an opening and returns the gas used.
func SendReveal(ctx context.Context, c *Chain, sender *txmgr.Manager, o Opening) (uint64, error) {
	data := bindings.NewNashOracle().PackReveal(oracle.TaskIDFromIndex(o.Task), o.Round, o.Agent, o.Confidence, packValues(o.Values), o.Blinding)
	return c.sendToHub(ctx, sender, data)
}

func (c *Chain) sendToHub(ctx context.Context, sender *txmgr.Manager, data []byte) (uint64, error) {
	r, err := sender.Send(ctx, txmgr.Candidate{To: c.Hub.Address, Data: data})
	if err != nil {
		return 0, explain("NashOracle", err)
	}
	return r.GasUsed, nil
}

func packValues(values []fixed.Q64x64) []byte {
	b := make([]byte, 0, oracle.WidthFull*len(values))
	for _, v := range values {
		w := v.Bytes16()
		b = append(b, w[:]...)
	}
	return b
}
