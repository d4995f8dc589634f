package testnet

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"oracled/client"
	"oracled/oracle"
)

// scopeChains are chains with five honest agents each, who live there alone.
func scopeChains(n int) Options {
	o := Options{HTTPShare: 1, Operators: 4, Threshold: 3}
	for i := range n {
		o.Chains = append(o.Chains, AnvilOptions{Name: []string{"ethereum-dev", "polygon-dev", "arbitrum-dev"}[i], ChainID: 31337 + uint64(i), BlockTime: 1})
		o.Roles = append(o.Roles, Honest, Honest, Honest, Honest, Honest)
	}
	o.Home = func(agent, chain int) bool { return agent/5 == chain }
	return o
}

// soon returns a task that starts on every chain a moment from now.
func soon(t *testing.T, w *World) oracle.Task {
	t.Helper()
	var now uint64
	for _, c := range w.Chains {
		at, err := c.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		now = max(now, at)
	}
	return feed(now)
}

// awaitScope waits until a round is on every chain given.
func awaitScope(t *testing.T, tasks []oracle.Task, round uint64, chains ...*WorldChain) {
	t.Helper()
	for began := time.Now(); ; {
		missing := []string{}
		for _, c := range chains {
			i := slices.IndexFunc(tasks, func(t oracle.Task) bool { return t.Hub == c.Hub })
			reading, err := c.Read(t.Context(), tasks[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			if reading.Round < round {
				missing = append(missing, c.Name)
			}
		}
		if len(missing) == 0 {
			return
		}
		if time.Since(began) > 2*time.Minute {
			t.Fatalf("waited two minutes for round %d on %v", round, missing)
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
}

// auditScope fails the test for everything that is not right, and for chains
// that were posted different values.
func auditScope(t *testing.T, w *World, s *oracle.Scope) []client.ScopeRound {
	t.Helper()
	rounds, err := w.AuditScope(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rounds {
		var first *oracle.PostedOutcome
		for _, c := range r.Chains {
			if c.Posted == nil {
				continue
			}
			if first == nil {
				first = c.Posted
			}
			if fmt.Sprint(c.Posted.Values) != fmt.Sprint(first.Values) || c.Posted.Took != first.Took || c.Posted.Participants != first.Participants {
				t.Errorf("round %d: chain %d has %v of %b, another %v of %b", r.Number, c.Task.Hub.ChainID, c.Posted.Values, c.Posted.Took, first.Values, first.Took)
			}
		}
		t.Logf("round %d of the chains %b: %v, %d participants, %d to break it", r.Number, r.Result.List, r.Result.Values, r.Result.Participants, r.Result.Breakdown)
	}
	return rounds
}

// TestScope: three chains with their own agents have one outcome, the same on
// each, which is what the chain in the middle says.
func TestScope(t *testing.T) {
	beside(t, middling)
	w := newWorldWith(t, scopeChains(3))
	task := soon(t, w)
	task.Start += 5
	tasks, err := w.CreateScope(t.Context(), task, 20, nil, 1, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.StartAgents(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	awaitScope(t, tasks, 2, w.Chains...)
	for _, r := range auditScope(t, w, tasks[0].Scope) {
		if r.Number > 2 {
			continue
		}
		if err := r.Verdict(); err != nil {
			t.Errorf("round %d: %v", r.Number, err)
		}
		if r.Result.List != 0b111 || r.Result.Participants != 15 || r.Result.Breakdown != 4 {
			t.Errorf("round %d: chains %b, %d participants, %d to break it", r.Number, r.Result.List, r.Result.Participants, r.Result.Breakdown)
		}
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}

// scopeTown is a scope over three chains with four operators that are processes
// of their own.
type scopeTown struct {
	*World
	operators []*Operator
	tasks     []oracle.Task
}

func newScopeTown(t *testing.T, grace uint64, weights ...uint32) *scopeTown {
	t.Helper()
	w := newWorldWith(t, scopeChains(len(weights)))
	all, err := w.Committee(t.Context(), turn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, o := range all {
			o.Kill()
			if t.Failed() {
				dumpLog(t, o.Log())
			}
		}
	})
	task := soon(t, w)
	task.Start += 10
	tasks, err := w.CreateScope(t.Context(), task, grace, nil, weights...)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if err := o.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range all {
		if err := o.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.StartAgents(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	return &scopeTown{World: w, operators: all, tasks: tasks}
}

// TestScopeWithAStoppedChain: a chain stops in the middle of a round of a scope.
// The others post without it when its grace is over; when it is back it is told
// what they were, and takes part again. The outcomes are equal and audited.
func TestScopeWithAStoppedChain(t *testing.T) {
	beside(t, middling)
	const grace = 6
	v := newScopeTown(t, grace, 1, 1, 1)
	first, stopped := v.Chains[0], v.Chains[2]
	awaitScope(t, v.tasks, 1, v.Chains...)

	second := v.tasks[0].Windows(2)
	waitUntil(t, first, second.RevealStart+1)
	pause(t, stopped)
	awaitScope(t, v.tasks, 2, v.Chains[:2]...)
	h, err := first.Eth.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if took := int64(h.Time) - int64(second.Deadline); took < grace {
		t.Errorf("the others had round 2 %d s after its deadline, the grace is %d s", took, grace)
	}
	resume(t, stopped)
	awaitScope(t, v.tasks, 2, v.Chains...)
	// Whole again. Which round that is depends on when the chain came back.
	var whole uint64
	for n := uint64(3); whole == 0 && n < 8; n++ {
		awaitScope(t, v.tasks, n, v.Chains...)
		for _, r := range auditScope(t, v.World, v.tasks[0].Scope) {
			if r.Number == n && r.Result.List == 0b111 {
				whole = n
			}
		}
	}
	if whole == 0 {
		t.Error("the chain that was stopped does not take part again")
	}
	for _, r := range auditScope(t, v.World, v.tasks[0].Scope) {
		if r.Number > whole {
			continue
		}
		if err := r.Verdict(); err != nil {
			t.Errorf("round %d: %v", r.Number, err)
		}
		if want := oracle.Took(0b011); r.Number == 2 && r.Result.List != want {
			t.Errorf("round 2 was made of the chains %b, want %b", r.Result.List, want)
		}
	}
	for _, o := range v.operators {
		if err := o.Stop(); err != nil {
			t.Error(err)
		}
	}
}

// TestScopeCatchesUpAfterARestart: a chain is stopped for several rounds of a scope
// and all operators are restarted meanwhile, two of them by a crash. When the chain
// is back it is told every round that it missed, with the same outcomes.
func TestScopeCatchesUpAfterARestart(t *testing.T) {
	beside(t, middling)
	v := newScopeTown(t, 3, 1, 1, 1)
	stopped := v.Chains[2]
	awaitScope(t, v.tasks, 1, v.Chains...)
	pause(t, stopped)
	awaitScope(t, v.tasks, 4, v.Chains[:2]...)
	for i, o := range v.operators {
		if i%2 == 0 {
			o.Kill()
			continue
		}
		// What it may have in flight on the chain that is stopped takes as long as
		// stop.timeout lets it.
		if err := o.Process.Stop(30 * time.Second); err != nil {
			t.Error(err)
		}
	}
	for _, o := range v.operators {
		if err := o.Start(); err != nil {
			t.Fatal(err)
		}
	}
	awaitScope(t, v.tasks, 5, v.Chains[:2]...) // which the fresh processes post
	resume(t, stopped)
	awaitScope(t, v.tasks, 5, v.Chains...)
	without := 0
	for _, r := range auditScope(t, v.World, v.tasks[0].Scope) {
		if r.Number > 5 {
			continue
		}
		if err := r.Verdict(); err != nil {
			t.Errorf("round %d: %v", r.Number, err)
		}
		for _, c := range r.Chains {
			if c.Posted == nil {
				t.Errorf("round %d is missing on chain %d", r.Number, c.Task.Hub.ChainID)
			}
		}
		if r.Result.List == 0b011 {
			without++
		}
	}
	if without < 3 {
		t.Errorf("%d rounds were made without the chain that was stopped, want 3 or more", without)
	}
	for _, o := range v.operators {
		if err := o.Stop(); err != nil {
			t.Error(err)
		}
	}
}

// pause stops a chain's node without ending it, and resume lets it go on.
func pause(t *testing.T, c *WorldChain) {
	t.Helper()
	if err := syscall.Kill(c.Anvil.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(c.Anvil.PID(), syscall.SIGCONT) })
}

func resume(t *testing.T, c *WorldChain) {
	t.Helper()
	if err := syscall.Kill(c.Anvil.PID(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}
