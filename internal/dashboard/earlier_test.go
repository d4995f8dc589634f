package dashboard

import (
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

func before(task oracle.Task, round uint64) Earlier {
	return Earlier{Task: task, Round: round, Status: oracle.StatusOK, Participants: 9, Values: []fixed.Q64x64{fixed.FromInt64(int64(round))}, Coordinates: 2}
}

// What was before is there until the same rounds are solved again, which then have
// all that is kept of a round, and where they landed.
func TestRemember(t *testing.T) {
	r := NewRecorder()
	task := feed(3)
	landed := before(task, 2)
	landed.Landed = &Landing{Block: 8, Tx: common.Hash{1}}
	r.Remember(polygon, []Earlier{before(task, 1), landed, before(task, 4)}, []Batch{{Tx: common.Hash{1}, Block: 8, Outcomes: 1}})
	rounds := func() (out []uint64) {
		_, upTo, _ := r.find(polygon, 3, 0)
		for _, p := range upTo {
			out = append(out, p.round)
		}
		return out
	}
	if got := rounds(); !slices.Equal(got, []uint64{1, 2, 4}) {
		t.Fatal(got)
	}
	if f, ok := r.Figure(polygon, 3, 4, Middle); !ok || len(f.Panels) != 1 {
		t.Errorf("the figure of what was before has %d panels", len(f.Panels))
	}
	// The fold reads the logs again, from round 2 on.
	for _, n := range []uint64{2, 3, 4, 5} {
		solve(t, r, task, n, 10)
	}
	if got := rounds(); !slices.Equal(got, []uint64{1, 2, 3, 4, 5}) {
		t.Error(got)
	}
	for n, want := range map[uint64]bool{1: true, 2: false, 5: false} {
		if x, ok := r.Round(polygon, 3, n); !ok || x.Earlier != want || (len(x.Positions) > 0) == want {
			t.Errorf("round %d: %+v", n, x.Outcome)
		}
	}
	if x, _ := r.Round(polygon, 3, 2); x.Landed == nil || *x.Landed != *landed.Landed {
		t.Errorf("where it landed was forgotten: %+v", x.Landed)
	}
	if a := r.Activity(polygon); a.Outcomes[0].Round != 5 || a.Totals.Solved != 4 || len(a.Batches) != 1 {
		t.Errorf("%+v, %+v", a.Outcomes[0], a.Totals)
	}
}

// However much there was before, what is kept is bounded, and the newest.
func TestRememberIsBounded(t *testing.T) {
	r := NewRecorder()
	var all []Earlier
	for index := range uint32(2 * maxTasks) {
		task := feed(index)
		task.Start += uint64(index) // later tasks are newer
		for n := range uint64(maxHistory + 20) {
			all = append(all, before(task, n+1))
		}
	}
	r.Remember(polygon, all, make([]Batch, 3*maxBatches))
	c := r.chains[polygon]
	if len(c.tasks) != maxTasks || c.tasks[2*maxTasks-1] == nil || len(c.batches) > maxBatches || c.numbers != 0 {
		t.Errorf("%d tasks, %d batches, %d numbers", len(c.tasks), len(c.batches), c.numbers)
	}
	for _, h := range c.tasks {
		if len(h.rounds) != maxHistory || h.rounds[maxHistory-1].outcome.Round != maxHistory+20 {
			t.Fatalf("%d rounds up to %d", len(h.rounds), h.rounds[len(h.rounds)-1].outcome.Round)
		}
	}
}
