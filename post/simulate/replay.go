package simulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	"oracled/post"
	"oracled/post/gas"
	"oracled/post/policy"
)

// Row says how one policy fared.
type Row struct {
	Policy           string  `json:"policy"`
	MaxOutcomes      int     `json:"maxOutcomes,omitempty"` // per batch; 0: the bound knows none
	Outcomes         int     `json:"outcomes"`
	Batches          int     `json:"batches"`
	OutcomesPerBatch float64 `json:"outcomesPerBatch"`
	Gas              uint64  `json:"gas"`
	GasPerOutcome    float64 `json:"gasPerOutcome"`
	Ether            float64 `json:"ether"`
	OverBest         float64 `json:"overBest"` // cost over that of the hindsight's, 1: as good
	Latency          Latency `json:"latency"`
	OverBudget       float64 `json:"overBudget"` // share of outcomes that left later than the budget allows
	Tuned            bool    `json:"tuned,omitempty"`
	Wait             float64 `json:"waitSeconds,omitempty"` // of a tuned policy, at the end
	Changes          int     `json:"changes,omitempty"`     // of it, on the way
}

// Latency is how long outcomes took from being ready, when the block that
// closed their round was confirmed, until they were mined.
type Latency struct {
	Mean       float64 `json:"meanSeconds"`
	P50        float64 `json:"p50Seconds"`
	P95        float64 `json:"p95Seconds"`
	Max        float64 `json:"maxSeconds"`
	MeanBlocks float64 `json:"meanBlocks"`
	MaxBlocks  int     `json:"maxBlocks"`
}

// Options say what is replayed.
type Options struct {
	Blocks []Block
	Tasks  []Task
	Budget time.Duration // that waiting is held against
	Tip    float64       // wei per gas where the history has none
	Quorum gas.Quorum    // whose proofs are paid for
	Tuning *Tuning       // nil: no policy is replayed once more with its wait tuned
}

// Compare replays the history with every configuration, once more with its wait
// tuned if that is asked for and the policy has one, and with hindsight, which
// comes last. All see the same outcomes: those that are ready early enough
// before the end of the history for the most patient of them.
func Compare(o Options, configs []post.Config) ([]Row, error) {
	first, last := o.Blocks[0], o.Blocks[len(o.Blocks)-1]
	step := float64(last.Time-first.Time) / float64(len(o.Blocks)-1)
	patience := o.Budget.Seconds()
	for _, c := range configs {
		patience = max(patience, c.MaxDelay.Seconds(), c.LatencyBudget.Seconds())
	}
	if o.Tuning != nil {
		patience = max(patience, o.Tuning.Max.Seconds())
	}
	margin := uint64(patience + 3*step)
	if first.Time+margin >= last.Time {
		return nil, fmt.Errorf("the history spans %s, too short to wait up to %s in; take a longer one or a smaller budget",
			time.Duration(last.Time-first.Time)*time.Second, time.Duration(patience*float64(time.Second)))
	}
	all, err := rounds(o.Tasks, first.Time, last.Time-margin)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, c := range configs {
		for _, tuned := range []bool{false, true} {
			if tuned && (o.Tuning == nil || !waits(c)) {
				continue
			}
			r, err := o.replay(all, c, tuned)
			if err != nil {
				return nil, fmt.Errorf("policy %s: %w", c.Policy, err)
			}
			rows = append(rows, r)
		}
	}
	best := o.hindsight(all)
	for i := range rows {
		rows[i].OverBest = rows[i].Ether / best.Ether
	}
	best.OverBest = 1
	return append(rows, best), nil
}

// price returns the wei that a unit of gas costs in a block.
func (o Options) price(b Block) float64 {
	if b.Tip >= 0 {
		return b.BaseFee + b.Tip
	}
	return b.BaseFee + o.Tip
}

// readyAt returns the index of the first block at or past a time.
func (o Options) readyAt(t uint64) int {
	i, _ := slices.BinarySearchFunc(o.Blocks, t, func(b Block, t uint64) int {
		if b.Time < t {
			return -1
		}
		return 1
	})
	return i
}

// replay drives the daemon's queue through the history. A batch that leaves
// between two blocks is mined in the second.
func (o Options) replay(all []round, c post.Config, tuned bool) (Row, error) {
	// Next returns what is due before it looks at its context.
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	clock := &clock{blocks: o.Blocks}
	q := post.NewQueue(oracle.Hub{ChainID: 1}, common.Hash{}, c, clock, clock)
	q.Quorum = func() gas.Quorum { return o.Quorum }
	q.Clock = func() time.Time { return clock.now }
	var steering *steering
	if tuned {
		steering = o.steer(q)
	}
	callbacks := map[uint32]uint32{}
	closes := map[[2]uint32]uint64{}
	deadline := func(x oracle.PostedOutcome) uint64 { return closes[[2]uint32{x.Index, x.Round}] }
	readyIn := map[[2]uint32]int{}
	t := tally{options: o}
	next, opened := 0, 0
	byOpening := slices.Clone(all)
	slices.SortStableFunc(byOpening, func(a, b round) int { return cmp.Compare(a.opens, b.opens) })
	open := map[[2]uint32]uint64{}
	var mined []oracle.Batch
	leave := func(i int) error {
		for {
			b, err := q.Next(canceled)
			if errors.Is(err, context.Canceled) {
				return nil
			}
			if err != nil {
				return err
			}
			mined = append(mined, b)
			var cost gas.Cost
			for _, out := range b.Outcomes {
				cost = cost.Add(out, callbacks[out.Index])
				t.outcome(readyIn[[2]uint32{out.Index, out.Round}], i+1)
			}
			t.batch(cost.Expected(o.Quorum), i+1)
			steering.paid(b, deadline, o.Blocks[i+1].Time, cost.Expected(o.Quorum), float64(cost.Expected(o.Quorum))*o.price(o.Blocks[i+1]))
		}
	}
	for i, b := range o.Blocks {
		for _, batch := range mined {
			q.Landed(batch, b.Number)
			q.Settle(batch.Outcomes)
		}
		mined = mined[:0]
		for ; opened < len(byOpening) && byOpening[opened].opens <= b.Time; opened++ {
			r := byOpening[opened]
			open[[2]uint32{r.outcome.Index, uint32(r.outcome.Round)}] = r.closes
		}
		for ; next < len(all) && all[next].closes <= b.Time; next++ {
			r := all[next]
			key := [2]uint32{r.outcome.Index, uint32(r.outcome.Round)}
			callbacks[r.task.Index], readyIn[key], closes[key] = r.task.CallbackGas, i, r.closes
			delete(open, key)
			q.Add(r.task, r.outcome)
		}
		deadlines := make([]uint64, 0, len(open))
		for _, d := range open {
			deadlines = append(deadlines, d)
		}
		q.Expect(deadlines)
		steering.confirmed(b.Time)
		clock.now = time.Unix(int64(b.Time), 0)
		fee, _ := new(big.Float).SetFloat64(b.BaseFee).Int(nil)
		q.Confirmed(oracle.BlockConfirmed{Anchor: clock.anchor(i), Live: true, BaseFee: fee, GasUsedRatio: b.Used})
		if i+1 == len(o.Blocks) {
			break
		}
		if err := leave(i); err != nil {
			return Row{}, err
		}
		if gap := o.Blocks[i+1].Time - b.Time; gap > 0 && q.Len() > 0 {
			// Whatever falls due before the next block: all of it is mined there.
			clock.now = clock.now.Add(time.Duration(gap)*time.Second - time.Millisecond)
			if err := leave(i); err != nil {
				return Row{}, err
			}
		}
	}
	if left := len(all) - len(t.waits); left > 0 {
		return Row{}, fmt.Errorf("%d of %d outcomes had not left at the end of the history", left, len(all))
	}
	row := t.row(c.Policy)
	row.MaxOutcomes = c.MaxOutcomes
	if steering != nil {
		row.Tuned, row.Wait, row.Changes = true, steering.wait(), steering.changes
	}
	return row, nil
}

// clock is the chain that a queue asks.
type clock struct {
	blocks []Block
	now    time.Time
}

func (c *clock) anchor(i int) oracle.Anchor {
	return oracle.Anchor{Number: c.blocks[i].Number, Time: c.blocks[i].Time}
}

// FirstBlockAt implements post.Anchors.
func (c *clock) FirstBlockAt(_ context.Context, at uint64) (oracle.Anchor, error) {
	i, _ := slices.BinarySearchFunc(c.blocks, at, func(b Block, at uint64) int { return cmp.Compare(b.Time, at) })
	return c.anchor(min(i, len(c.blocks)-1)), nil
}

// Epoch implements post.Epochs.
func (c *clock) Epoch(context.Context) (uint32, error) { return 1, nil }

// tally sums up what a policy did.
type tally struct {
	options Options
	waits   []float64 // seconds from ready to mined
	blocks  []int
	late    int
	batches int
	gas     uint64
	wei     float64
}

// outcome notes one that was ready in a block and mined in another.
func (t *tally) outcome(ready, mined int) {
	from := t.options.Blocks[ready]
	t.waits = append(t.waits, float64(t.options.Blocks[mined].Time-from.Time))
	t.blocks = append(t.blocks, mined-ready)
	if t.options.lastBlock(ready) < mined {
		t.late++
	}
}

// lastBlock returns the index of the last block in which an outcome may be
// mined that waits no longer than the budget before it leaves.
func (o Options) lastBlock(ready int) int {
	end := float64(o.Blocks[ready].Time) + o.Budget.Seconds()
	i := ready
	for i+1 < len(o.Blocks) && float64(o.Blocks[i+1].Time) <= end {
		i++
	}
	return min(i+1, len(o.Blocks)-1)
}

func (t *tally) batch(units uint64, mined int) {
	t.batches++
	t.gas += units
	t.wei += float64(units) * t.options.price(t.options.Blocks[mined])
}

func (t *tally) row(name string) Row {
	n := len(t.waits)
	r := Row{Policy: name, Outcomes: n, Batches: t.batches, Gas: t.gas, Ether: t.wei / 1e18}
	if n == 0 {
		return r
	}
	slices.Sort(t.waits)
	sum, blocks := 0.0, 0
	for i := range n {
		sum += t.waits[i]
		blocks += t.blocks[i]
	}
	rank := func(p float64) float64 { return t.waits[int(math.Ceil(p*float64(n)))-1] }
	r.OutcomesPerBatch = float64(n) / float64(t.batches)
	r.GasPerOutcome = float64(t.gas) / float64(n)
	r.Latency = Latency{
		Mean: sum / float64(n), P50: rank(0.5), P95: rank(0.95), Max: t.waits[n-1],
		MeanBlocks: float64(blocks) / float64(n), MaxBlocks: slices.Max(t.blocks),
	}
	r.OverBudget = float64(t.late) / float64(n)
	return r
}

// Configs returns a configuration for each policy, with the limits of one.
func Configs(c post.Config, names []string, delay time.Duration) []post.Config {
	var out []post.Config
	for _, name := range names {
		p := c
		p.Policy, p.MaxDelay = name, 0
		if name == policy.FixedDelay {
			p.MaxDelay = delay
		}
		out = append(out, p)
	}
	return out
}
