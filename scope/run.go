package scope

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"oracled/oracle"
)

// Run sees to the rounds until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		for _, j := range k.jobs() {
			wg.Go(func() { k.finish(j, k.settle(ctx, j)) })
		}
		select {
		case <-k.work:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// job is a round to see to.
type job struct {
	union *union
	round *round
	list  oracle.Took
	parts []*oracle.Part
}

func (k *Keeper) jobs() (out []job) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, u := range k.scopes {
		for _, r := range u.rounds {
			if r.wants() {
				if r.list == 0 {
					r.agreeing = true
				} else {
					r.combining = true
				}
				out = append(out, job{u, r, r.list, slices.Clone(r.parts)})
			}
		}
	}
	return out
}

// settle takes a round one step further: to a list, or from that to an outcome.
func (k *Keeper) settle(ctx context.Context, j job) error {
	s := j.union.scope
	if j.list == 0 {
		list, err := k.Agreement.Agree(ctx, s, j.round.number)
		if err != nil {
			return err
		}
		k.Learn(s.ID, j.round.number, list)
		return nil
	}
	began := time.Now()
	r, err := Combine(ctx, k.Solvers, s, j.list, j.parts)
	if err != nil {
		return err
	}
	o := r.Outcome(oracle.Task{}, j.round.number)
	k.mu.Lock()
	if j.round.outcome == nil {
		j.round.outcome = &o
	}
	k.mu.Unlock()
	k.Watch.Combined(s, j.round.number, r, time.Since(began).Seconds())
	return nil
}

// finish ends a step.
func (k *Keeper) finish(j job, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if j.list == 0 {
		j.round.agreeing = false
	} else {
		j.round.combining = false
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		j.round.dead = true
		k.Watch.Failing(j.union.scope, j.round.number, err)
	}
	k.look(j.union)
}
