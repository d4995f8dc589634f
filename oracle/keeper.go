package oracle

import (
	"context"
	"fmt"
)

// restore returns the state of the snapshot, if there is one that can be gone
// on from, and otherwise the state before the first event.
func (p *Pipeline) restore(ctx context.Context) (*State, Cursor) {
	state, from, dropped := NewState(), p.From, error(nil)
	if p.Snapshots != nil {
		b, err := p.Snapshots.LoadSnapshot(ctx, p.Hub)
		if err != nil {
			dropped = err
		} else if b != nil {
			if s, at, err := DecodeSnapshot(b, p.origin()); err != nil {
				dropped = err
			} else {
				state, from = s, at
			}
		}
	}
	p.told.Resumed(p.Hub, from, dropped)
	for _, t := range state.Book().Tasks() {
		p.told.Folded(p.Hub, TaskCreated{Task: t})
		if err := p.serve(state, t); err != nil {
			p.decline(t, err)
		}
	}
	state.Unposted(p.Batcher.Add)
	p.restoreScoped(state)
	p.deadline.Store(state.Book().NextDeadline())
	return state, from
}

func (p *Pipeline) origin() Origin {
	return Origin{Hub: p.Hub, Start: p.From.Block, Build: p.Build, Serves: func(t Task) bool { return p.serves(t) == nil }}
}

// keeper saves snapshots beside the fold: the fold encodes, at the end of a
// block and only when the one before has been saved, and never waits for the
// disk.
type keeper struct {
	p    *Pipeline
	jobs chan snapshotJob
	idle chan struct{} // holds an element when nothing is being saved
	due  uint64        // the block from which the next is taken
}

type snapshotJob struct {
	block uint64
	bytes []byte
}

func newKeeper(p *Pipeline) *keeper {
	k := &keeper{p: p, jobs: make(chan snapshotJob, 1), idle: make(chan struct{}, 1)}
	k.idle <- struct{}{}
	return k
}

// offer takes a snapshot when it is time for one. A large state is taken less
// often: each MiB of it makes the wait longer by SnapshotEvery blocks.
func (k *keeper) offer(s *State) {
	if k.p.Snapshots == nil {
		return
	}
	block := s.Last().Number
	if k.due == 0 {
		k.due = block + k.p.SnapshotEvery
	}
	if block < k.due {
		return
	}
	select {
	case <-k.idle:
		k.take(s)
	default:
	}
}

// last takes a snapshot at a stop. Between the events of a block there is
// nothing to take, and the one before has to do.
func (k *keeper) last(s *State) {
	if k.p.Snapshots == nil || !s.whole || s.Last().Number == 0 {
		return
	}
	<-k.idle // given back by run, which a stop ends after one more try
	k.take(s)
}

func (k *keeper) take(s *State) {
	block := s.Last().Number
	b, err := EncodeSnapshot(s, k.p.origin())
	k.due = block + k.p.SnapshotEvery*(1+uint64(len(b)>>20))
	if err != nil {
		k.p.told.Snapshot(k.p.Hub, block, 0, err)
		k.idle <- struct{}{}
		return
	}
	k.jobs <- snapshotJob{block, b}
}

// close says that nothing more is taken.
func (k *keeper) close() { close(k.jobs) }

// run saves what is taken. A store that fails is tried again until the intake
// ends, and once after that.
func (k *keeper) run(intake, work context.Context) error {
	for j := range k.jobs {
		// What it has is not folded again after a restart.
		k.p.told.settle()
		err := k.p.retry(intake, "snapshot", func() error { return k.p.Snapshots.SaveSnapshot(work, k.p.Hub, j.bytes) })
		if err == nil {
			k.p.told.Snapshot(k.p.Hub, j.block, len(j.bytes), nil)
		}
		k.idle <- struct{}{}
	}
	return nil
}

// drop removes the snapshot of a chain that has been reorganised under it, so
// that a restart reads everything again.
func (k *keeper) drop(ctx context.Context) error {
	if k.p.Snapshots == nil {
		return nil
	}
	if err := k.p.Snapshots.DropSnapshot(ctx, k.p.Hub); err != nil {
		return fmt.Errorf("remove the snapshot, which has to be done before a restart: %w", err)
	}
	return nil
}
