package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"oracled/oracle"
)

// rounds is a batcher that offers each task's rounds in order, one batch per
// task and call, and a chain that takes a round only if it is later than the
// last, with a poster whose answers are the test's.
type rounds struct {
	*stages
	mu     sync.Mutex
	queue  []oracle.PostedOutcome
	chain  map[uint32]uint32 // last round by task
	missed []string
	flying int
	most   int
	calls  []string
	answer func(b oracle.Batch, try int) error
	tries  map[string]int
	wake   chan struct{}
	take   int // outcomes per batch
}

func newRounds(t *testing.T, queue ...oracle.PostedOutcome) *rounds {
	return &rounds{
		stages: newStages(t), queue: queue, chain: map[uint32]uint32{}, tries: map[string]int{}, wake: make(chan struct{}, 1), take: 1,
		answer: func(oracle.Batch, int) error { return nil },
	}
}

func name(b oracle.Batch) string {
	var words []string
	for _, o := range b.Outcomes {
		words = append(words, fmt.Sprintf("%d/%d", o.Index, o.Round))
	}
	return strings.Join(words, ",")
}

func (r *rounds) Next(ctx context.Context) (oracle.Batch, error) {
	for {
		r.mu.Lock()
		if n := min(r.take, len(r.queue)); n > 0 {
			b := oracle.Batch{Outcomes: slices.Clone(r.queue[:n])}
			r.queue = r.queue[n:]
			r.mu.Unlock()
			return b, nil
		}
		r.mu.Unlock()
		select {
		case <-r.wake:
		case <-ctx.Done():
			return oracle.Batch{}, ctx.Err()
		}
	}
}

func (r *rounds) Return(b oracle.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, b.Outcomes...)
	slices.SortStableFunc(r.queue, func(x, y oracle.PostedOutcome) int { return int(x.Round) - int(y.Round) })
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *rounds) Post(ctx context.Context, b oracle.Batch, _ oracle.QuorumProof) (oracle.Receipt, error) {
	r.mu.Lock()
	r.flying++
	r.most = max(r.most, r.flying)
	r.tries[name(b)]++
	try := r.tries[name(b)]
	r.calls = append(r.calls, name(b))
	r.mu.Unlock()
	err := oracle.Sleep(ctx, time.Second)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flying--
	if err == nil {
		err = r.answer(b, try)
	}
	if err != nil {
		return oracle.Receipt{}, err
	}
	for _, o := range b.Outcomes {
		if o.Round != r.chain[o.Index]+1 {
			r.missed = append(r.missed, fmt.Sprintf("%d/%d after %d", o.Index, o.Round, r.chain[o.Index]))
		}
		r.chain[o.Index] = o.Round
	}
	return oracle.Receipt{Block: 1}, nil
}

type roundsBatcher struct{ *rounds }

func (roundsBatcher) Confirmed(oracle.BlockConfirmed) {}
func (roundsBatcher) Expect([]uint64)                 {}

func (r *rounds) pipeline(inFlight int) *oracle.Pipeline {
	p := r.stages.pipeline()
	p.Batcher, p.Poster, p.MaxInFlight = roundsBatcher{r}, r, inFlight
	return p
}

func outcomes(pairs ...uint32) (out []oracle.PostedOutcome) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, oracle.PostedOutcome{Index: pairs[i], Round: pairs[i+1]})
	}
	return out
}

// Batches of different tasks go at once, up to the limit.
func TestPostingAtOnce(t *testing.T) {
	for _, c := range []struct{ limit, most int }{{0, 1}, {1, 1}, {3, 3}, {9, 4}} {
		synctest.Test(t, func(t *testing.T) {
			r := newRounds(t, outcomes(1, 1, 2, 1, 3, 1, 4, 1)...)
			stop, _, result := r.run(r.pipeline(c.limit))
			time.Sleep(10 * time.Second)
			stop()
			if err, ended := result(); err != nil || !ended {
				t.Errorf("%v, %v", err, ended)
			}
			if r.most != c.most || len(r.chain) != 4 {
				t.Errorf("limit %d: %d at once, chain %v", c.limit, r.most, r.chain)
			}
		})
	}
}

// A later round never overtakes an earlier one of its task, even if that fails
// while the later one waits; other tasks go on meanwhile.
func TestPostingInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRounds(t, outcomes(1, 1, 2, 1, 1, 2, 2, 2, 1, 3)...)
		r.answer = func(b oracle.Batch, try int) error {
			if b.Outcomes[0].Index == 1 && b.Outcomes[0].Round == 1 && try < 4 {
				return errors.New("reverted")
			}
			return nil
		}
		stop, _, result := r.run(r.pipeline(4))
		time.Sleep(time.Minute)
		stop()
		if err, ended := result(); err != nil || !ended {
			t.Errorf("%v, %v", err, ended)
		}
		if len(r.missed) > 0 || r.chain[1] != 3 || r.chain[2] != 2 {
			t.Errorf("missed %v, chain %v, posted %v", r.missed, r.chain, r.calls)
		}
		// Task 2 is through before task 1 succeeds.
		if r.most < 2 || slices.Index(r.calls, "2/2") > slices.Index(r.calls, "1/2")-2 {
			t.Errorf("at most %d at once: %v", r.most, r.calls)
		}
	})
}

// Batches that share one of several tasks follow each other, too.
func TestPostingOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRounds(t, outcomes(1, 1, 2, 1, 2, 2, 3, 1, 4, 1, 5, 1)...)
		r.take = 2
		stop, _, result := r.run(r.pipeline(4))
		time.Sleep(1500 * time.Millisecond)
		// 1/1,2/1 went alone; then 2/2,3/1 and 4/1,5/1 together.
		r.mu.Lock()
		if r.flying != 2 || len(r.calls) != 3 {
			t.Errorf("%d on their way: %v", r.flying, r.calls)
		}
		r.mu.Unlock()
		time.Sleep(5 * time.Second)
		stop()
		if err, ended := result(); err != nil || !ended || len(r.missed) > 0 || len(r.chain) != 5 {
			t.Errorf("%v, %v, %v", err, ended, r.missed)
		}
	})
}

// The end of the intake lets everything on its way land, and puts back what
// waits for it.
func TestPostingStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRounds(t, outcomes(1, 1, 2, 1, 1, 2)...)
		stop, _, result := r.run(r.pipeline(4))
		time.Sleep(500 * time.Millisecond)
		stop()
		if _, ended := result(); ended {
			t.Error("it did not wait for what was on its way")
		}
		time.Sleep(time.Second)
		if err, ended := result(); err != nil || !ended {
			t.Errorf("%v, %v", err, ended)
		}
		if r.chain[1] != 1 || r.chain[2] != 1 || len(r.queue) != 1 {
			t.Errorf("chain %v, queue %v", r.chain, r.queue)
		}
	})
}

// Equivocation halts, whatever else is on its way.
func TestPostingHalts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRounds(t, outcomes(1, 1, 2, 1)...)
		r.answer = func(b oracle.Batch, _ int) error {
			if b.Outcomes[0].Index == 1 {
				return oracle.ErrEquivocation
			}
			return nil
		}
		_, _, result := r.run(r.pipeline(2))
		time.Sleep(2 * time.Second)
		if err, ended := result(); !ended || !errors.Is(err, oracle.ErrEquivocation) {
			t.Errorf("%v, %v", err, ended)
		}
	})
}
