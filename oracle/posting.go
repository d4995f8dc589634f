package oracle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// posting is a batch on its way.
type posting struct {
	batch Batch
	done  chan struct{} // closed when it has landed or was returned
	err   error         // then, not nil: it was returned
}

// shares tells whether two batches have outcomes of the same task.
func (x *posting) shares(b Batch) bool {
	return slices.ContainsFunc(x.batch.Outcomes, func(o PostedOutcome) bool {
		return slices.ContainsFunc(b.Outcomes, func(p PostedOutcome) bool { return o.Index == p.Index })
	})
}

func (x *posting) ended() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

// post brings batches onto the chain, up to MaxInFlight at a time.
//
// The contract takes a round only if it is later than the last of its task. So
// a batch waits for every one on its way that has a task in common with it: if
// that fails, what would have followed it goes back, too, and is offered again
// in order. Batches without a common task do not wait for each other.
func (p *Pipeline) post(intake, work context.Context) error {
	intake, halt := context.WithCancelCause(intake)
	defer halt(nil)
	work, abandon := context.WithCancel(work)
	defer abandon()
	var wg sync.WaitGroup
	defer wg.Wait()
	room := make(chan struct{}, max(1, p.MaxInFlight))
	pause := &backOff{wait: firstRetry}
	var under []*posting // way
	for {
		select {
		case room <- struct{}{}:
		case <-intake.Done():
			return context.Cause(intake)
		}
		// One that came back before Next is in what Next offers.
		under = slices.DeleteFunc(under, (*posting).ended)
		var b Batch
		err := p.retry(intake, "batch", func() (err error) {
			b, err = p.Batcher.Next(intake)
			return err
		})
		if err != nil {
			return context.Cause(intake)
		}
		ok, err := inOrder(intake, under, b)
		if err != nil || !ok {
			p.Batcher.Return(b)
			<-room
			if err != nil {
				return err
			}
			continue
		}
		x := &posting{batch: b, done: make(chan struct{})}
		under = append(under, x)
		wg.Go(func() {
			defer func() { close(x.done); <-room }()
			x.err = p.postBatch(work, b)
			switch {
			case x.err == nil:
				p.told.Retrying(p.Hub, "post", nil)
				pause.reset()
			case errors.Is(x.err, ErrEquivocation):
				halt(x.err)
				abandon() // nothing more leaves; the outbox knows what is on its way
			case work.Err() != nil:
				halt(x.err)
			default:
				// The next try has a fresh anchor and everything solved meanwhile.
				p.told.Retrying(p.Hub, "post", x.err)
				_ = Sleep(intake, pause.next()) // at the end of the intake it goes back at once
				p.Batcher.Return(b)
			}
		})
	}
}

// inOrder waits until nothing on its way shares a task with a batch, and tells
// whether all of that has landed.
func inOrder(ctx context.Context, under []*posting, b Batch) (bool, error) {
	landed := true
	for _, x := range under {
		if !x.shares(b) {
			continue
		}
		select {
		case <-x.done:
			landed = landed && x.err == nil
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
	return landed, nil
}

// backOff is the growing wait between tries.
type backOff struct {
	mu   sync.Mutex
	wait time.Duration
}

func (b *backOff) next() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := b.wait
	b.wait = min(2*wait, lastRetry)
	return wait
}

func (b *backOff) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wait = firstRetry
}

// postBatch takes one batch through attestation onto the chain.
func (p *Pipeline) postBatch(ctx context.Context, b Batch) error {
	began := time.Now()
	proof, err := p.Attester.Attest(ctx, b)
	if err != nil {
		return fmt.Errorf("attest batch %s: %w", b.Digest, err)
	}
	p.told.Took(p.Hub, "attest", time.Since(began).Seconds())
	began = time.Now()
	receipt, err := p.Poster.Post(ctx, b, proof)
	if errors.Is(err, ErrNothingNew) {
		// Somebody else was first; the chain's own event settles the queue.
		p.Batcher.Landed(b, 0)
		return nil
	}
	if err != nil {
		return fmt.Errorf("post batch %s: %w", b.Digest, err)
	}
	p.told.Took(p.Hub, "post", time.Since(began).Seconds())
	p.Batcher.Landed(b, receipt.Block)
	p.told.Posted(b, receipt)
	return nil
}
