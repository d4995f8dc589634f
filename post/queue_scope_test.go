package post

import (
	"context"
	"testing"
	"time"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/wire"
)

func addScoped(q *Queue, index uint32, round uint64) {
	t := oracle.Task{Index: index, Start: 100 + uint64(index), Period: 100}
	q.Add(t, oracle.Outcome{Index: index, Round: round, Status: oracle.StatusOK, Participants: 5, Took: 0b11, Values: []fixed.Q64x64{fixed.FromUlps(1)}})
}

// TestQueueLateOutcome: an outcome that comes when the block that closed its round
// was folded long ago leaves without another block, and wakes who waits.
func TestQueueLateOutcome(t *testing.T) {
	q, _ := newQueue(Config{})
	q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 20, Time: 200}, Live: true})
	got := make(chan oracle.Batch, 1)
	go func() {
		b, err := q.Next(context.Background())
		if err != nil {
			t.Error(err)
		}
		got <- b
	}()
	addScoped(q, 1, 1)
	select {
	case b := <-got:
		if refsOf(b) != "1.1" || b.Outcomes[0].Took != 0b11 {
			t.Errorf("%+v", b.Outcomes)
		}
		if _, _, back, err := wire.Unpack(b.Payload); err != nil || back[0].Took != 0b11 {
			t.Errorf("%+v, %v", back, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for a block")
	}
	addScoped(q, 1, 3) // its deadline is to come
	want(t, q, "")
}

// TestQueueRoomForLists: the record of the chains takes an entry of a batch.
func TestQueueRoomForLists(t *testing.T) {
	q, _ := newQueue(Config{MaxOutcomes: 4})
	add(q, 1, 1, 1)
	addScoped(q, 2, 1)
	addScoped(q, 3, 1)
	add(q, 4, 1, 1)
	confirm(q, 1)
	want(t, q, "1.1 2.1")
	want(t, q, "3.1 4.1")
	want(t, q, "")

	q, _ = newQueue(Config{MaxOutcomes: 1})
	addScoped(q, 1, 1)
	confirm(q, 1)
	want(t, q, "1.1")
}
