package committee

import (
	"errors"
	"testing"

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
