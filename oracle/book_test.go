package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

func addr(i int) common.Address { return common.BytesToAddress([]byte{byte(i >> 8), byte(i)}) }

func taskAt(index uint32, start, commit, delay, reveal, period uint64) oracle.Task {
	return oracle.Task{
		ID: oracle.TaskIDFromIndex(index), Index: index, Solver: "trimmed-equilibrium", Dimension: 1, Width: oracle.WidthFull,
		Start: start, CommitSeconds: commit, RevealDelay: delay, RevealSeconds: reveal, Period: period,
	}
}

func created(t oracle.Task) oracle.Event { return oracle.TaskCreated{Task: t} }

func committed(index uint32, round uint64, agent int, block uint64) oracle.Event {
	return oracle.Committed{Task: oracle.TaskIDFromIndex(index), Round: round, Agent: addr(agent),
		Commitment: oracle.SignedCommitment{At: oracle.LogPosition{Block: block}, Commitment: fmt.Appendf(nil, "%d by %d", block, agent)}}
}

func revealed(index uint32, round uint64, agent int, block uint64) oracle.Event {
	return oracle.Revealed{Task: oracle.TaskIDFromIndex(index), Round: round, Agent: addr(agent),
		Opening: oracle.Opening{At: oracle.LogPosition{Block: block}}}
}

func block(number, time uint64) oracle.Event {
	return oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: number, Time: time}}
}

// fold applies events and returns what closed.
func fold(b *oracle.Book, events ...oracle.Event) []oracle.Round {
	var out []oracle.Round
	for _, e := range events {
		out = append(out, b.Apply(e)...)
	}
	return out
}

// names says which rounds these are: task.round.
func names(rounds []oracle.Round) string {
	s := ""
	for _, r := range rounds {
		s += fmt.Sprintf("%d.%d ", r.Task.Index, r.Number)
	}
	return s
}

func TestBookClosesAtTheDeadline(t *testing.T) {
	b := oracle.NewBook()
	task := taskAt(1, 100, 10, 5, 10, 0) // deadline 125
	fold(b, created(task), committed(1, 1, 7, 1))
	if d := b.NextDeadline(); d != 125 {
		t.Errorf("next deadline %d, want 125", d)
	}
	if r := fold(b, block(1, 101), block(2, 124)); len(r) != 0 {
		t.Errorf("closed %s before the deadline", names(r))
	}
	if r := fold(b, revealed(1, 1, 7, 3), block(3, 125)); names(r) != "1.1 " {
		t.Errorf("closed %q at the deadline", names(r))
	}
	if r := fold(b, block(4, 125), block(5, 1000)); len(r) != 0 {
		t.Errorf("closed %s again", names(r))
	}
	if d := b.NextDeadline(); d != 0 {
		t.Errorf("next deadline %d, want none", d)
	}
}

func TestBookOrderOfClosing(t *testing.T) {
	b := oracle.NewBook()
	// Deadlines: task 1: 130, 150, …; task 2: 120, 130, …; task 3: 130.
	fold(b,
		created(taskAt(3, 100, 10, 10, 10, 0)), created(taskAt(2, 100, 10, 0, 10, 10)), created(taskAt(1, 100, 10, 10, 10, 20)),
		committed(3, 1, 1, 1), committed(1, 2, 1, 1), committed(2, 2, 1, 1), committed(1, 1, 1, 1), committed(2, 1, 1, 1), committed(2, 9, 1, 1),
	)
	if d := b.NextDeadline(); d != 120 {
		t.Errorf("next deadline %d, want 120", d)
	}
	open := b.Deadlines(func(task oracle.Task) bool { return task.Index != 3 })
	slices.Sort(open)
	if want := []uint64{120, 130, 130, 150, 200}; !slices.Equal(open, want) {
		t.Errorf("deadlines of open rounds %v, want %v", open, want)
	}
	if got := names(fold(b, block(1, 150))); got != "2.1 1.1 2.2 3.1 1.2 " {
		t.Errorf("closed %q", got)
	}
	if d := b.NextDeadline(); d != 200 {
		t.Errorf("next deadline %d, want 200", d)
	}
	// One that everybody missed is not closed.
	if got := names(fold(b, block(2, 10_000))); got != "2.9 " {
		t.Errorf("closed %q", got)
	}
}

// With a period shorter than a round several rounds are open at once.
func TestBookOverlappingRounds(t *testing.T) {
	b := oracle.NewBook()
	fold(b, created(taskAt(1, 100, 10, 20, 10, 10))) // deadlines 140, 150, 160
	fold(b, committed(1, 1, 1, 1), committed(1, 2, 1, 2), committed(1, 3, 2, 3), revealed(1, 2, 1, 4), revealed(1, 1, 1, 5))
	r := fold(b, block(9, 149))
	if names(r) != "1.1 " || len(r[0].Submissions) != 1 || r[0].Submissions[0].Openings[0].At.Block != 5 {
		t.Errorf("closed %+v", r)
	}
	r = fold(b, block(10, 160))
	if names(r) != "1.2 1.3 " || r[0].Submissions[0].Openings[0].At.Block != 4 || r[1].Submissions[0].Openings != nil {
		t.Errorf("closed %+v", r)
	}
}

// The book judges nothing: equivocating and repeated commitments and several
// openings stay in log order, agents in the order of their first commitment.
func TestBookKeepsLogOrder(t *testing.T) {
	b := oracle.NewBook()
	key, newer := []byte("key of 5"), []byte("newer key of 5")
	r := fold(b,
		oracle.AgentRegistered{Agent: addr(5), PublicKey: key},
		created(taskAt(1, 100, 10, 0, 10, 0)),
		committed(1, 1, 5, 10), committed(1, 1, 3, 11), committed(1, 1, 5, 12), committed(1, 1, 5, 10),
		revealed(1, 1, 9, 20), // without a commitment
		revealed(1, 1, 5, 21), revealed(1, 1, 3, 22), revealed(1, 1, 5, 23),
		oracle.AgentRegistered{Agent: addr(5), PublicKey: newer}, // too late for this round
		block(30, 120),
	)
	if names(r) != "1.1 " || len(r[0].Submissions) != 2 {
		t.Fatalf("closed %+v", r)
	}
	five, three := r[0].Submissions[0], r[0].Submissions[1]
	if five.Agent != addr(5) || three.Agent != addr(3) || string(five.PublicKey) != string(key) || three.PublicKey != nil {
		t.Errorf("submissions of %s (%s) and %s (%s)", five.Agent, five.PublicKey, three.Agent, three.PublicKey)
	}
	var commits, openings []uint64
	for _, c := range five.Commitments {
		commits = append(commits, c.At.Block)
	}
	for _, o := range five.Openings {
		openings = append(openings, o.At.Block)
	}
	if !reflect.DeepEqual(commits, []uint64{10, 12, 10}) || !reflect.DeepEqual(openings, []uint64{21, 23}) {
		t.Errorf("commitments %v, openings %v", commits, openings)
	}
}

// An opening must not open a round, nor move its deadline.
func TestBookIgnoresStrayOpenings(t *testing.T) {
	b := oracle.NewBook()
	fold(b, created(taskAt(1, 100, 10, 0, 10, 0)), revealed(1, 1, 1, 1), revealed(2, 1, 1, 1), committed(2, 1, 1, 1))
	if d := b.NextDeadline(); d != 0 {
		t.Errorf("deadline %d of a round without a commitment", d)
	}
	if r := fold(b, block(1, 1000)); len(r) != 0 {
		t.Errorf("closed %s", names(r))
	}
}

func TestBookTasks(t *testing.T) {
	b := oracle.NewBook()
	one, two, three := taskAt(1, 100, 1, 0, 1, 0), taskAt(2, 100, 1, 0, 1, 0), taskAt(3, 100, 1, 0, 1, 0)
	fold(b, created(two), created(one), created(three), committed(1, 1, 1, 1), committed(3, 1, 1, 1), oracle.TaskCancelled{Task: one.ID})
	if got := b.Tasks(); !reflect.DeepEqual(got, []oracle.Task{two, three}) {
		t.Errorf("tasks %+v", got)
	}
	if got, ok := b.Task(two.ID); !ok || got.Index != 2 {
		t.Errorf("task 2 is %+v, %v", got, ok)
	}
	if _, ok := b.Task(one.ID); ok {
		t.Error("a cancelled task is known")
	}
	if r := fold(b, committed(1, 1, 2, 2), block(9, 1000)); names(r) != "3.1 " {
		t.Errorf("closed %q: a cancelled task has no rounds", names(r))
	}
	if b.LastPosted(one.ID) != 0 || b.LastPosted(three.ID) != 0 {
		t.Error("posted before anything was")
	}
	post := func(index, round uint32) oracle.Event {
		return oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: index, Round: round}, {Index: 77, Round: 1}}}
	}
	fold(b, post(3, 4), post(3, 2), post(1, 1))
	if got := b.LastPosted(three.ID); got != 4 {
		t.Errorf("last posted %d, want 4", got)
	}
	if b.LastPosted(one.ID) != 0 {
		t.Error("a posting for a cancelled task counts")
	}
}

// A feed that was stopped is known until the block after the one that closed its
// last round, which is closed as any other.
func TestBookStoppedFeed(t *testing.T) {
	b := oracle.NewBook()
	feed := taskAt(1, 100, 10, 0, 10, 30) // round 2 from 130 to 150
	fold(b, created(feed), oracle.TaskStopped{Task: oracle.TaskIDFromIndex(9), LastRound: 1}, block(1, 120),
		committed(1, 2, 1, 1), oracle.TaskStopped{Task: feed.ID, LastRound: 2}, block(2, 149))
	if _, known := b.Task(feed.ID); !known {
		t.Error("forgotten before its last round is over")
	}
	if r := fold(b, block(3, 150)); names(r) != "1.2 " {
		t.Errorf("closed %q", names(r))
	}
	fold(b, block(4, 151))
	if _, known := b.Task(feed.ID); known || len(b.Tasks()) != 0 {
		t.Error("known after its last round")
	}
	if r := fold(b, committed(1, 3, 1, 1), block(5, 1000)); len(r) != 0 {
		t.Errorf("closed %q", names(r))
	}
}

// Whatever blocks a follower skips, the rounds are the same, in the same order.
// An event of a block is always folded before the block is confirmed.
func TestBookGranularity(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		type step struct {
			events []oracle.Event
			number uint64
			time   uint64
		}
		var steps []step
		now := uint64(100)
		var tasks []oracle.Task
		for n := range uint64(60) {
			s := step{number: n, time: now}
			if r.IntN(15) == 0 || n == 0 {
				commit, delay, reveal := 1+r.Uint64N(20), r.Uint64N(10), 1+r.Uint64N(20)
				task := taskAt(uint32(len(tasks)+1), now+r.Uint64N(20), commit, delay, reveal, r.Uint64N(40))
				tasks = append(tasks, task)
				s.events = append(s.events, created(task))
			}
			for range r.IntN(6) {
				task := tasks[r.IntN(len(tasks))]
				round := task.RoundAt(now)
				if round > 0 {
					w := task.Windows(round)
					if now < w.CommitEnd {
						s.events = append(s.events, committed(task.Index, round, r.IntN(5), n))
					}
					// The reveal window of some earlier round may be open.
					for q := round; q > 0 && task.Windows(q).Deadline > now; q-- {
						if task.Windows(q).RevealStart <= now {
							s.events = append(s.events, revealed(task.Index, q, r.IntN(5), n))
						}
						if task.Period == 0 {
							break
						}
					}
				}
			}
			steps = append(steps, s)
			now += r.Uint64N(8) // equal timestamps too
		}
		steps = append(steps, step{number: 60, time: now + 100_000})
		run := func(confirm func() bool) []oracle.Round {
			b := oracle.NewBook()
			var out []oracle.Round
			for i, s := range steps {
				for _, e := range s.events {
					if got := b.Apply(e); got != nil {
						t.Fatalf("%T closed %s", e, names(got))
					}
				}
				if i == len(steps)-1 || confirm() {
					out = append(out, b.Apply(block(s.number, s.time))...)
				}
			}
			return out
		}
		each := run(func() bool { return true })
		if len(each) < 2 {
			continue
		}
		for range 5 {
			if some := run(func() bool { return r.IntN(4) == 0 }); !reflect.DeepEqual(each, some) {
				t.Fatalf("seed %d: block by block %s, in strides %s", seed, names(each), names(some))
			}
		}
	}
}

func TestWindows(t *testing.T) {
	task := taskAt(1, 1000, 60, 30, 40, 200)
	if got, want := task.Windows(3), (oracle.Windows{CommitStart: 1400, CommitEnd: 1460, RevealStart: 1490, Deadline: 1530}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	once := taskAt(1, 1000, 60, 30, 40, 0)
	for _, c := range []struct {
		task oracle.Task
		at   uint64
		want uint64
	}{{task, 999, 0}, {task, 1000, 1}, {task, 1199, 1}, {task, 1200, 2}, {task, 1600, 4}, {once, 999, 0}, {once, 1000, 1}, {once, 99999, 1}} {
		if got := c.task.RoundAt(c.at); got != c.want {
			t.Errorf("round at %d with period %d: %d, want %d", c.at, c.task.Period, got, c.want)
		}
	}
}
