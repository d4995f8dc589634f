package scope_test

import (
	"fmt"
	"slices"
	"testing"

	"oracled/oracle"
	"oracled/scope"
)

// TestHome: an agent counts once, on the first chain of those that took part on
// which it had registered when the first commitment came.
func TestHome(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	s := ts[0].Scope
	same := []int64{1, 2, 3, 4, 5}
	parts := []*oracle.Part{
		ptr(part(t, ts[0], 1, []int{0, 1, 2, 3, 4}, same, []int{20}, []int{10})),                  // 20 does not commit, 10 registers too late
		ptr(part(t, ts[1], 1, []int{0, 10, 11, 12, 13, 14}, []int64{9, 1, 2, 3, 4, 5}, nil, nil)), // 0 is at home on the first
		ptr(part(t, ts[2], 1, []int{1, 11, 20, 21, 22, 23}, []int64{9, 9, 9, 1, 2, 3}, nil, nil)),
	}
	check := func(list oracle.Took, away ...string) {
		t.Helper()
		r, err := scope.Combine(t.Context(), solvers, s, list, parts)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		n := 0
		for _, c := range r.Chains {
			text := fmt.Sprint(s.Members[c.Member].Hub.ChainID-100, ":")
			for _, a := range c.Away {
				text += fmt.Sprint(" ", a.Big().Int64()-1000)
			}
			got = append(got, text)
			n += c.Outcome.Participants
		}
		if !slices.Equal(got, away) || r.Participants != n {
			t.Errorf("list %b: away %q, want %q; %d participants", list, got, away, r.Participants)
		}
	}
	check(0b111, "0:", "1: 0", "2: 1 11 20")
	check(0b110, "1:", "2: 11")
	check(0b101, "0:", "2: 1 20")
	check(0b100, "2:")
	for _, list := range []oracle.Took{0, 0b1000} {
		if _, err := scope.Combine(t.Context(), solvers, s, list, parts); err == nil {
			t.Errorf("list %b was combined", list)
		}
	}
	if _, err := scope.Combine(t.Context(), solvers, s, 0b11, []*oracle.Part{parts[0], nil, nil}); err == nil {
		t.Error("a chain of the list without a part was combined")
	}
}

func ptr(p oracle.Part) *oracle.Part { return &p }

// TestInsufficientChains have no say, and all of them make an insufficient round.
func TestInsufficientChains(t *testing.T) {
	ts := tasks(t, 9, 1)
	few := ptr(part(t, ts[0], 1, []int{0, 1}, []int64{1, 2}, nil, nil))
	good := ptr(part(t, ts[1], 1, []int{10, 11, 12, 13}, []int64{70, 70, 70, 70}, nil, nil))
	r, err := scope.Combine(t.Context(), solvers, ts[0].Scope, 0b11, []*oracle.Part{few, good})
	if err != nil || r.Status != oracle.StatusOK || r.Values[0] != ulps(70) || r.Participants != 6 || r.Breakdown != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = scope.Combine(t.Context(), solvers, ts[0].Scope, 0b01, []*oracle.Part{few, nil})
	if err != nil || r.Status != oracle.StatusInsufficient || len(r.Values) != 0 || r.Participants != 2 || r.Breakdown != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestViews: which lists an operator may sign, given what it has seen.
func TestViews(t *testing.T) {
	for _, c := range []struct {
		view scope.View
		good []oracle.Took
	}{
		{scope.View{Parts: 0b111}, nil}, // somebody may still come
		{scope.View{Parts: 0b101, Full: true}, []oracle.Took{0b101}},
		{scope.View{Parts: 0b011, Late: true, Frozen: 0b011}, []oracle.Took{0b011}},
		{scope.View{Parts: 0b111, Late: true, Frozen: 0b011}, []oracle.Took{0b011, 0b111}},
		{scope.View{Parts: 0b111, Late: true, Full: true, Frozen: 0b001}, []oracle.Took{0b001, 0b011, 0b101, 0b111}},
		{scope.View{Late: true}, nil},
	} {
		for list := range oracle.Took(16) {
			if got := c.view.Accepts(list); got != slices.Contains(c.good, list) {
				t.Errorf("%+v accepts %b: %t", c.view, list, got)
			}
		}
	}
}

func TestCheckTask(t *testing.T) {
	task := tasks(t, 1, 1)[0]
	if err := scope.CheckTask(task); err != nil {
		t.Error(err)
	}
	game := task
	game.Solver = "nash-averaging agents=3"
	if err := scope.CheckTask(game); err == nil {
		t.Error("a game in a scope")
	}
	if err := scope.CheckTask(oracle.Task{Solver: "nash-averaging agents=3"}); err != nil {
		t.Error(err)
	}
}
