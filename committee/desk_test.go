package committee

import (
	"errors"
	"testing"
	"time"

	"oracled/oracle"
)

// TestDeclinedTasksAreBounded: who creates tasks that nobody serves fills no memory;
// of the newest it is known why.
func TestDeclinedTasksAreBounded(t *testing.T) {
	d := NewDesk(nil)
	for index := range uint32(3 * maxDeclined) {
		d.Decline(oracle.Task{Index: index}, errors.New("too small a bounty"))
	}
	if len(d.declined) != maxDeclined {
		t.Errorf("%d tasks are kept", len(d.declined))
	}
	if r := d.missing(oracle.Anchor{}, []oracle.PostedOutcome{{Index: 3*maxDeclined - 1}}); r == nil || r.Code != NotServing {
		t.Errorf("of the newest: %v", r)
	}
	if r := d.missing(oracle.Anchor{}, []oracle.PostedOutcome{{Index: 1}}); r == nil || r.Code != NotSolved {
		t.Errorf("of the oldest: %v", r)
	}
}

// passing is a batcher that keeps nothing.
type passing struct{ oracle.Batcher }

func (passing) Add(oracle.Task, oracle.Outcome) {}
func (passing) Settle([]oracle.PostedOutcome)   {}
func (passing) Confirmed(oracle.BlockConfirmed) {}

// TestDeskDoesNotGrow: what the chain has is kept for keepSettled blocks.
func TestDeskDoesNotGrow(t *testing.T) {
	d := NewDesk(passing{})
	feed := oracle.Task{Index: 1, Period: 10}
	for n := uint64(1); n <= 5000; n++ {
		once := oracle.Task{Index: uint32(n) + 1}
		d.Add(feed, oracle.Outcome{Index: 1, Round: n})
		d.Add(once, oracle.Outcome{Index: once.Index, Round: 1})
		d.lead([20]byte{1}, []oracle.PostedOutcome{{Index: 1, Round: uint32(n)}}, time.Now())
		d.Settle([]oracle.PostedOutcome{{Index: 1, Round: uint32(n)}, {Index: once.Index, Round: 1}})
		d.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: n}})
		if len(d.found) > 2*(keepSettled+1) {
			t.Fatalf("%d outcomes are kept", len(d.found))
		}
	}
}
