package post

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/post/gas"
	"oracled/post/policy"
	"oracled/wire"
)

// trial is a random chain with random tasks that a queue lives through.
type trial struct {
	t       *testing.T
	r       *rand.Rand
	q       *Queue
	config  Config
	budget  uint64 // seconds that an outcome may wait
	now     time.Time
	number  uint64
	at      uint64
	step    uint64
	fee     float64
	tasks   []oracle.Task
	closed  map[string]uint64 // round: chain time at which it was ready
	over    map[uint32]uint64 // task: its last closed round
	flying  []oracle.Batch
	mined   []oracle.Batch
	left    map[string]int // how often it left without having come back
	settled map[uint32]uint32
}

func newTrial(t *testing.T, seed uint64) *trial {
	r := rand.New(rand.NewPCG(seed, 21))
	x := &trial{
		t: t, r: r, now: time.Unix(0, 0), at: 100_000, step: 1 + r.Uint64N(12), fee: 1e10,
		closed: map[string]uint64{}, over: map[uint32]uint64{}, left: map[string]int{}, settled: map[uint32]uint32{},
	}
	x.budget = 10 + r.Uint64N(200)
	wait := time.Duration(x.budget) * time.Second
	x.config = []Config{
		{},
		{Config: policy.Config{MaxDelay: wait}},
		{Config: policy.Config{Policy: policy.Adaptive, LatencyBudget: wait, DelayCostGwei: 10 * r.Float64()}},
	}[r.IntN(3)]
	x.config.MaxOutcomes = 1 + r.IntN(40)
	x.config.MaxBatchGas = 600_000 + r.Uint64N(8_000_000)
	x.config.MaxBatchBytes = 2000 + r.IntN(30_000)
	if x.config.Policy == "" && x.config.MaxDelay == 0 {
		x.budget = 0
	}
	q, _ := newQueue(x.config)
	q.Clock = func() time.Time { return x.now }
	x.q = q
	for i := range 1 + r.IntN(12) {
		period := x.step + r.Uint64N(200)
		x.tasks = append(x.tasks, oracle.Task{
			Index: uint32(i + 1), Start: x.at + r.Uint64N(100), CommitSeconds: 1 + period/2, RevealSeconds: 1, Period: period,
			Dimension: 1 + r.IntN(30), Digest: r.IntN(4) == 0,
		})
	}
	return x
}

func ref(index uint32, round uint64) string { return fmt.Sprint(index, ".", round) }

// block mines one: what was mined is settled, rounds close.
func (x *trial) block() {
	x.number++
	x.at += x.step
	x.fee = min(max(x.fee*(1+(2*x.r.Float64()-1)/8), 1e7), 1e13)
	for _, b := range x.mined {
		x.q.Settle(b.Outcomes)
		for _, o := range b.Outcomes {
			x.settled[o.Index] = max(x.settled[o.Index], o.Round)
		}
	}
	x.mined = nil
	var open []uint64
	for _, task := range x.tasks {
		for round := x.over[task.Index] + 1; round <= task.RoundAt(x.at); round++ {
			w := task.Windows(round)
			if w.Deadline > x.at {
				open = append(open, w.Deadline)
				continue
			}
			x.closed[ref(task.Index, round)], x.over[task.Index] = x.at, round
			o := oracle.Outcome{Index: task.Index, Round: round, Status: oracle.StatusOK, Digest: task.Digest, Participants: 3}
			for range task.Dimension {
				o.Values = append(o.Values, fixed.FromUlps(x.r.Int64()))
			}
			x.q.Add(task, o)
		}
	}
	x.q.Expect(open)
	x.now = time.Unix(int64(x.at), 0)
	x.q.Confirmed(oracle.BlockConfirmed{
		Anchor: oracle.Anchor{Number: x.number, Time: x.at}, Live: true,
		BaseFee: big.NewInt(int64(x.fee)), GasUsedRatio: x.r.Float64(),
	})
	x.leave()
	// The rest of the block's time passes; what falls due in it leaves in it.
	x.now = x.now.Add(time.Duration(x.step)*time.Second - time.Millisecond)
	x.leave()
}

// leave takes every batch that is due and checks what it is.
func (x *trial) leave() {
	x.t.Helper()
	for b, ok := next(x.t, x.q); ok; b, ok = next(x.t, x.q) {
		var cost gas.Cost
		size := 0
		for _, o := range b.Outcomes {
			key := ref(o.Index, uint64(o.Round))
			if x.left[key]++; x.left[key] > 1 {
				x.t.Fatalf("%s left twice", key)
			}
			if _, ok := x.closed[key]; !ok {
				x.t.Fatalf("%s was never added", key)
			}
			if o.Round <= x.settled[o.Index] {
				x.t.Fatalf("%s leaves behind round %d of its task, which is posted", key, x.settled[o.Index])
			}
			for _, f := range x.flying {
				for _, p := range f.Outcomes {
					if p.Index == o.Index {
						x.t.Fatalf("%s leaves while round %d of its task is in flight", key, p.Round)
					}
				}
			}
			cost = cost.Add(o, 0)
			size++
		}
		if size > x.config.MaxOutcomes || size > 1 && (cost.Most(gas.Quorum{}) > x.config.MaxBatchGas || cost.Bytes(gas.Quorum{}) > x.config.MaxBatchBytes) {
			x.t.Fatalf("a batch of %d outcomes needs %d gas and %d bytes; the limits are %d, %d, %d", size, cost.Most(gas.Quorum{}), cost.Bytes(gas.Quorum{}),
				x.config.MaxOutcomes, x.config.MaxBatchGas, x.config.MaxBatchBytes)
		}
		if len(b.Payload)+200 > cost.Bytes(gas.Quorum{}) {
			x.t.Fatalf("a payload of %d bytes was held for a transaction of %d", len(b.Payload), cost.Bytes(gas.Quorum{}))
		}
		if _, _, unpacked, err := wire.Unpack(b.Payload); err != nil || len(unpacked) != size {
			x.t.Fatalf("%d outcomes, %v", len(unpacked), err)
		}
		rounds := map[uint32]uint32{}
		for _, o := range b.Outcomes {
			if o.Round <= rounds[o.Index] {
				x.t.Fatalf("task %d: round %d is behind round %d in its batch", o.Index, o.Round, rounds[o.Index])
			}
			rounds[o.Index] = o.Round
		}
		x.flying = append(x.flying, b)
	}
}

// fly lets batches in flight land or come back; alone says that none comes back.
func (x *trial) fly(alone bool) {
	var still []oracle.Batch
	for _, b := range x.flying {
		switch what := x.r.IntN(4); {
		case alone || what == 0:
			x.q.Landed(b, x.number+1)
			x.mined = append(x.mined, b)
		case what == 1:
			for _, o := range b.Outcomes {
				key := ref(o.Index, uint64(o.Round))
				x.left[key]--
			}
			x.q.Return(b)
		default:
			still = append(still, b)
		}
	}
	x.flying = still
}

// Whatever the policy, the limits, the fees and the fate of the batches: each
// outcome leaves exactly once per try, in the order of its task's rounds, in
// batches within the limits, and none is lost.
func TestQueueEachLeavesOnce(t *testing.T) {
	for seed := range uint64(60) {
		x := newTrial(t, seed)
		for range 120 {
			x.block()
			x.fly(false)
		}
		x.tasks = nil // no further rounds
		for range 400 {
			x.block()
			x.fly(true)
		}
		if x.q.Len() != 0 {
			t.Fatalf("seed %d: %d outcomes are left behind", seed, x.q.Len())
		}
		for key := range x.closed {
			if x.left[key] != 1 {
				t.Fatalf("seed %d: %s left %d times for good", seed, key, x.left[key])
			}
		}
	}
}

// Where batches are mined at once, no outcome waits longer than its budget.
func TestQueueWithinBudget(t *testing.T) {
	waited := 0
	for seed := range uint64(60) {
		x := newTrial(t, seed)
		for range 300 {
			x.block()
			for _, b := range x.flying {
				for _, o := range b.Outcomes {
					key := ref(o.Index, uint64(o.Round))
					if x.closed[key] < x.at {
						waited++
					}
					delete(x.closed, key) // it has left
				}
			}
			for key, ready := range x.closed {
				// The end of this block's time is x.at + x.step.
				if ready+x.budget < x.at+x.step {
					t.Fatalf("seed %d (%+v): %s, ready at %d, has not left at %d", seed, x.config.Config, key, ready, x.at)
				}
			}
			x.fly(true)
		}
	}
	if waited < 500 {
		t.Errorf("only %d outcomes waited at all", waited)
	}
}

// Several callers of Next share the work: whoever is free gets the next batch,
// and a caller that gives up leaves its turn to another.
func TestQueueSeveralInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue(Config{MaxOutcomes: 2})
		var mu sync.Mutex
		var taken []oracle.Batch
		ctx, cancel := context.WithCancel(t.Context())
		given, giveUp := context.WithCancel(ctx)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				own := ctx
				if i == 0 {
					own = given
				}
				if b, err := q.Next(own); err == nil {
					mu.Lock()
					taken = append(taken, b)
					mu.Unlock()
				}
			})
		}
		synctest.Wait()
		giveUp()
		synctest.Wait()
		for index := range uint32(5) {
			add(q, index+1, 1, 1)
		}
		add(q, 1, 2, 1) // has to wait for 1.1
		confirm(q, 1)
		synctest.Wait()
		if len(taken) != 3 {
			t.Fatalf("%d batches are in flight, want 3", len(taken))
		}
		seen := map[string]bool{}
		for _, b := range taken {
			for _, o := range b.Outcomes {
				seen[ref(o.Index, uint64(o.Round))] = true
			}
		}
		if len(seen) != 5 || seen["1.2"] {
			t.Errorf("in flight are %v", seen)
		}
		want(t, q, "")
		for _, b := range taken {
			q.Landed(b, 2)
		}
		want(t, q, "1.2")
		cancel()
		wg.Wait()
	})
}

// Rounds of a task that came are foreseen by their share, open rounds for sure.
// TestQueueForgetsFeeds that are dead, whatever its policy.
func TestQueueForgetsFeeds(t *testing.T) {
	q := NewQueue(oracle.Hub{}, [32]byte{}, Config{}.WithDefaults(time.Second), nil, nil)
	for n := range uint32(100) {
		now := uint64(1000 + 20*n)
		feed := oracle.Task{Index: n, Start: now, CommitSeconds: 5, RevealSeconds: 5, Period: 10}
		for round := uint64(1); round <= 2; round++ {
			q.Add(feed, oracle.Outcome{Index: n, Round: round})
		}
		q.Settle([]oracle.PostedOutcome{{Index: n, Round: 2}})
		q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: uint64(n), Time: now + 20}})
		if feeds := len(q.company.tasks); feeds > 11 { // 18 rounds in blocks of two
			t.Fatalf("%d feeds are kept", feeds)
		}
	}
	if q.Len() != 0 {
		t.Errorf("%d outcomes are kept", q.Len())
	}
}

func TestCompanyForesees(t *testing.T) {
	c := newCompany()
	task := oracle.Task{Index: 1, Start: 1000, CommitSeconds: 60, RevealSeconds: 40, Period: 200}
	for _, round := range []uint64{1, 2, 4} {
		c.closed(task, round)
	}
	c.open = []uint64{1950, 1500} // the second is over: its outcome is there
	list, known := c.arrivals(1810, 2600)
	// Round 5 began at 1800 and has nobody yet; 6 and 7 follow.
	want := []policy.Arrival{{At: 1900, Chance: 4.0 / 6}, {At: 1950, Chance: 1}, {At: 2100, Chance: 4.0 / 6}, {At: 2300, Chance: 4.0 / 6}, {At: 2500, Chance: 4.0 / 6}}
	if fmt.Sprint(list) != fmt.Sprint(want) || known != 2600 {
		t.Errorf("%v up to %v\nwant %v", list, known, want)
	}
	// When round 5's commit window has ended without anybody, it stays empty.
	if list, _ = c.arrivals(1865, 2000); fmt.Sprint(list) != "[{1950 1}]" {
		t.Errorf("%v", list)
	}
	// A task that has died is forgotten.
	c.forget(task.Windows(4 + forgotten + 2).Deadline)
	if len(c.tasks) != 0 {
		t.Error("a dead task is kept")
	}
	// However often a task has rounds, what is listed is bounded and complete.
	for index := range uint32(3000) {
		c.closed(oracle.Task{Index: index, Start: 10, CommitSeconds: 1, Period: 1}, 100)
	}
	list, known = c.arrivals(112, 1e6)
	if len(list) > 2*maxArrivals || known > 112+maxRounds {
		t.Errorf("%d arrivals up to %v", len(list), known)
	}
}
