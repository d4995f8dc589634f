package oracle_test

import (
	"bytes"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

var elsewhere = oracle.Hub{ChainID: 7, Address: common.HexToAddress("0xBEEF")}

// scoped returns a task in a scope with another chain, and its texts as a hub
// has them.
func scoped(t *testing.T) (oracle.Task, oracle.Task) {
	t.Helper()
	task, err := oracle.WithScope(oracle.Task{
		Hub: hub, Index: 6, ID: oracle.TaskIDFromIndex(6), Creator: addr(9), Solver: "trimmed-mean", Dimension: 1, Width: oracle.WidthFull,
		MinAgents: 1, MaxAgents: 10, InitialTrust: 1, Start: 1000, CommitSeconds: 10, RevealDelay: 2, RevealSeconds: 10, Period: 60,
		Bounty: big.NewInt(5), Decimals: 8, Description: "how much?\nscope unclear",
	}, oracle.Scope{Salt: common.Hash{1}, Grace: 30, Members: []oracle.Member{{Hub: elsewhere, Weight: 2}, {Hub: hub, Weight: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	raw := task
	raw.Scope = nil
	raw.Solver, raw.Description = task.Texts()
	return task, raw
}

func TestScopeOfTexts(t *testing.T) {
	task, raw := scoped(t)
	back := raw.Parsed()
	if !reflect.DeepEqual(back, task) || back.ScopeFault() != nil {
		t.Fatalf("%+v, want %+v", back, task)
	}
	if s := task.Scope; s.All() != 0b11 || s.Index(hub) != 1 || s.Weight(0b10) != 3 || s.Weight(0b11) != 5 || s.Index(oracle.Hub{}) != -1 {
		t.Errorf("%+v", s)
	}
	// What a chain has of its own changes nothing.
	own := raw
	own.Gate, own.Consumer, own.CallbackGas, own.Bounty, own.Index = addr(1), addr(2), 3, big.NewInt(6), 9
	own.Hub = elsewhere
	if got := own.Parsed(); got.Scope == nil || got.Scope.ID != task.Scope.ID {
		t.Errorf("of another scope: %v", own.ScopeFault())
	}
	plain := oracle.Task{Solver: "trimmed-mean", Description: "\nscope 1"}
	if got := plain.Parsed(); got.Scope != nil || got.ScopeFault() != nil || got.Solver != plain.Solver || got.Description != plain.Description {
		t.Errorf("%+v", got)
	}
}

// TestScopeDisagreement: every parameter that the chains share is in the id, so
// a task that differs in one is refused with a sentence, whatever it claims.
func TestScopeDisagreement(t *testing.T) {
	_, raw := scoped(t)
	for name, change := range map[string]func(*oracle.Task){
		"creator":       func(x *oracle.Task) { x.Creator = addr(8) },
		"solver":        func(x *oracle.Task) { x.Solver = "median" + x.Solver[strings.Index(x.Solver, " "):] },
		"dimension":     func(x *oracle.Task) { x.Dimension++ },
		"width":         func(x *oracle.Task) { x.Width = oracle.WidthNarrow },
		"digest":        func(x *oracle.Task) { x.Digest = true },
		"trim":          func(x *oracle.Task) { x.TrimBps++ },
		"lambda":        func(x *oracle.Task) { x.Lambda++ },
		"minAgents":     func(x *oracle.Task) { x.MinAgents++ },
		"maxAgents":     func(x *oracle.Task) { x.MaxAgents++ },
		"initialTrust":  func(x *oracle.Task) { x.InitialTrust++ },
		"minTrust":      func(x *oracle.Task) { x.MinTrust++ },
		"start":         func(x *oracle.Task) { x.Start++ },
		"commitSeconds": func(x *oracle.Task) { x.CommitSeconds++ },
		"revealDelay":   func(x *oracle.Task) { x.RevealDelay++ },
		"revealSeconds": func(x *oracle.Task) { x.RevealSeconds++ },
		"period":        func(x *oracle.Task) { x.Period++ },
		"decimals":      func(x *oracle.Task) { x.Decimals++ },
		"description":   func(x *oracle.Task) { x.Description = "what" + x.Description },
		"weight":        func(x *oracle.Task) { x.Description += "1" },
		"grace":         func(x *oracle.Task) { x.Description = strings.Replace(x.Description, " 30 ", " 31 ", 1) },
	} {
		x := raw
		change(&x)
		got := x.Parsed()
		err := x.ScopeFault()
		if got.Scope != nil || got.Solver != x.Solver || err == nil || !strings.Contains(err.Error(), "agree in all of these") {
			t.Errorf("%s: %+v, %v", name, got.Scope, err)
		}
	}
	x := raw
	x.Hub.ChainID++
	if err := x.ScopeFault(); x.Parsed().Scope != nil || err == nil || !strings.Contains(err.Error(), "does not list the hub") {
		t.Errorf("on a hub that is not listed: %v", err)
	}
}

func TestBadScopes(t *testing.T) {
	_, raw := scoped(t)
	salt := common.Hash{1}.Hex()
	for list, want := range map[string]string{
		"":                         "no line",
		"\nscope ":                 "salt, grace and chains",
		"\nscope x 30 1:0x01:2":    "salt is not 32 bytes",
		"\nscope " + salt:          "salt, grace and chains",
		"\nscope " + salt + " 030": "grace",
		"\nscope " + salt + " 30":  "0 chains",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:2":                                                        "1 chains",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000BEEF:2":                                                        "chainId:hub:weight",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:2 7:0x000000000000000000000000000000000000bee1:2":         "twice",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:0 8:0x000000000000000000000000000000000000bee1:2":         "weight",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:99999999999999999999 8:0x00:2":                            "chainId:hub:weight",
		"\nscope " + salt + " 0 7:0x000000000000000000000000000000000000beef:1 8:0x000000000000000000000000000000000000bee1:2":          "grace",
		"\nscope " + salt + " 9999999 7:0x000000000000000000000000000000000000beef:1 8:0x000000000000000000000000000000000000bee1:2":    "grace",
		"\nscope " + salt + " 30" + strings.Repeat(" 7:0x000000000000000000000000000000000000beef:2", 17):                               "17 chains",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:1 8:0x0000000000000000000000000000000000000000:2":         "no hub",
		"\nscope " + salt + " 30 7:0x000000000000000000000000000000000000beef:1 8:0x000000000000000000000000000000000000bee1:2 9:9:9:9": "chainId:hub:weight",
	} {
		x := raw
		x.Description = "text" + list
		if err := x.ScopeFault(); err == nil || !strings.Contains(err.Error(), want) || x.Parsed().Scope != nil {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
	task, _ := scoped(t)
	good := oracle.Scope{Grace: 1, Members: []oracle.Member{{Hub: elsewhere, Weight: 2}, {Hub: hub, Weight: 3}}}
	for name, c := range map[string]func(*oracle.Task, *oracle.Scope){
		"no start":         func(x *oracle.Task, _ *oracle.Scope) { x.Start = 0 },
		"long solver":      func(x *oracle.Task, _ *oracle.Scope) { x.Solver = strings.Repeat("x", 200) },
		"long description": func(x *oracle.Task, _ *oracle.Scope) { x.Description = strings.Repeat("x", 900) },
		"no grace":         func(_ *oracle.Task, s *oracle.Scope) { s.Grace = 0 },
		"one chain":        func(_ *oracle.Task, s *oracle.Scope) { s.Members = s.Members[:1] },
		"not here":         func(x *oracle.Task, _ *oracle.Scope) { x.Hub.ChainID = 99 },
	} {
		x, s := task, good
		x.Scope = nil
		c(&x, &s)
		if _, err := oracle.WithScope(x, s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzScope(f *testing.F) {
	f.Add("trimmed-mean scope=0x00", "text\nscope 0x00 1 2:3:4")
	f.Fuzz(func(t *testing.T, solver, description string) {
		x := oracle.Task{Hub: hub, Solver: solver, Description: description}
		got := x.Parsed()
		if a, b := got.Texts(); a != solver || b != description {
			t.Errorf("%q %q came back as %q %q", solver, description, a, b)
		}
		if got.Scope == nil && got.Solver != solver {
			t.Error("half a scope was taken")
		}
		_ = x.ScopeFault()
	})
}

// TestEnrolment is what the roll was when the first commitment came, whatever
// came later, and through a snapshot.
func TestEnrolment(t *testing.T) {
	task, _ := scoped(t)
	s := oracle.NewState()
	register := func(n int) {
		s.Apply(oracle.AgentRegistered{Agent: addr(n), PublicKey: bytes.Repeat([]byte{byte(n)}, 96)})
	}
	register(1)
	register(2)
	s.Apply(created(task))
	s.Apply(oracle.Committed{Task: task.ID, Round: 1, Agent: addr(2)})
	register(3)
	register(1) // again
	s.Apply(hashed(4, 1001))
	s, _, err := oracle.DecodeSnapshot(encode(t, s), origin())
	if err != nil {
		t.Fatal(err)
	}
	register(4)
	closed := s.Apply(block(5, 2000))
	if len(closed) != 1 {
		t.Fatalf("%d rounds", len(closed))
	}
	for n, want := range map[int]bool{1: true, 2: true, 3: false, 4: false, 5: false} {
		if got := closed[0].Enrolled.Has(addr(n)); got != want {
			t.Errorf("agent %d: %t", n, got)
		}
	}
	if (oracle.Enrolment{}).Has(addr(1)) {
		t.Error("nobody's roll has somebody")
	}
}

// TestScopedStateInSnapshots: what the other chains may still need comes back.
func TestScopedStateInSnapshots(t *testing.T) {
	task, _ := scoped(t)
	s := oracle.NewState()
	s.Apply(created(task))
	if !s.Serve(task) {
		t.Fatal("not served")
	}
	later := task
	later.Index, later.ID = 7, oracle.TaskIDFromIndex(7)
	s.Apply(created(later))
	if s.Serve(later) {
		t.Error("a second task of the scope is served on one hub")
	}
	position := oracle.Position{Agent: addr(1), Group: 2, Confidence: 3, Trust: 4, Values: []fixed.Q64x64{{Hi: -1, Lo: 5}}}
	for round := uint64(1); round <= 3; round++ {
		p := oracle.Part{Task: task, Round: round, Profile: oracle.Profile{Task: task.ID, Round: round, Positions: []oracle.Position{position}}}
		if !s.Hold(p) {
			t.Errorf("round %d is not held", round)
		}
		if p.Task = later; s.Hold(p) {
			t.Error("a round of the second task is held")
		}
	}
	posted := oracle.PostedOutcome{Index: 6, Round: 1, Participants: 6, Took: 0b10, Values: []*big.Int{big.NewInt(-77)}}
	s.Apply(oracle.BatchPosted{Accepted: []oracle.PostedOutcome{posted}})
	out := oracle.Outcome{Task: task.ID, Index: 6, Round: 2, Status: oracle.StatusOK, Participants: 5, Took: 0b11, Values: position.Values}
	if !s.Solved(task, out) || s.Solved(task, out) {
		t.Error("an outcome is taken once")
	}
	s.Apply(hashed(4, 1001))
	s, _, err := oracle.DecodeSnapshot(encode(t, s), origin())
	if err != nil {
		t.Fatal(err)
	}
	if s.Solved(task, out) {
		t.Error("an outcome that is to be posted is taken again")
	}
	// A pipeline that goes on from there hands it over.
	synctest.Test(t, func(t *testing.T) {
		stages := newStages(t)
		p := kept(stages, &shelf{bytes: encode(t, s)})
		p.Hub, p.From.Block, p.Build = origin().Hub, origin().Start, origin().Build
		p.Solvers = func(string) (oracle.Solver, error) { return stages, nil }
		m := newMeeting()
		p.Scopes = m
		_, _, result := stages.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		want := []string{"serve 6 0", "closed 6/2 [{-1 5}]", "closed 6/3 [{-1 5}]", "posted 6/1 [-77] of 10"}
		if got := slices.Compact(m.heard()); !slices.Equal(got, want) {
			t.Errorf("handed over %q, want %q", got, want)
		}
		stages.want("declined", "declined 7: "+oracle.ErrRepeatedScope.Error())
	})
}

// TestRelayedOutcomes: a chain's outcomes are kept, through a restart, until every
// chain has them, and the latest for good.
func TestRelayedOutcomes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		task, _ := scoped(t)
		post := func(from, to uint32) oracle.BatchPosted {
			var b oracle.BatchPosted
			for round := from; round <= to; round++ {
				b.Accepted = append(b.Accepted, oracle.PostedOutcome{Index: 6, Round: round, Insufficient: round == 3, Took: 0b11, Values: []*big.Int{big.NewInt(-int64(round))}})
			}
			return b
		}
		sh := &shelf{}
		run := func(m *meeting, events ...oracle.Event) []string {
			s := newStages(t, events...)
			p := kept(s, sh)
			p.Hub, p.Solvers, p.Scopes = hub, func(string) (oracle.Solver, error) { return s, nil }, m
			stop, _, result := s.run(p)
			synctest.Wait()
			stop()
			if err, ended := result(); !ended || err != nil {
				t.Fatalf("%t %v", ended, err)
			}
			return m.heard()
		}
		m := newMeeting()
		m.everywhere.Store(2)
		run(m, created(task), post(1, 3), post(4, 4), post(4, 4), hashed(20, 1030))
		again := newMeeting()
		again.everywhere.Store(99)
		want := []string{"serve 6 0", "posted 6/3 [-3] of 11", "posted 6/4 [-4] of 11", "posted 6/5 [-5] of 11", "confirmed 1090"}
		if got := slices.Compact(run(again, post(5, 5), hashed(21, 1090))); !slices.Equal(got, want) {
			t.Errorf("after a restart %q, want %q", got, want)
		}
		last := newMeeting()
		if got, want := slices.Compact(run(last)), []string{"serve 6 0", "posted 6/5 [-5] of 11"}; !slices.Equal(got, want) {
			t.Errorf("when every chain had all %q, want %q", got, want)
		}
	})
}

// TestStoppedFeedOfAScope: a feed that was stopped is kept for a week after the last
// round that its chain has, also through a restart.
func TestStoppedFeedOfAScope(t *testing.T) {
	task, _ := scoped(t)
	s := oracle.NewState()
	s.Apply(created(task))
	s.Serve(task)
	s.Apply(oracle.TaskStopped{Task: task.ID, LastRound: 2})
	const week = 7 * 24 * 3600
	over := task.Windows(2).Deadline + week
	s.Apply(hashed(5, over))
	s, _, err := oracle.DecodeSnapshot(encode(t, s), origin())
	if err != nil {
		t.Fatal(err)
	}
	if gone := s.ForgetScoped(); len(gone) != 0 {
		t.Error("forgotten within the week")
	}
	s.Apply(oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 6, Round: 4, Took: 0b10}}})
	over = task.Windows(4).Deadline + week
	s.Apply(hashed(6, over))
	if gone := s.ForgetScoped(); len(gone) != 0 {
		t.Error("forgotten though the other chains go on")
	}
	s.Apply(hashed(7, over+1))
	if gone := s.ForgetScoped(); len(gone) != 1 || gone[0] != task.ID {
		t.Errorf("%v is forgotten", gone)
	}
}

// TestRelayedOutcomesAreBounded by rounds and by coordinates, for a chain that
// never comes back.
func TestRelayedOutcomesAreBounded(t *testing.T) {
	task, _ := scoped(t)
	size := map[int]int{}
	for _, values := range []int{1, 1024} {
		s := oracle.NewState()
		s.Apply(created(task))
		s.Serve(task)
		most := min(oracle.MaxRelayed, oracle.MaxRelayedValues/values)
		o := oracle.PostedOutcome{Index: 6, Took: 0b11}
		for range values {
			o.Values = append(o.Values, big.NewInt(1<<62))
		}
		for o.Round = 1; o.Round <= uint32(most+20); o.Round++ {
			s.Apply(oracle.BatchPosted{Accepted: []oracle.PostedOutcome{o}})
			if int(o.Round) == most {
				s.Apply(hashed(4, 1001))
				size[values] = len(encode(t, s))
			}
		}
		s.Apply(hashed(5, 1002))
		// Nothing grows any more, but for numbers of rounds that need another byte.
		if now := len(encode(t, s)); now > size[values]+most || now < size[values] {
			t.Errorf("%d rounds of %d coordinates take %d bytes, 20 more %d", most, values, size[values], now)
		}
		s, _, err := oracle.DecodeSnapshot(encode(t, s), origin())
		if err != nil {
			t.Fatal(err)
		}
		s.Everywhere(task.ID, uint64(most+10))
		s.Everywhere(oracle.TaskIDFromIndex(1), 1) // which is in no scope
		if now := len(encode(t, s)); now > size[values]*11/most+4096 {
			t.Errorf("the last 10 rounds of %d coordinates take %d bytes", values, now)
		}
	}
}

// TestPipelineOfAScope: a closed round of a task in a scope is handed over and
// not posted; what comes back is, once, and not after the chain has it.
func TestPipelineOfAScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		task, _ := scoped(t)
		posted := oracle.PostedOutcome{Index: 6, Round: 1, Took: 0b11, Values: []*big.Int{big.NewInt(1)}}
		s := newStages(t, created(task),
			oracle.Committed{Task: task.ID, Round: 1, Agent: addr(1)}, block(20, 1030),
			oracle.Committed{Task: task.ID, Round: 2, Agent: addr(1)}, block(21, 1090),
			oracle.BatchPosted{Accepted: []oracle.PostedOutcome{posted}}, block(22, 1091))
		p := s.pipeline()
		p.Hub, p.Solvers = hub, func(string) (oracle.Solver, error) { return s, nil }
		m := newMeeting()
		p.Scopes = m
		stop, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		want := []string{"serve 6 0", "closed 6/1 [{0 0}]", "confirmed 1030", "closed 6/2 [{0 0}]", "confirmed 1090", "posted 6/1 [1] of 11", "confirmed 1091"}
		if got := m.heard(); !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
		s.want("add")
		for _, round := range []uint64{1, 2} {
			m.tell(oracle.ScopedOutcome{Task: task, Outcome: oracle.Outcome{Task: task.ID, Index: 6, Round: round, Took: 0b11, Values: make([]fixed.Q64x64, 1)}})
		}
		synctest.Wait()
		s.want("add", "add task 6 round 2")
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Errorf("%v", err)
		}
		// Without other chains such a task is not served.
		s = newStages(t, created(task))
		p = s.pipeline()
		p.Solvers = func(string) (oracle.Solver, error) { return s, nil }
		_, _, result = s.run(p)
		result()
		s.want("declined", "declined 6: "+oracle.ErrNoScopes.Error())
	})
}

// TestRepeatedScope: of two tasks of a hub in one scope the second is the scope's
// when the first was cancelled, and a task that is over is forgotten in the end.
func TestRepeatedScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _ := scoped(t)
		first.Period = 0
		second := first
		second.Index, second.ID = 9, oracle.TaskIDFromIndex(9)
		s := newStages(t, created(first), created(second), block(20, 900), oracle.TaskCancelled{Task: first.ID}, block(21, 1000),
			oracle.Committed{Task: second.ID, Round: 1, Agent: addr(1)}, block(22, 1030), block(23, 1030+8*24*3600))
		p := s.pipeline()
		p.Hub, p.Solvers = hub, func(string) (oracle.Solver, error) { return s, nil }
		m := newMeeting()
		p.Scopes = m
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		want := []string{"serve 6 0", "confirmed 900", "cancelled 6", "serve 9 0", "confirmed 1000", "closed 9/1 [{0 0}]", "confirmed 1030", "cancelled 9", "confirmed 692230"}
		if got := m.heard(); !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
		s.want("declined", "declined 9: "+oracle.ErrRepeatedScope.Error())
	})
}

// meeting writes down what a pipeline tells, and tells it what a test wants.
type meeting struct {
	mu       sync.Mutex
	said     []string
	outcomes []oracle.ScopedOutcome
	wake     chan struct{}

	everywhere atomic.Uint64
}

func newMeeting() *meeting { return &meeting{wake: make(chan struct{}, 1)} }

func (m *meeting) note(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.said = append(m.said, fmt.Sprintf(format, args...))
}

func (m *meeting) heard() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.said)
}

func (m *meeting) tell(o oracle.ScopedOutcome) {
	m.mu.Lock()
	m.outcomes = append(m.outcomes, o)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *meeting) Serve(t oracle.Task, floor uint64)         { m.note("serve %d %d", t.Index, floor) }
func (m *meeting) Cancelled(_ oracle.Hub, id oracle.TaskID)  { m.note("cancelled %s", id.Big()) }
func (m *meeting) Confirmed(_ oracle.Hub, at uint64, _ bool) { m.note("confirmed %d", at) }
func (m *meeting) Wake(oracle.Hub) <-chan struct{}           { return m.wake }
func (m *meeting) Everywhere(oracle.Task) uint64             { return m.everywhere.Load() }
func (m *meeting) Due(oracle.Hub) uint64                     { return 0 }
func (m *meeting) Closed(p oracle.Part)                      { m.note("closed %d/%d %v", p.Task.Index, p.Round, plain(p)) }
func (m *meeting) Posted(t oracle.Task, o oracle.PostedOutcome) {
	m.note("posted %d/%d %v of %b", t.Index, o.Round, o.Values, o.Took)
}

// plain lists the values of a part's positions as their two words.
func plain(p oracle.Part) (out []string) {
	for _, x := range p.Profile.Positions {
		for _, v := range x.Values {
			out = append(out, fmt.Sprintf("{%d %d}", v.Hi, v.Lo))
		}
	}
	return out
}

func (m *meeting) Outcomes(oracle.Hub) []oracle.ScopedOutcome {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.outcomes
	m.outcomes = nil
	return out
}
