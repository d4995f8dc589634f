package post

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/post/gas"
	"oracled/post/policy"
	"oracled/wire"
)

var (
	hub   = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0xa1")}
	setID = common.HexToHash("0xc3")
)

// chain answers a queue's questions: block n is at time 10·n.
type chain struct{ anchorErr, epochErr error }

func (c *chain) FirstBlockAt(_ context.Context, at uint64) (oracle.Anchor, error) {
	n := (at + 9) / 10
	return oracle.Anchor{Number: n, Hash: common.BigToHash(new(big.Int).SetUint64(n)), Time: 10 * n}, c.anchorErr
}

func (c *chain) Epoch(context.Context) (uint32, error) { return 7, c.epochErr }

func newQueue(config Config) (*Queue, *chain) {
	c := &chain{}
	return NewQueue(hub, setID, config.WithDefaults(time.Second), c, c), c
}

// add adds a round of a task whose deadline is 100·round + index.
func add(q *Queue, index uint32, round uint64, values ...int64) {
	t := oracle.Task{Index: index, Start: 100 + uint64(index), Period: 100}
	o := oracle.Outcome{Index: index, Round: round, Status: oracle.StatusOK, Participants: 5}
	for _, v := range values {
		o.Values = append(o.Values, fixed.FromUlps(v))
	}
	if values == nil {
		o.Status = oracle.StatusInsufficient
	}
	q.Add(t, o)
}

func confirm(q *Queue, number uint64) {
	q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: number}, Live: true})
}

// next returns what is due, or that nothing is.
func next(t testing.TB, q *Queue) (oracle.Batch, bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b, err := q.Next(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return b, err == nil
}

// want compares what is due with task.round, … ; "" for nothing.
func want(t testing.TB, q *Queue, refs string) oracle.Batch {
	t.Helper()
	b, _ := next(t, q)
	if got := refsOf(b); got != refs {
		t.Fatalf("due is %q, want %q", got, refs)
	}
	return b
}

func refsOf(b oracle.Batch) string {
	var s []string
	for _, o := range b.Outcomes {
		s = append(s, fmt.Sprintf("%d.%d", o.Index, o.Round))
	}
	return strings.Join(s, " ")
}

func TestQueueNotBeforeLive(t *testing.T) {
	q, _ := newQueue(Config{})
	add(q, 1, 1, 5)
	q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 9}})
	want(t, q, "")
	// The follower finds on its way to the head that it is posted already.
	q.Settle([]oracle.PostedOutcome{{Index: 1, Round: 1}})
	add(q, 1, 2, 5)
	confirm(q, 10)
	q.Landed(want(t, q, "1.2"), 20)
	// Behind again for a while: the queue has seen the head once, that is enough.
	add(q, 1, 3, 5)
	q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 11}})
	want(t, q, "1.3")
}

// The outcomes of one block leave together, in the order of their deadlines.
func TestQueueWholeBlock(t *testing.T) {
	q, _ := newQueue(Config{})
	confirm(q, 1)
	add(q, 2, 3, 1)
	want(t, q, "") // the block is not folded to its end
	add(q, 1, 4, 1)
	add(q, 2, 2)
	add(q, 1, 3, 1)
	confirm(q, 2)
	b := want(t, q, "2.2 1.3 2.3 1.4")
	want(t, q, "")
	if b.Anchor.Number != 41 || b.Anchor.Time != 410 { // the last deadline is 401
		t.Errorf("anchor %+v", b.Anchor)
	}
	if q.Len() != 4 {
		t.Errorf("%d are kept, want 4 until the chain has them", q.Len())
	}
}

// What Next returns is what wire says of it.
func TestQueuePacks(t *testing.T) {
	q, _ := newQueue(Config{})
	add(q, 1, 1, -3, 1<<40)
	add(q, 2, 1)
	confirm(q, 1)
	b := want(t, q, "1.1 2.1")
	epoch, anchor, outcomes, err := wire.Unpack(b.Payload)
	if err != nil {
		t.Fatal(err)
	}
	if epoch != 7 || b.Epoch != 7 || anchor.Number != b.Anchor.Number || anchor.Hash != b.Anchor.Hash {
		t.Errorf("epoch %d, anchor %+v; the batch says %d, %+v", epoch, anchor, b.Epoch, b.Anchor)
	}
	if fmt.Sprint(outcomes) != fmt.Sprint(b.Outcomes) || fmt.Sprint(outcomes[0].Values) != "[-3 1099511627776]" || !outcomes[1].Insufficient {
		t.Errorf("packed %v, the batch says %v", outcomes, b.Outcomes)
	}
	if b.Hub != hub || b.SetID != setID || b.Digest != wire.Digest(hub, setID, b.Payload) {
		t.Errorf("digest %s of %s", b.Digest, b.SetID)
	}
}

func TestQueueSettles(t *testing.T) {
	q, _ := newQueue(Config{})
	add(q, 1, 1, 1)
	add(q, 1, 2, 1)
	add(q, 1, 3, 1)
	add(q, 2, 1, 1)
	confirm(q, 1)
	b := want(t, q, "1.1 2.1 1.2 1.3")
	q.Settle([]oracle.PostedOutcome{{Index: 1, Round: 2}, {Index: 9, Round: 9}}) // 1.1 is superseded
	if q.Len() != 2 {
		t.Errorf("%d are left, want 2", q.Len())
	}
	q.Return(b)
	want(t, q, "2.1 1.3")
}

func TestQueueReturns(t *testing.T) {
	q, _ := newQueue(Config{})
	add(q, 1, 1, 1)
	confirm(q, 1)
	b := want(t, q, "1.1")
	confirm(q, 2)
	want(t, q, "") // in flight
	add(q, 2, 1, 1)
	confirm(q, 3)
	c := want(t, q, "2.1") // alone: the first has not come back
	q.Return(b)
	q.Return(c)
	want(t, q, "1.1 2.1")
}

// What landed is kept until its event is confirmed; where its block is confirmed
// without the event, the chain has taken it back.
func TestQueueLanded(t *testing.T) {
	q, _ := newQueue(Config{})
	add(q, 1, 1, 1)
	add(q, 2, 1, 1)
	confirm(q, 1)
	b := want(t, q, "1.1 2.1")
	q.Landed(b, 5)
	confirm(q, 4)
	want(t, q, "")
	q.Settle([]oracle.PostedOutcome{{Index: 1, Round: 1}})
	confirm(q, 5)
	b = want(t, q, "2.1")
	q.Landed(b, 0) // somebody else's, in a block that is not known
	for n := uint64(6); n < 5+landedPatience; n++ {
		confirm(q, n)
		want(t, q, "")
	}
	confirm(q, 5+landedPatience)
	want(t, q, "2.1")
}

func TestQueueMaxQueue(t *testing.T) {
	q, _ := newQueue(Config{MaxQueue: 4})
	confirm(q, 1)
	for round := range uint64(3) {
		add(q, 1, round+1, 1)
		add(q, 2, round+1, 1)
	}
	if q.Len() != 4 {
		t.Errorf("%d are kept, want 4", q.Len())
	}
	confirm(q, 2)
	b := want(t, q, "1.2 2.2 1.3 2.3") // the oldest are missed
	// What is on its way to the chain is not dropped.
	add(q, 1, 4, 1)
	if q.Len() != 5 {
		t.Errorf("%d are kept, want 5", q.Len())
	}
	q.Return(b)
	// Nor the latest of a task, however many tasks there are.
	for index := range uint32(10) {
		add(q, 10+index, 9, 1)
	}
	confirm(q, 3)
	want(t, q, "2.3 1.4 10.9 11.9 12.9 13.9 14.9 15.9 16.9 17.9 18.9 19.9")
}

func TestQueueMaxOutcomes(t *testing.T) {
	q, _ := newQueue(Config{MaxOutcomes: 3})
	for index := range uint32(7) {
		add(q, index+1, 1, 1)
	}
	confirm(q, 1)
	want(t, q, "1.1 2.1 3.1")
	want(t, q, "4.1 5.1 6.1")
	want(t, q, "7.1")
}

// A batch stays below the gas that a transaction may need; one outcome goes
// however much it needs.
func TestQueueGas(t *testing.T) {
	q, _ := newQueue(Config{})
	wide := make([]int64, 400) // 200 new words: 4.4 million
	for index := range uint32(4) {
		add(q, index+1, 1, wide...)
	}
	add(q, 5, 1, make([]int64, 1200)...)
	add(q, 6, 1, 1)
	q.Add(oracle.Task{Index: 7, Start: 107, CallbackGas: 5_000_000, Period: 100}, oracle.Outcome{Index: 7, Round: 1, Status: oracle.StatusOK, Values: []fixed.Q64x64{fixed.FromUlps(1)}})
	confirm(q, 1)
	want(t, q, "1.1 2.1 3.1")
	want(t, q, "4.1")
	want(t, q, "5.1 6.1")
	want(t, q, "7.1")
}

func TestQueueMaxDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue(Config{Config: policy.Config{MaxDelay: time.Minute}, MaxOutcomes: 3})
		began := time.Now()
		confirm := func(q *Queue, number uint64) {
			at := uint64(time.Since(began) / time.Second)
			q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: number, Time: at}, Live: true})
		}
		type due struct {
			refs string
			at   time.Duration
		}
		batches := make(chan due, 9)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for {
				b, err := q.Next(ctx)
				if err != nil {
					close(batches)
					return
				}
				batches <- due{refsOf(b), time.Since(began)}
			}
		}()
		expect := func(refs string, at time.Duration) {
			t.Helper()
			synctest.Wait()
			select {
			case got := <-batches:
				if got != (due{refs, at}) {
					t.Errorf("%+v, want %q at %v", got, refs, at)
				}
			default:
				t.Errorf("nothing left, want %q", refs)
			}
		}
		confirm(q, 1)
		time.Sleep(10 * time.Second)
		add(q, 1, 1, 1)
		confirm(q, 2)
		time.Sleep(40 * time.Second)
		add(q, 2, 1, 1) // company, which waits no longer than the first
		confirm(q, 3)
		time.Sleep(20 * time.Second)
		expect("1.1 2.1", 70*time.Second)
		// A full batch has nothing to wait for.
		add(q, 3, 1, 1)
		confirm(q, 4)
		time.Sleep(5 * time.Second)
		add(q, 4, 1, 1)
		add(q, 5, 1, 1)
		confirm(q, 5)
		expect("3.1 4.1 5.1", 75*time.Second)
		add(q, 6, 1, 1)
		add(q, 7, 1, 1)
		add(q, 8, 1, 1)
		add(q, 9, 1, 1)
		confirm(q, 6)
		expect("6.1 7.1 8.1", 75*time.Second)
		time.Sleep(time.Hour)
		expect("9.1", 135*time.Second)
		cancel()
		synctest.Wait()
		if _, open := <-batches; open {
			t.Error("a batch more")
		}
	})
}

func TestQueueNextWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue(Config{})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		got := make(chan oracle.Batch, 1)
		go func() {
			for {
				b, err := q.Next(ctx)
				if err != nil {
					done <- err
					return
				}
				got <- b
			}
		}()
		synctest.Wait()
		add(q, 1, 1, 1)
		confirm(q, 1)
		synctest.Wait()
		if b := <-got; refsOf(b) != "1.1" {
			t.Errorf("%q", refsOf(b))
		} else {
			q.Return(b)
		}
		synctest.Wait()
		if b := <-got; refsOf(b) != "1.1" {
			t.Errorf("a batch that came back wakes nobody: %q", refsOf(b))
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

// Where an anchor or an epoch is not to be had the outcomes stay in the queue.
func TestQueueErrors(t *testing.T) {
	q, c := newQueue(Config{})
	add(q, 1, 1, 1)
	confirm(q, 1)
	down := errors.New("down")
	for _, set := range []*error{&c.anchorErr, &c.epochErr} {
		*set = down
		if b, err := q.Next(t.Context()); !errors.Is(err, down) || len(b.Outcomes) != 0 {
			t.Errorf("%+v, %v", b, err)
		}
		*set = nil
	}
	want(t, q, "1.1")
}

// Whatever happens in whatever order: nothing is in two batches at once, nothing
// but what is superseded gets lost, rounds of a task leave in order.
func TestQueueLosesNothing(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		q, _ := newQueue(Config{MaxOutcomes: 1 + r.IntN(4)})
		round, settled := map[uint32]uint64{}, map[uint32]uint32{}
		var flying, mined []oracle.Batch
		number := uint64(0)
		for range 300 {
			switch r.IntN(6) {
			case 0:
				index := 1 + r.Uint32N(4)
				round[index]++
				add(q, index, round[index], 1)
			case 1:
				number++
				confirm(q, number)
			case 2:
				b, ok := next(t, q)
				if !ok {
					continue
				}
				for _, o := range b.Outcomes {
					for _, f := range append(flying, mined...) {
						for _, p := range f.Outcomes {
							if p.Index == o.Index && p.Round == o.Round && settled[o.Index] < o.Round {
								t.Fatalf("seed %d: %d.%d is in two batches", seed, o.Index, o.Round)
							}
						}
					}
				}
				flying = append(flying, b)
			case 3:
				if n := len(flying); n > 0 {
					q.Return(flying[n-1])
					flying = flying[:n-1]
				}
			case 4:
				if n := len(flying); n > 0 {
					q.Landed(flying[n-1], number+1000)
					mined, flying = append(mined, flying[n-1]), flying[:n-1]
				}
			case 5:
				if len(mined) > 0 {
					q.Settle(mined[0].Outcomes)
					for _, o := range mined[0].Outcomes {
						settled[o.Index] = max(settled[o.Index], o.Round)
					}
					mined = mined[1:]
				}
			}
		}
		for _, b := range append(flying, mined...) {
			q.Return(b)
		}
		confirm(q, number+2000)
		left := map[uint32]uint32{}
		for b, ok := next(t, q); ok; b, ok = next(t, q) {
			q.Landed(b, math.MaxUint64)
			for _, o := range b.Outcomes {
				if o.Round <= max(left[o.Index], settled[o.Index]) {
					t.Fatalf("seed %d: %d.%d comes after round %d", seed, o.Index, o.Round, max(left[o.Index], settled[o.Index]))
				}
				if prev := max(left[o.Index], settled[o.Index]); o.Round != prev+1 {
					t.Fatalf("seed %d: task %d goes from round %d to %d", seed, o.Index, prev, o.Round)
				}
				left[o.Index] = o.Round
			}
		}
		for index, last := range round {
			if uint64(max(left[index], settled[index])) != last {
				t.Fatalf("seed %d: the last round of task %d is %d, want %d", seed, index, left[index], last)
			}
		}
	}
}

func TestQueueConcurrently(t *testing.T) {
	q, _ := newQueue(Config{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	seen := map[string]bool{}
	wg.Go(func() {
		for len(seen) < 300 {
			b, err := q.Next(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			for _, o := range b.Outcomes {
				seen[fmt.Sprint(o.Index, ".", o.Round)] = true
			}
			q.Landed(b, 1<<40)
			q.Settle(b.Outcomes)
		}
	})
	for index := range uint32(3) {
		wg.Go(func() {
			for round := range uint64(100) {
				add(q, index+1, round+1, 1)
				confirm(q, round)
				q.Len()
			}
		})
	}
	wg.Wait()
}

func TestConfig(t *testing.T) {
	if err := (Config{}).WithDefaults(time.Second).Check(); err != nil {
		t.Error(err)
	}
	if got := (Config{}).WithDefaults(12 * time.Second); got.ResubmitAfter != 48*time.Second || got.MaxOutcomes != 100 || got.MaxQueue != 4096 || got.MaxDelay != 0 || got.Policy != policy.Immediate || got.MaxBatchGas != 14_000_000 || got.MaxBatchBytes != 131_072 {
		t.Errorf("%+v", got)
	}
	if got := (Config{}).WithDefaults(time.Second); got.ResubmitAfter != 8*time.Second {
		t.Errorf("%+v", got)
	}
	mine := Config{Config: policy.Config{Policy: policy.FixedDelay, MaxDelay: 1, FeeWindow: 40}, MaxBatchGas: 400_000, MaxBatchBytes: 5000, MaxOutcomes: 2, MaxQueue: 3, MaxFeeGwei: 4, MinTipGwei: 4, ResubmitAfter: 6, MaxInFlight: 7}
	if got := mine.WithDefaults(time.Hour); !reflect.DeepEqual(got, mine) || mine.Check() != nil {
		t.Errorf("%+v, %v", got, mine.Check())
	}
	for key, c := range map[string]Config{
		"maxDelay": {Config: policy.Config{MaxDelay: -1}}, "policy": {Config: policy.Config{Policy: "sometimes"}}, "latencyBudget": {Config: policy.Config{Policy: policy.Adaptive}},
		"maxBatchGas": {MaxBatchGas: 1<<24 + 1}, "maxBatchBytes": {MaxBatchBytes: 200_000}, "maxOutcomes": {MaxOutcomes: 257}, "maxQueue": {MaxQueue: -1},
		"maxFeeGwei": {MaxFeeGwei: -1}, "minTipGwei": {MinTipGwei: 5, MaxFeeGwei: 4}, "resubmitAfter": {ResubmitAfter: -1},
	} {
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key+": ") {
			t.Errorf("%s: %v", key, err)
		}
	}
	for key, c := range map[string]Config{"maxFeeGwei": {MaxFeeGwei: math.NaN()}, "minTipGwei": {MinTipGwei: math.Inf(1)}} {
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key+": ") {
			t.Errorf("%s is not a number: %v", key, err)
		}
	}
	if err := (Config{MaxOutcomes: -1}).Check(); err == nil {
		t.Error("negative maxOutcomes")
	}
	if err := (Config{MinTipGwei: -1}).Check(); err == nil {
		t.Error("negative minTipGwei")
	}
}

// TestQueueCountsItsProof: the signatures of an ECDSA set's proof take room, and
// gas, that outcomes cannot have.
func TestQueueCountsItsProof(t *testing.T) {
	many := gas.Quorum{Signatures: 126}
	for name, c := range map[string]Config{"bytes": {MaxBatchBytes: 8600}, "gas": {MaxBatchGas: 800_000}} {
		whole := map[gas.Quorum]int{}
		for _, proof := range []gas.Quorum{{}, many} {
			q, _ := newQueue(c)
			q.Quorum = func() gas.Quorum { return proof }
			confirm(q, 1)
			for task := range uint32(40) {
				add(q, task+1, 1)
			}
			confirm(q, 2)
			b, ok := next(t, q)
			if !ok {
				t.Fatalf("%s: nothing is due", name)
			}
			var cost gas.Cost
			for _, o := range b.Outcomes {
				cost = cost.Add(o, 0)
			}
			limits := c.WithDefaults(time.Second)
			if cost.Bytes(proof) > limits.MaxBatchBytes || cost.Most(proof) > limits.MaxBatchGas {
				t.Errorf("%s: %d outcomes take %d bytes and %d gas", name, len(b.Outcomes), cost.Bytes(proof), cost.Most(proof))
			}
			whole[proof] = len(b.Outcomes)
		}
		if whole[many] >= whole[gas.Quorum{}] || whole[many] < 2 {
			t.Errorf("%s: %d outcomes beside 126 signatures, %d beside one", name, whole[many], whole[gas.Quorum{}])
		}
	}
}
