package compute_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/oracle"
)

func TestHierarchicalSpec(t *testing.T) {
	for text, want := range map[string]string{
		"hierarchical":                                         "hierarchical",
		"hierarchical groups=3x3":                              "hierarchical",
		"hierarchical trim=3334x3334 groups=3x3":               "hierarchical",
		"hierarchical groups=3":                                "hierarchical groups=3",
		"hierarchical trim=0x2500 groups=2x4":                  "hierarchical groups=2x4 trim=0x2500",
		"hierarchical groups=3x3x3x3x3x3x3":                    "hierarchical groups=3x3x3x3x3x3x3",
		"hierarchical groups=65536x65536":                      "hierarchical groups=65536x65536",
		"hierarchical groups=3 trim=4999":                      "hierarchical groups=3 trim=4999",
		"hierarchical trim=4000x3334":                          "hierarchical trim=4000x3334",
		"hierarchical groups=2x2x2x2x2x2x2 trim=0x0x0x0x0x0x0": "hierarchical groups=2x2x2x2x2x2x2 trim=0x0x0x0x0x0x0",
	} {
		if got, err := compute.Canonical(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"hierarchical levels=3":                                            "levels: unknown parameter; hierarchical takes groups, trim",
		"hierarchical groups=1":                                            `groups: "1" is not how many members each node has, from the root down, 2 to 65536, as 2x3`,
		"hierarchical groups=3x":                                           `groups: "3x" is not`,
		"hierarchical groups=03":                                           `groups: "03" is not`,
		"hierarchical groups=65537":                                        `groups: "65537" is not`,
		"hierarchical groups=3x3x3x3x3x3x3x3":                              "groups: 8 levels above the agents' groups, and with those a hierarchy has at most 8",
		"hierarchical groups=65536x65536x2":                                "groups: 65536x65536x2 are more groups of agents than the 2^32",
		"hierarchical groups=65536x65536x65536x65536x65536 trim=0x0x0x0x0": "more groups of agents than",
		"hierarchical groups=3 trim=5000":                                  `trim: "5000" is not the share of each node's members that may lie in 1/10000, from the root down, 0 to 4999`,
		"hierarchical groups=3 trim=-1":                                    `trim: "-1" is not`,
		"hierarchical groups=3 trim=3334x3334":                             "trim: 2 shares for the 1 levels of groups",
		"hierarchical trim=2000":                                           "trim: 1 shares for the 2 levels",
		"hierarchical groups=3 trim=3333":                                  "trim: 3333/10000 of 3 members is nobody; trim nobody with 0, or one of them from 3334 on",
		"hierarchical groups=2":                                            "trim: 3334/10000 of 2 members is nobody; trim nobody with 0, or take three",
		"hierarchical groups=3 groups=3":                                   "groups is given twice",
		"hierarchical ":                                                    "key=value",
		"hierarchic":                                                       "or with parameters correlated-equilibrium, hierarchical, hodge",
	} {
		_, err := compute.Canonical(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if _, err := compute.New(text, cpu.New()); err == nil {
			t.Errorf("%q is a solver", text)
		}
	}
	open := levelsTask("hierarchical")
	if err := compute.CheckTask(open); err != nil {
		t.Error(err)
	}
	open.Gate = common.Address{}
	if err := compute.CheckTask(open); err == nil || !strings.HasPrefix(err.Error(), "gate: ") {
		t.Errorf("an open hierarchy: %v", err)
	}
	for text, want := range map[string]int{"hierarchical": 3, "hierarchical groups=5": 2, "hierarchical groups=3x3x3x3x3x3x3": 8, "median": 0, "hierarchical groups=0": 0} {
		if got := compute.Levels(levelsTask(text)); got != want {
			t.Errorf("%q has %d levels, want %d", text, got, want)
		}
	}
}

// Whatever a solver string says, it is a solver in its canonical form or an
// error, and the canonical form stands for the same.
func FuzzHierarchicalSpec(f *testing.F) {
	for _, text := range []string{"groups=3x4 trim=3334x2500", "trim=0", "groups=65536x65536", "groups=2x2x2x2x2x2x2 trim=0x0x0x0x0x0x0", "groups=3x", "groups= trim=", "groups=99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, parameters string) {
		text, err := compute.Canonical("hierarchical " + parameters)
		if err != nil {
			if _, err := compute.New("hierarchical "+parameters, cpu.New()); err == nil {
				t.Error("a solver all the same")
			}
			return
		}
		if again, err := compute.Canonical(text); err != nil || again != text {
			t.Errorf("%q becomes %q, %v", text, again, err)
		}
		tk := levelsTask(text)
		tk.Dimension = 1
		if n := compute.Levels(tk); n < 2 || n > compute.MaxLevels {
			t.Errorf("%q has %d levels", text, n)
		}
		p := place(tk, []uint32{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 1<<32 - 1}, 1)
		s, o := mustSolve(t, tk, p)
		if err := s.Check(tk, p, o); err != nil {
			t.Error(err)
		}
		if _, err := compute.PlanOf(tk, map[uint32]int{0: 5, 1: 5, 2: 5}); (err == nil || errors.Is(err, compute.ErrSmallGroups)) != (o.Status == oracle.StatusOK) {
			t.Errorf("%q: status %s, plan %v", text, o.Status, err)
		}
	})
}

func TestLeastPositionsOfHierarchies(t *testing.T) {
	for _, c := range []struct {
		solver         string
		trim, min, max uint32
		want           int
	}{
		{"hierarchical", 2000, 4, 100, 45},                               // five in each of nine groups
		{"hierarchical groups=9", 2000, 4, 100, 15},                      // three of nine groups are enough
		{"hierarchical groups=4 trim=2500", 2500, 4, 100, 16},            // four of four
		{"hierarchical groups=4 trim=0", 0, 1, 100, 2},                   // one group of two
		{"hierarchical groups=4 trim=0", 0, 30, 100, 30},                 // but minAgents
		{"hierarchical", 2000, 4, 44, 0},                                 // maxAgents
		{"hierarchical", 0, 4, 100, 18},                                  // two in each
		{"hierarchical groups=3x3x3x3x3x3x3", 1, 1, 1<<32 - 1, 21870000}, // 3⁷ groups of 10,000
	} {
		tk := levelsTask(c.solver)
		tk.TrimBps, tk.MinAgents, tk.MaxAgents = c.trim, c.min, c.max
		if got := compute.LeastPositions(tk); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func planSizes(sizes ...int) map[uint32]int {
	out := map[uint32]int{}
	for g, n := range sizes {
		out[uint32(g)] = n
	}
	return out
}

func TestPlanOf(t *testing.T) {
	tk := levelsTask("hierarchical groups=3x3")
	p, err := compute.PlanOf(tk, planSizes(5, 5, 5, 5, 10, 5, 7, 7, 12))
	if err != nil || p.Agents != 61 || p.Breakdown != 8 {
		t.Fatalf("%+v, %v", p, err)
	}
	want := []compute.PlanLevel{
		{9, compute.Range{Least: 5, Most: 12}, compute.Range{Least: 1, Most: 2}},
		{3, compute.Range{Least: 3, Most: 3}, compute.Range{Least: 1, Most: 1}},
		{1, compute.Range{Least: 3, Most: 3}, compute.Range{Least: 1, Most: 1}},
	}
	if fmt.Sprint(p.Levels) != fmt.Sprint(want) {
		t.Errorf("%+v", p.Levels)
	}
	none := tk
	none.TrimBps, none.MaxAgents = 5000, 1<<32-1
	if _, err := compute.PlanOf(none, planSizes(5, 5, 5)); err == nil || !strings.Contains(err.Error(), "at most 4999") {
		t.Errorf("half may lie: %v", err)
	}
	for want, c := range map[string]struct {
		solver   string
		sizes    map[uint32]int
		min, max uint32
	}{
		"group 9: hierarchical groups=3x3 has groups 0 to 8":                                                               {"", map[uint32]int{9: 5}, 4, 100},
		"no round can have an outcome: group 0 has 4 agents, and a group needs 5; 8 of 9 groups are empty (1, 2, 3, 4, …)": {"", planSizes(4), 4, 100},
		"no round can have an outcome: 9 of 9 groups are empty (0, 1, 2, 3, …)":                                            {"", nil, 4, 100},
		"no round can have an outcome: 45 agents are in groups that count, and a round needs 46":                           {"", planSizes(5, 5, 5, 5, 5, 5, 5, 5, 5), 46, 100},
		"a round takes 44 of the 45 agents, whoever commits first, so no group is sure of its own":                         {"", planSizes(5, 5, 5, 5, 5, 5, 5, 5, 5), 4, 44},
		`solver "median" has no groups`: {"median", planSizes(5), 4, 100},
		"unknown solver":                {"elo", planSizes(5), 4, 100},
	} {
		task := tk
		if c.solver != "" {
			task.Solver = c.solver
		}
		task.MinAgents, task.MaxAgents = c.min, c.max
		if p, err := compute.PlanOf(task, c.sizes); err == nil || errors.Is(err, compute.ErrSmallGroups) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v, %v, want %q", p, err, want)
		}
	}
	// Too small, but not for the rest: nodes that drop out, with what they hold.
	for want, c := range map[string]struct {
		solver    string
		trimBps   uint32
		sizes     map[uint32]int
		agents    int
		breakdown int
	}{
		"1 of 9 groups are empty (8)":                                            {"hierarchical groups=9", 2000, planSizes(5, 5, 5, 5, 5, 5, 5, 5), 40, 6},
		"group 1 has 4 agents, and a group needs 5; 1 of 5 groups are empty (4)": {"hierarchical groups=5", 2000, planSizes(5, 4, 5, 5, 0), 15, 4},
		"group 1 has 5 agents, of whom 2 may lie, which takes 6":                 {"hierarchical groups=4", 4999, planSizes(4, 5, 6, 7), 0, 0},
		"node 3 of level 2 has 2 members that count, and 3334/10000 of those is nobody": {
			"hierarchical groups=4x3", 2000, planSizes(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4), 45, 8},
	} {
		task := tk
		task.Solver, task.TrimBps = c.solver, c.trimBps
		p, err := compute.PlanOf(task, c.sizes)
		if c.breakdown == 0 {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v, %v, want %q", p, err, want)
			}
			continue
		}
		if !errors.Is(err, compute.ErrSmallGroups) || !strings.Contains(err.Error(), want) || p.Agents != c.agents || p.Breakdown != c.breakdown {
			t.Errorf("%+v, %v, want %q, %d agents, breakdown %d", p, err, want, c.agents, c.breakdown)
		}
		// What a round of them comes to is the same.
		var in []uint32
		for g, n := range c.sizes {
			for range n {
				in = append(in, g)
			}
		}
		if _, o := mustSolve(t, task, place(task, in, 5)); o.Participants != p.Agents || o.Breakdown() != p.Breakdown {
			t.Errorf("a round of %d agents, breakdown %d; the plan says %+v", o.Participants, o.Breakdown(), p)
		}
	}
}
