package scope_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/scope"
)

const (
	grace    = 20
	deadline = 60 // of round 1; a round a minute
)

func hubOf(i int) oracle.Hub {
	return oracle.Hub{ChainID: uint64(100 + i), Address: common.BigToAddress(big.NewInt(int64(1 + i)))}
}

// tasks returns a task on each of n chains in one scope.
func tasks(t *testing.T, weights ...uint32) []oracle.Task {
	t.Helper()
	s := oracle.Scope{Grace: grace}
	for i, w := range weights {
		s.Members = append(s.Members, oracle.Member{Hub: hubOf(i), Weight: w})
	}
	var out []oracle.Task
	for i := range weights {
		task, err := oracle.WithScope(oracle.Task{
			Hub: hubOf(i), Index: uint32(3 + i), ID: oracle.TaskIDFromIndex(uint32(3 + i)), Solver: compute.TrimmedEquilibrium,
			Dimension: 1, Width: oracle.WidthFull, TrimBps: 2500, MinAgents: 4, MaxAgents: 100, InitialTrust: 32768,
			Start: 30, CommitSeconds: 10, RevealSeconds: 20, Period: 60, Bounty: new(big.Int),
		}, s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, task)
	}
	return out
}

func agent(i int) common.Address { return common.BigToAddress(big.NewInt(int64(1000 + i))) }

func ulps(v int64) fixed.Q64x64 {
	q, err := fixed.FromBig(big.NewInt(v))
	if err != nil {
		panic(err)
	}
	return q
}

// part makes what a chain brings to a round: agents[i] says values[i]; late
// register after the first commitment. Its enrolment comes from a real book.
func part(t *testing.T, task oracle.Task, round uint64, agents []int, values []int64, elsewhere, late []int) oracle.Part {
	t.Helper()
	b := oracle.NewBook()
	b.Apply(oracle.TaskCreated{Task: task})
	for _, i := range slices.Concat(agents, elsewhere) {
		b.Apply(oracle.AgentRegistered{Agent: agent(i), PublicKey: []byte{1}})
	}
	p := oracle.Part{Task: task, Round: round, Profile: oracle.Profile{Task: task.ID, Round: round}}
	for k, i := range agents {
		b.Apply(oracle.Committed{Task: task.ID, Round: round, Agent: agent(i)})
		p.Profile.Positions = append(p.Profile.Positions, oracle.Position{Agent: agent(i), Confidence: 50, Trust: 32768, Values: []fixed.Q64x64{ulps(values[k])}})
	}
	for _, i := range late {
		b.Apply(oracle.AgentRegistered{Agent: agent(i), PublicKey: []byte{1}})
	}
	slices.SortFunc(p.Profile.Positions, func(a, b oracle.Position) int { return a.Agent.Cmp(b.Agent) })
	closed := b.Apply(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 9, Time: task.Windows(round).Deadline}})
	if len(closed) != 1 {
		t.Fatalf("%d rounds closed", len(closed))
	}
	p.Enrolled = closed[0].Enrolled
	return p
}

func solvers(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) }

// notes is a watch that writes down what it is told.
type notes struct {
	mu       sync.Mutex
	late     []oracle.Took
	failures []error
	results  map[uint64]scope.Result
}

func (n *notes) Late(_ *oracle.Scope, _ uint64, missing oracle.Took) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.late = append(n.late, missing)
}
func (n *notes) Agreed(*oracle.Scope, uint64, oracle.Took) {}
func (n *notes) Combined(_ *oracle.Scope, round uint64, r scope.Result, _ float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.results == nil {
		n.results = map[uint64]scope.Result{}
	}
	n.results[round] = r
}
func (n *notes) Failing(_ *oracle.Scope, _ uint64, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failures = append(n.failures, err)
}

// alone agrees with itself.
type alone struct {
	k     *scope.Keeper
	mu    sync.Mutex
	asked int
}

func (a *alone) Agree(_ context.Context, s *oracle.Scope, round uint64) (oracle.Took, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	_, v, _, _, ok := a.k.View(s.ID, round)
	if !ok || v.Choice() == 0 {
		return 0, errors.New("asked too early")
	}
	return v.Choice(), nil
}

// run runs a keeper while do tells it things.
func run(t *testing.T, do func(k *scope.Keeper, n *notes, a *alone)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		k := scope.NewKeeper(solvers, n)
		a := &alone{k: k}
		k.Agreement = a
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = k.Run(ctx) }()
		do(k, n, a)
		stop()
		<-done
		for _, err := range n.failures {
			t.Error(err)
		}
	})
}

// taken returns what a chain is to be told, as text.
func taken(k *scope.Keeper, i int) (out []string) {
	for _, o := range k.Outcomes(hubOf(i)) {
		p := o.Outcome.Posted()
		out = append(out, fmt.Sprintf("task %d round %d %v of %b, %d", p.Index, p.Round, p.Values, p.Took, p.Participants))
	}
	return out
}

// TestAnyOrderOfEvents: whatever the order in which three chains are heard, as
// long as each is heard in its own, every chain is told the same, once.
func TestAnyOrderOfEvents(t *testing.T) {
	ts := tasks(t, 1, 2, 1)
	want, whole := "", 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		run(t, func(k *scope.Keeper, n *notes, a *alone) {
			var logs [3][]func()
			for i, task := range ts {
				values := []int64{int64(100 * i), int64(100*i + 10), int64(100*i + 20), int64(100*i + 30), int64(1e9)}
				agents := []int{10 * i, 10*i + 1, 10*i + 2, 10*i + 3, 10*i + 4}
				p1, p2 := part(t, task, 1, agents, values, nil, nil), part(t, task, 2, agents, values, nil, nil)
				h := task.Hub
				logs[i] = []func(){
					func() { k.Serve(task, 0) },
					func() { k.Confirmed(h, 40, true) },
					func() { k.Closed(p1) },
					func() { k.Confirmed(h, deadline+1, true) },
					func() { k.Confirmed(h, deadline+grace-1, true) },
					func() { k.Closed(p2) },
					func() { k.Confirmed(h, 2*deadline+1, true) },
				}
				if i == 2 { // nobody commits there in round 2
					logs[i] = slices.Delete(logs[i], 5, 6)
				}
			}
			for {
				var open []int
				for i := range logs {
					if len(logs[i]) > 0 {
						open = append(open, i)
					}
				}
				if len(open) == 0 {
					break
				}
				i := open[r.IntN(len(open))]
				logs[i][0]()
				logs[i] = logs[i][1:]
				if r.IntN(3) == 0 {
					synctest.Wait()
				}
				if len(n.late) > 0 {
					break
				}
			}
			if len(n.late) > 0 {
				return // one chain was a minute ahead of another: that is another test
			}
			synctest.Wait()
			var got []string
			for i := range ts {
				got = append(got, taken(k, i)...)
				if again := taken(k, i); len(again) > 0 {
					t.Errorf("told again: %v", again)
				}
			}
			if len(got) != 6 || a.asked != 2 {
				t.Fatalf("seed %d: %d outcomes, %d lists were asked for: %v", seed, len(got), a.asked, got)
			}
			whole++
			if text := fmt.Sprint(got); want == "" {
				want = text
			} else if text != want {
				t.Fatalf("seed %d: %s, before: %s", seed, text, want)
			}
		})
	}
	if whole < 30 {
		t.Fatalf("%d orders came to an end", whole)
	}
	t.Log(whole, want)
}

// confirm tells of blocks of a chain at these times.
func confirm(k *scope.Keeper, i int, times ...uint64) {
	for _, at := range times {
		k.Confirmed(hubOf(i), at, true)
	}
}

func closeRound(t *testing.T, k *scope.Keeper, task oracle.Task, i int, round uint64, base int64) {
	t.Helper()
	k.Closed(part(t, task, round, []int{10 * i, 10*i + 1, 10*i + 2, 10*i + 3}, []int64{base, base + 1, base + 2, base + 3}, nil, nil))
}

// TestLateChain: nothing happens before the grace is over on chains with half of
// the weights; then the others go on, and the late chain gets what they came to,
// when it is past the deadline itself, though it has a part of its own by then.
func TestLateChain(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, n *notes, a *alone) {
		for i, task := range ts {
			k.Serve(task, 0)
			confirm(k, i, 40)
		}
		for i := range 2 {
			closeRound(t, k, ts[i], i, 1, int64(1000*i))
		}
		confirm(k, 0, deadline)
		confirm(k, 1, deadline, deadline+grace-1)
		confirm(k, 0, deadline+grace) // a third of the weights
		synctest.Wait()
		if a.asked != 0 {
			t.Fatal("a list was asked for before the grace was over")
		}
		if got := k.Due(hubOf(1)); got != deadline+grace {
			t.Errorf("chain 1 waits for %d", got)
		}
		confirm(k, 1, deadline+grace)
		synctest.Wait()
		if a.asked != 1 || fmt.Sprint(n.late) != "[4]" {
			t.Fatalf("asked %d times, late %v", a.asked, n.late)
		}
		first := taken(k, 0)
		if len(first) != 1 || len(taken(k, 1)) != 1 || len(taken(k, 2)) != 0 {
			t.Fatalf("told %v", first)
		}
		closeRound(t, k, ts[2], 2, 1, 5000)
		confirm(k, 2, deadline)
		synctest.Wait()
		late := taken(k, 2)
		if len(late) != 1 || late[0][len("task 5"):] != first[0][len("task 3"):] || a.asked != 1 {
			t.Errorf("the late chain is told %v, the first was %v", late, first)
		}
	})
}

// TestChainsBelowHalfOfTheWeights cannot go on alone, whatever their clocks say.
func TestChainsBelowHalfOfTheWeights(t *testing.T) {
	ts := tasks(t, 2, 3)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		for i, task := range ts {
			k.Serve(task, 0)
			confirm(k, i, 40)
		}
		closeRound(t, k, ts[0], 0, 1, 7)
		confirm(k, 0, deadline, 1<<40)
		synctest.Wait()
		if a.asked != 0 {
			t.Error("a chain with two fifths of the weights went on without the other")
		}
		closeRound(t, k, ts[1], 1, 1, 900)
		confirm(k, 1, deadline)
		synctest.Wait()
		if a.asked != 1 || len(taken(k, 0)) != 1 {
			t.Error("they do not go on together")
		}
	})
}

// TestChainThatIsBeingRead is not late: a process that starts waits for it.
func TestChainThatIsBeingRead(t *testing.T) {
	ts := tasks(t, 1, 1)
	run(t, func(k *scope.Keeper, n *notes, a *alone) {
		k.Serve(ts[0], 0)
		k.Serve(ts[1], 0)
		closeRound(t, k, ts[0], 0, 1, 7)
		k.Confirmed(hubOf(1), 10, false)
		confirm(k, 0, deadline+1000)
		k.Confirmed(hubOf(1), 20, false)
		confirm(k, 0, deadline+1000+grace-1)
		k.Confirmed(hubOf(1), 50, false)
		confirm(k, 0, deadline+1000+grace+1)
		synctest.Wait()
		if a.asked != 0 || len(n.late) != 0 {
			t.Error("a chain that is read block by block was given up")
		}
		closeRound(t, k, ts[1], 1, 1, 900)
		k.Confirmed(hubOf(1), deadline+999, true)
		synctest.Wait()
		if r := n.results[1]; a.asked != 1 || r.List != 0b11 {
			t.Errorf("asked %d times, %+v", a.asked, r)
		}
	})
	// But one whose reading got stuck is, when the others have gone on by the grace.
	run(t, func(k *scope.Keeper, n *notes, a *alone) {
		k.Serve(ts[0], 0)
		closeRound(t, k, ts[0], 0, 1, 7)
		confirm(k, 0, deadline)
		k.Confirmed(hubOf(1), 10, false)
		confirm(k, 0, deadline+grace-1)
		synctest.Wait()
		if a.asked != 0 {
			t.Error("not a grace from the last that was heard")
		}
		confirm(k, 0, deadline+grace)
		synctest.Wait()
		if a.asked != 1 {
			t.Error("a chain that is not read any more is waited for")
		}
	})
}

// TestForgottenTasks: when the last task of a scope is gone, nothing is kept.
func TestForgottenTasks(t *testing.T) {
	ts := tasks(t, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, _ *alone) {
		for i, task := range ts {
			k.Serve(task, 0)
			closeRound(t, k, task, i, 1, 7)
		}
		k.Cancelled(hubOf(0), ts[1].ID) // of another hub
		if len(k.Status()) != 1 {
			t.Error("too early")
		}
		k.Cancelled(hubOf(0), ts[0].ID)
		k.Cancelled(hubOf(1), ts[1].ID)
		if s := k.Status(); len(s) != 0 || k.Due(hubOf(0)) != 0 {
			t.Errorf("%+v", s)
		}
		closeRound(t, k, ts[0], 0, 1, 7) // nobody's
		confirm(k, 0, deadline)
	})
}

// TestStartGivesAGrace: when a process starts long after a deadline, a chain that
// has not answered yet has the grace from then on.
func TestStartGivesAGrace(t *testing.T) {
	ts := tasks(t, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		k.Serve(ts[0], 0)
		closeRound(t, k, ts[0], 0, 1, 7)
		confirm(k, 0, 5000, 5000+grace-1)
		synctest.Wait()
		if a.asked != 0 {
			t.Error("no grace")
		}
		confirm(k, 0, 5000+grace)
		synctest.Wait()
		if a.asked != 1 {
			t.Error("it waits for ever")
		}
	})
}

// TestPostedElsewhere: what the quorum has signed for one chain is told to the
// others, also by a process that has nothing else of the round.
func TestPostedElsewhere(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		for i, task := range ts {
			k.Serve(task, 0)
			confirm(k, i, deadline)
		}
		k.Posted(ts[1], oracle.PostedOutcome{Index: ts[1].Index, Round: 1, Participants: 9, Took: 0b11, Values: []*big.Int{big.NewInt(-5)}})
		synctest.Wait()
		if got := taken(k, 1); len(got) != 0 {
			t.Errorf("the chain that has it is told %v", got)
		}
		if got := fmt.Sprint(taken(k, 2)); got != "[task 5 round 1 [-5] of 11, 9]" || a.asked != 0 {
			t.Errorf("the other is told %s, after %d lists", got, a.asked)
		}
		k.Posted(ts[0], oracle.PostedOutcome{Index: ts[0].Index, Round: 1, Took: 0b11, Values: []*big.Int{big.NewInt(-5)}})
		k.Posted(ts[2], oracle.PostedOutcome{Index: ts[2].Index, Round: 1, Took: 0b11, Values: []*big.Int{big.NewInt(-5)}})
		for _, s := range k.Status() {
			if len(s.Rounds) != 0 {
				t.Errorf("rounds %+v are not everywhere", s.Rounds)
			}
		}
	})
}

// restored tells of a chain what is told after a restart: it has the rounds from 2
// on, with so many coordinates.
func restored(k *scope.Keeper, task oracle.Task, i int, last uint32, coordinates int) {
	k.Serve(task, 0)
	for round := uint32(2); round <= last; round++ {
		o := oracle.PostedOutcome{Index: task.Index, Round: round, Participants: 8, Took: 0b11}
		for range coordinates {
			o.Values = append(o.Values, big.NewInt(int64(round)))
		}
		k.Posted(task, o)
	}
	confirm(k, i, uint64(last)*60+deadline)
}

// TestEveryRoundAfterARestart: what two chains have is told to a third that comes
// back after a restart, every round and in order, as it passes their deadlines.
func TestEveryRoundAfterARestart(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		restored(k, ts[1], 1, 300, 1)
		restored(k, ts[0], 0, 300, 1)
		if n := k.Everywhere(ts[0]); n != 0 {
			t.Errorf("rounds up to %d are everywhere, and a chain has not answered", n)
		}
		k.Serve(ts[2], 0)
		k.Posted(ts[2], oracle.PostedOutcome{Index: ts[2].Index, Round: 2, Took: 0b11, Values: []*big.Int{big.NewInt(2)}})
		if n := k.Everywhere(ts[0]); n != 2 {
			t.Errorf("rounds up to %d are everywhere, want 2", n)
		}
		var got []string
		for _, at := range []uint64{deadline, 4*60 - 1, 4*60 + 60, 400 * 60} {
			confirm(k, 2, at)
			got = append(got, taken(k, 2)...)
			if want := min(at/60, 300); at > 2*60 && len(got) != int(want-2) {
				t.Errorf("at %d it is told %d rounds, want %d", at, len(got), want-2)
			}
		}
		for i, text := range got {
			if want := fmt.Sprintf("task 5 round %d [%d] of 11, 8", i+3, i+3); text != want {
				t.Fatalf("told %q, want %q", text, want)
			}
		}
		if a.asked != 0 || len(taken(k, 0))+len(taken(k, 1)) != 0 {
			t.Errorf("%d lists were asked for, or a chain is told what it has", a.asked)
		}
		for round := uint32(3); round <= 300; round++ {
			k.Posted(ts[2], oracle.PostedOutcome{Index: ts[2].Index, Round: round, Took: 0b11, Values: []*big.Int{big.NewInt(int64(round))}})
		}
		if n := k.Everywhere(ts[1]); n != 300 {
			t.Errorf("rounds up to %d are everywhere, want 300", n)
		}
	})
}

// slow agrees on round 1 when it is told to.
type slow struct {
	*alone
	first chan struct{}
}

func (s *slow) Agree(ctx context.Context, of *oracle.Scope, round uint64) (oracle.Took, error) {
	if round == 1 {
		select {
		case <-s.first:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return s.alone.Agree(ctx, of, round)
}

// TestRoundsInOrder: a round whose list takes long is waited for by the next one,
// which would supersede it, until its grace is over and not longer.
func TestRoundsInOrder(t *testing.T) {
	ts := tasks(t, 1, 1)
	for name, patient := range map[string]bool{"it comes": true, "it does not": false} {
		t.Run(name, func(t *testing.T) {
			run(t, func(k *scope.Keeper, _ *notes, a *alone) {
				s := &slow{a, make(chan struct{})}
				k.Agreement = s
				tell := func(at uint64) {
					for i := range ts {
						confirm(k, i, at)
					}
					synctest.Wait()
				}
				for _, task := range ts {
					k.Serve(task, 0)
				}
				for round := uint64(1); round <= 2; round++ {
					for i, task := range ts {
						closeRound(t, k, task, i, round, int64(100*round))
					}
					tell(round * 60)
				}
				if got := taken(k, 0); len(got) != 0 || k.Due(hubOf(0)) != 2*60+grace {
					t.Errorf("told %v before round 1 is agreed; waits until %d", got, k.Due(hubOf(0)))
				}
				want := []string{"task 3 round 2 [201] of 11, 8"}
				if patient {
					close(s.first)
					synctest.Wait()
					want = slices.Insert(want, 0, "task 3 round 1 [101] of 11, 8")
				} else {
					tell(2*60 + grace)
				}
				if got := taken(k, 0); !slices.Equal(got, want) {
					t.Errorf("told %q, want %q", got, want)
				}
			})
		})
	}
}

// TestOutcomesAreBounded for a chain that never answers.
func TestOutcomesAreBounded(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, _ *alone) {
		k.Serve(ts[2], 0)
		restored(k, ts[0], 0, oracle.MaxRelayed+50, 1)
		if s := k.Status()[0]; len(s.Rounds)+s.More != oracle.MaxRelayed || len(s.Rounds) > 100 {
			t.Errorf("%d rounds are listed, and there are %d more", len(s.Rounds), s.More)
		}
		confirm(k, 2, 1<<40)
		got := taken(k, 2)
		if len(got) != oracle.MaxRelayed || got[0] != "task 5 round 51 [51] of 11, 8" {
			t.Errorf("%d rounds are kept, the first %q", len(got), got[0])
		}
	})
	run(t, func(k *scope.Keeper, _ *notes, _ *alone) {
		k.Serve(ts[2], 0)
		restored(k, ts[0], 0, 50, oracle.MaxRelayedValues/32)
		confirm(k, 2, 1<<40)
		if got := k.Outcomes(hubOf(2)); len(got) != 32 || got[0].Outcome.Round != 19 {
			t.Errorf("%d large rounds are kept, the first %d", len(got), got[0].Outcome.Round)
		}
	})
}

// TestRoundsThatWereDropped are not taken for rounds in which nobody committed.
func TestRoundsThatWereDropped(t *testing.T) {
	ts := tasks(t, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		k.Serve(ts[0], 0)
		k.Serve(ts[1], 1) // nothing is kept of its round 1
		closeRound(t, k, ts[0], 0, 1, 7)
		confirm(k, 0, deadline+1)
		confirm(k, 1, deadline+1)
		synctest.Wait()
		if a.asked != 0 {
			t.Error("a list without a chain whose round was dropped")
		}
	})
}
