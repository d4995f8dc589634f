package oracle_test

import (
	"errors"
	"fmt"
	"testing"

	"oracled/oracle"
)

func look(b *oracle.Book, number, time uint64, serves func(oracle.Task) error) oracle.View {
	at := oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: number, Time: time}, Live: true}
	b.Apply(at)
	return b.View(oracle.Hub{ChainID: 1}, at, serves)
}

func all(oracle.Task) error { return nil }

// A view follows a round from its beginning to its end, and says who has sent what.
func TestViewOfARound(t *testing.T) {
	b := oracle.NewBook()
	fold(b, created(taskAt(1, 100, 10, 5, 10, 50)), created(taskAt(2, 500, 10, 5, 10, 0)))
	rounds := func(v oracle.View) (s string) {
		for _, task := range v.Tasks {
			s += fmt.Sprintf("%d:", task.Task.Index)
			for _, r := range task.Rounds {
				s += fmt.Sprintf(" %d %d/%d", r.Number, r.Revealed, r.Committed)
				for _, p := range r.Agents {
					s += fmt.Sprintf(" %x=%d%v", p.Agent[19], p.Commitments, p.Revealed)
				}
			}
			s += ";"
		}
		return s
	}
	for _, c := range []struct {
		time   uint64
		events []oracle.Event
		want   string
	}{
		{99, nil, "2:;1:;"},
		{100, nil, "2:;1: 1 0/0;"},
		{101, []oracle.Event{committed(1, 1, 7, 1), committed(1, 1, 3, 1)}, "1: 1 0/2 7=1false 3=1false;2:;"},
		{116, []oracle.Event{committed(1, 1, 7, 2), revealed(1, 1, 3, 2), revealed(1, 1, 9, 2)}, "1: 1 1/2 7=2false 3=1true;2:;"},
		{125, nil, "2:;1:;"},
		{151, []oracle.Event{committed(1, 2, 7, 3)}, "1: 2 0/1 7=1false;2:;"},
	} {
		fold(b, c.events...)
		v := look(b, c.time, c.time, all)
		if got, want := rounds(v), trimSpace(c.want); trimSpace(got) != want {
			t.Errorf("at %d: %s, want %s", c.time, got, want)
		}
		if v.All != 2 || v.Block.Time != c.time || v.Hub.ChainID != 1 {
			t.Errorf("%+v", v)
		}
	}
	fold(b, oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 1, Round: 1}}})
	refuse := errors.New("no")
	v := look(b, 152, 152, func(task oracle.Task) error {
		if task.Index == 2 {
			return refuse
		}
		return nil
	})
	if v.Tasks[0].Posted != 1 || v.Tasks[0].Declined != nil || v.Tasks[1].Posted != 0 || v.Tasks[1].Declined != refuse {
		t.Errorf("%+v", v.Tasks)
	}
}

func trimSpace(s string) (out string) {
	for _, r := range s {
		if r != ' ' {
			out += string(r)
		}
	}
	return out
}

// A view is bounded whatever there is, and counts all.
func TestViewIsBounded(t *testing.T) {
	b := oracle.NewBook()
	for i := range uint32(oracle.MaxViewTasks + 20) {
		fold(b, created(taskAt(i+1, 100, 1000, 0, 10, 10)))
	}
	for i := range oracle.MaxViewAgents + 50 {
		fold(b, committed(3, 1, i, 1))
	}
	for round := range uint64(oracle.MaxViewRounds + 5) {
		fold(b, committed(4, round+1, 1, 1))
	}
	for task := range uint32(20) {
		for i := range 400 {
			fold(b, committed(10+task, 1, i, 1))
		}
	}
	v := look(b, 5, 150, all)
	agents := 0
	byIndex := map[uint32]oracle.TaskView{}
	for _, task := range v.Tasks {
		byIndex[task.Task.Index] = task
		for _, r := range task.Rounds {
			agents += len(r.Agents)
		}
	}
	if len(v.Tasks) != oracle.MaxViewTasks || v.All != oracle.MaxViewTasks+20 || agents > 5000 {
		t.Errorf("%d of %d tasks, %d agents", len(v.Tasks), v.All, agents)
	}
	// Those with open rounds are there, though they are the oldest.
	if r := byIndex[3].Rounds; len(r) == 0 || r[0].Committed != oracle.MaxViewAgents+50 || len(r[0].Agents) > oracle.MaxViewAgents {
		t.Errorf("task 3: %d rounds", len(r))
	}
	if r := byIndex[4].Rounds; len(r) < oracle.MaxViewRounds || len(r) > oracle.MaxViewRounds+1 || r[0].Number != 1 {
		t.Errorf("task 4: %d rounds", len(r))
	}
}

// A view is not changed by what comes after it.
func TestViewIsACopy(t *testing.T) {
	b := oracle.NewBook()
	fold(b, created(taskAt(4, 100, 10, 5, 10, 0)), committed(4, 1, 1, 1))
	before := look(b, 5, 101, all).Tasks[0].Rounds[0]
	fold(b, committed(4, 1, 2, 2), committed(4, 1, 1, 2), revealed(4, 1, 1, 2))
	if before.Committed != 1 || before.Revealed != 0 || len(before.Agents) != 1 || before.Agents[0].Commitments != 1 {
		t.Errorf("changed: %+v", before)
	}
}
