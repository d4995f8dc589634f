package history_test

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/history"
	"oracled/oracle"
	"oracled/store"
)

var hub = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0x1")}

// chain is what an inspector would ask.
type chain struct {
	mu     sync.Mutex
	asked  []common.Hash
	down   bool
	refuse common.Hash
}

func (c *chain) Inspect(_ context.Context, b history.Batch, deadline func(history.Posting) (uint64, bool)) (history.Batch, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, b.Tx)
	if c.down || c.refuse == b.Tx {
		return b, errors.New("the chain is down")
	}
	b.Time = 1000 + 10*b.Block
	b.Sender, b.Signed = common.Address{5}, []common.Address{{1}, {2}}
	b.Absent = []common.Address{{3}}
	if b.Fee == nil {
		b.Gas, b.Fee = 777, big.NewInt(777_000_000_000)
	}
	for i, p := range b.Postings {
		if at, ok := deadline(p); ok {
			b.Postings[i].Closed = (at - 1000 + 9) / 10
		}
	}
	return b, nil
}

var task = oracle.Task{
	Hub: hub, ID: oracle.TaskIDFromIndex(4), Index: 4, Solver: "trimmed-equilibrium", Dimension: 1, TrimBps: 2000, MinAgents: 3,
	Start: 1000, CommitSeconds: 20, RevealDelay: 0, RevealSeconds: 20, Period: 40, Bounty: big.NewInt(5), Description: "of a test",
}

// play tells a recorder of a round that is solved and posted two blocks later.
func play(t *testing.T, r *history.Recorder, round uint64, own bool) {
	t.Helper()
	v, err := fixed.FromFloat64(3)
	if err != nil {
		t.Fatal(err)
	}
	w := task.Windows(round)
	block := (w.Deadline - 1000) / 10
	confirmed := func(n uint64) {
		b := oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: n, Time: 1000 + 10*n}, Live: true}
		r.Folded(hub, b)
		r.Confirmed(hub, b)
	}
	confirmed(block)
	p := oracle.Profile{Task: task.ID, Round: round}
	for i := range 5 {
		p.Positions = append(p.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Values: []fixed.Q64x64{v}})
	}
	r.Verified(task, p, []oracle.Rejection{{Agent: common.Address{9}, Reason: oracle.NotRevealed}}, 0.5)
	o := oracle.Outcome{Task: task.ID, Index: task.Index, Round: round, Status: oracle.StatusOK, Participants: 5, Values: []fixed.Q64x64{v}, Certificate: oracle.Certificate{F: 2}}
	r.Solved(task, o, 0.25)
	tx := common.Hash{byte(round), 1}
	b := oracle.Batch{Hub: hub, Epoch: 1, Outcomes: []oracle.PostedOutcome{o.Posted()}}
	if own {
		r.Posted(b, oracle.Receipt{TxHash: tx, Block: block + 2, GasUsed: 200_000, GasPriceWei: big.NewInt(2e9), DataFeeWei: big.NewInt(7)})
	}
	r.Folded(hub, oracle.BatchPosted{At: oracle.LogPosition{Block: block + 2}, TxHash: tx, Batch: b, Accepted: b.Outcomes})
	confirmed(block + 1)
	confirmed(block + 2)
}

func newRecorder(t *testing.T, c *chain) (*history.Recorder, *store.History, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	h, err := store.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return &history.Recorder{Hub: hub, Ledger: h, Inspector: c, Keep: time.Hour, Report: func(err error) {
		if err != nil {
			t.Log(err)
		}
	}}, h, path
}

// until waits for a condition that another goroutine brings about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 30 s", what)
		}
	}
}

func extract(t *testing.T, h *store.History, seconds uint64) history.Extract {
	t.Helper()
	e, err := h.Extract(t.Context(), hub, seconds)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A round is told of once; what a reader finds is all of it, also from another
// connection while the recorder runs.
func TestRecorder(t *testing.T) {
	c := &chain{}
	r, _, path := newRecorder(t, c)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	r.Count(history.KindEndpoint, "a timeout", 2) // before anything is confirmed
	play(t, r, 1, true)
	play(t, r, 2, false)
	r.Took(hub, "attest", 0.25)
	r.Count(history.KindTransaction, "bumped", 1)
	r.Count(history.KindTransaction, "bumped", 2)
	r.Decision(history.Decision{Time: 1100, Knob: "maxDelay", From: 1, To: 2, Reason: "a test"})
	reader, err := store.ReadHistory(path)
	for i := 0; err != nil && i < 3; i++ {
		reader, err = store.ReadHistory(path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var e history.Extract
	until(t, "both batches looked up", func() bool {
		e = extract(t, reader, 1<<40)
		return len(e.Batches) == 2 && e.Batches[0].Seen && e.Batches[1].Seen
	})
	stop()
	<-done
	if e.Head != (history.Head{Block: 10, Time: 1100}) || e.To != 1100 || e.From != 0 {
		t.Errorf("head %+v, %d to %d", e.Head, e.From, e.To)
	}
	if len(e.Tasks) != 1 || e.Tasks[0].Description != task.Description || e.Tasks[0].Bounty.Int64() != 5 || e.Last[4] != 2 {
		t.Errorf("tasks %+v, last %v", e.Tasks, e.Last)
	}
	if len(e.Rounds) != 2 {
		t.Fatalf("%d rounds", len(e.Rounds))
	}
	x := e.Rounds[0]
	if x.Task != 4 || x.Number != 1 || x.Deadline != 1040 || x.Positions != 5 || x.Faults != 2 || x.Rejected[oracle.NotRevealed] != 1 || x.Verify != 0.5 || x.Solve != 0.25 || x.Spread == nil ||
		len(x.Values) != 1 || x.Values[0].Float64() != 3 || x.Coordinates != 1 {
		t.Errorf("round %+v", x.Round)
	}
	if x.Posted == nil || x.Posted.Closed != 4 || x.Batch == nil || x.Batch.Block != 6 || x.Batch.Time != 1060 {
		t.Errorf("posted %+v in %+v", x.Posted, x.Batch)
	}
	own, other := e.Batches[0], e.Batches[1]
	if !own.Own || own.Gas != 200_000 || own.Fee.String() != "400000000000007" || own.Outcomes != 1 || len(own.Signed) != 2 || len(own.Absent) != 1 {
		t.Errorf("our batch %+v", own)
	}
	if other.Own || other.Gas != 777 || other.Fee.String() != "777000000000" {
		t.Errorf("another's batch %+v", other)
	}
	counts := map[string]uint64{}
	for _, y := range e.Tallies {
		counts[y.Kind+" "+y.Subject] += y.Count
		if y.From == 0 || y.From > 1100 {
			t.Errorf("%s %s is dated %d", y.Kind, y.Subject, y.From)
		}
	}
	if counts["endpoint a timeout"] != 2 || counts["transaction bumped"] != 3 || counts["stage attest"] != 1 || counts["stage verify"] != 2 {
		t.Errorf("tallies %v", counts)
	}
	if len(e.Decisions) != 1 || e.Decisions[0].Knob != "maxDelay" || e.Decisions[0].Applied {
		t.Errorf("decisions %+v", e.Decisions)
	}
	if e := extract(t, reader, 30); len(e.Rounds) != 1 || e.Rounds[0].Number != 2 || e.From != 1070 {
		t.Errorf("the last 30 seconds: %d rounds from %d", len(e.Rounds), e.From)
	}
}

// Told again, as after a restart that reads the logs again, nothing is doubled.
func TestRecorderAgain(t *testing.T) {
	r, h, _ := newRecorder(t, &chain{})
	for range 2 {
		play(t, r, 1, true)
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	e := extract(t, h, 1<<40)
	if len(e.Rounds) != 1 || len(e.Batches) != 0 {
		t.Errorf("%d rounds, %d batches that were looked up", len(e.Rounds), len(e.Batches))
	}
	unseen, err := h.Unseen(t.Context(), hub, 10)
	if err != nil || len(unseen) != 1 || !unseen[0].Own || unseen[0].Outcomes != 1 {
		t.Errorf("unseen %+v, %v", unseen, err)
	}
	if unseen, err = h.Unseen(t.Context(), oracle.Hub{ChainID: 1, Address: hub.Address}, 10); err != nil || len(unseen) != 0 {
		t.Errorf("another hub's: %+v, %v", unseen, err)
	}
}

// What cannot be looked up while the chain is down is looked up later, and by the
// next process.
func TestRecorderWhileTheChainIsDown(t *testing.T) {
	c := &chain{down: true}
	r, h, _ := newRecorder(t, c)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	play(t, r, 1, true)
	until(t, "a look-up that fails", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.asked) > 0
	})
	stop()
	<-done
	next := &history.Recorder{Hub: hub, Ledger: h, Inspector: &chain{}, Keep: time.Hour, Report: func(err error) {
		if err != nil {
			t.Error(err)
		}
	}}
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	done = make(chan struct{})
	go func() { defer close(done); next.Run(ctx) }()
	until(t, "the batch looked up by the next process", func() bool {
		e := extract(t, h, 1<<40)
		// The tasks came from the ledger, so that the closing block is found.
		return len(e.Batches) == 1 && e.Rounds[0].Posted.Closed == 4
	})
	stop()
	<-done
}

// A batch that can never be looked up holds up no other.
func TestRecorderPassesOverWhatCannotBeLookedUp(t *testing.T) {
	c := &chain{refuse: common.Hash{3, 1}}
	r, h, _ := newRecorder(t, c)
	for round := range uint64(4) {
		play(t, r, round+1, true)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	until(t, "the three others looked up", func() bool { return len(extract(t, h, 1<<40).Batches) == 3 })
	until(t, "the fourth tried again", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		n := 0
		for _, tx := range c.asked {
			if tx == c.refuse {
				n++
			}
		}
		return n > 1
	})
	stop()
	<-done
}

// What is older than the time to keep is dropped, and never looked up one by one.
func TestRecorderForgets(t *testing.T) {
	c := &chain{}
	r, h, _ := newRecorder(t, c)
	r.Keep = 400 * time.Second
	const rounds = 60 // 2400 seconds
	for round := range uint64(rounds) {
		play(t, r, round+1, false)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	var e history.Extract
	until(t, "old rounds dropped", func() bool {
		e = extract(t, h, 1<<40)
		unseen, err := h.Unseen(t.Context(), hub, 100)
		return err == nil && e.Head.Block > 0 && len(unseen) == 0 && len(e.Rounds) < 15
	})
	stop()
	<-done
	if e.Oldest+400 < e.Head.Time || len(e.Rounds) < 9 {
		t.Errorf("%d rounds from %d at %d", len(e.Rounds), e.Oldest, e.Head.Time)
	}
	if n := len(c.asked); n > 32 {
		t.Errorf("%d of %d batches were looked up", n, rounds)
	}
}

// A task whose rounds are all forgotten is forgotten, and written again when it has
// another round.
func TestRecorderForgetsTasks(t *testing.T) {
	r, h, _ := newRecorder(t, &chain{})
	r.Keep = 400 * time.Second
	play(t, r, 1, false)
	tasks := func() int {
		all, err := h.Tasks(t.Context(), hub)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if err := r.Flush(t.Context()); err != nil || tasks() != 1 {
		t.Fatalf("%d tasks, %v", tasks(), err)
	}
	r.Confirmed(hub, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 500, Time: 6000}})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	until(t, "the task is forgotten", func() bool { return tasks() == 0 })
	play(t, r, 130, false)
	until(t, "the round is written", func() bool { return len(extract(t, h, 1<<40).Rounds) == 1 })
	stop()
	<-done
	if tasks() != 1 {
		t.Error("a round is kept without its task")
	}
}

// fullLedger refuses to save.
type fullLedger struct {
	*store.History
	refuse bool
}

func (l *fullLedger) Save(ctx context.Context, hub oracle.Hub, p history.Page) error {
	if l.refuse {
		return errors.New("the disk is full")
	}
	return l.History.Save(ctx, hub, p)
}

// A ledger that refuses for a while loses nothing, and one that refuses for ever
// does not fill the memory.
func TestRecorderOnAFullDisk(t *testing.T) {
	r, h, _ := newRecorder(t, &chain{})
	l := &fullLedger{h, true}
	r.Ledger = l
	for round := range uint64(3) {
		play(t, r, round+1, true)
		r.Count(history.KindRetry, "post", 1)
		if err := r.Flush(t.Context()); err == nil {
			t.Fatal("a full disk took it")
		}
	}
	l.refuse = false
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := extract(t, h, 1<<40)
	n := uint64(0)
	for _, y := range e.Tallies {
		if y.Kind == history.KindRetry {
			n += y.Count
		}
	}
	if len(e.Rounds) != 3 || n != 3 || r.Lost() != 0 || len(e.Tasks) != 1 {
		t.Errorf("%d rounds, %d retries, %d lost", len(e.Rounds), n, r.Lost())
	}
	l.refuse = true
	for round := range uint64(5000) {
		play(t, r, round+10, false)
		if round%1000 == 0 {
			_ = r.Flush(t.Context()) // as above
		}
	}
	if r.Lost() < 5000-4096-8 { // eight rounds are still to be measured
		t.Errorf("%d were dropped of 5000 with room for 4096", r.Lost())
	}
	l.refuse = false
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A damaged file is begun anew; a folder that cannot be written is an error.
func TestOpenHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	if _, err := store.ReadHistory(path); err == nil {
		t.Error("there is nothing to read")
	}
	if err := os.WriteFile(store.HistoryPath(path), []byte("this is no database, and long enough to tell"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.ReadHistory(path); err == nil {
		t.Error("a damaged file was read")
	}
	h, err := store.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	reader, err := store.ReadHistory(path)
	if err != nil {
		t.Fatalf("after a clean end: %v", err)
	}
	e := extract(t, reader, 100)
	if e.Head.Block != 0 {
		t.Errorf("an empty history has a head: %+v", e)
	}
	reader.Close()
	if _, err := store.OpenHistory(filepath.Join(path, "missing", "a.db")); err == nil {
		t.Error("opened in a folder that does not exist")
	}
}
