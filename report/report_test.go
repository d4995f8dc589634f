package report

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/history"
	"oracled/oracle"
)

var hub = oracle.Hub{ChainID: 1, Address: common.Address{1}}

// feed is a task whose round k closes at 1000 + 100k.
func feed(index uint32) oracle.Task {
	return oracle.Task{
		Index: index, ID: oracle.TaskIDFromIndex(index), Start: 1000, CommitSeconds: 60, RevealDelay: 0, RevealSeconds: 40, Period: 100,
		TrimBps: 2000, MinAgents: 4, Lambda: 1000, Bounty: new(big.Int),
	}
}

// world is history that a test writes by hand.
type world struct{ history.Extract }

func newWorld(to uint64, tasks ...oracle.Task) *world {
	return &world{history.Extract{Head: history.Head{Block: to / 10, Time: to}, To: to, Oldest: 1, Tasks: tasks, Last: map[uint32]uint64{}}}
}

// round adds a round of ten positions that closed; wait < 0: it is not posted.
func (w *world) round(task uint32, number uint64, wait int64, change func(*history.Round)) {
	deadline := 1000 + 100*number
	r := history.Round{Task: task, Number: number, Deadline: deadline, Status: oracle.StatusOK, Positions: 10, Faults: 2, Trimmed: 4, Verify: 0.1, Solve: 0.01, Spread: &history.Spread{}}
	for _, t := range w.Tasks {
		if t.Index == task {
			r.Faults = t.Faults(r.Positions)
		}
	}
	if change != nil {
		change(&r)
	}
	e := history.Entry{Round: r}
	if wait >= 0 {
		at := deadline + uint64(wait)
		b := history.Batch{Tx: common.Hash{byte(task), byte(number)}, Block: at / 10, Time: at, Seen: true, Own: true, Outcomes: 1, Gas: 200_000, Fee: big.NewInt(2e14)}
		w.Batches = append(w.Batches, b)
		e.Posted, e.Batch = &history.Posting{Task: task, Round: number, Tx: b.Tx, Closed: deadline / 10}, &b
		w.Last[task] = max(w.Last[task], number)
	}
	w.Rounds = append(w.Rounds, e)
}

func TestBuild(t *testing.T) {
	w := newWorld(2000, feed(1), feed(2))
	for n := uint64(1); n <= 10; n++ { // deadlines 1100 to 2000
		switch n {
		case 3: // nobody committed
		case 5:
			w.round(1, n, -1, func(r *history.Round) { r.Positions = 9 }) // overtaken
		case 10:
			w.round(1, n, -1, nil) // still to come
		case 7:
			w.round(1, n, 90, func(r *history.Round) {
				r.Status, r.Positions, r.Spread, r.Trimmed = oracle.StatusInsufficient, 2, nil, 0
				r.Rejected = map[oracle.Reason]int{oracle.NotRevealed: 8}
				r.Verify = 2
			})
		default:
			w.round(1, n, 20, func(r *history.Round) {
				r.Spread = &history.Spread{Outliers: 1, Far: []history.Far{{Agent: common.Address{byte(n % 2)}, Ratio: float64(n), Trimmed: int(n % 2)}}}
			})
		}
	}
	w.Batches[0].Outcomes = 4
	other := history.Batch{Tx: common.Hash{99}, Seen: true, Outcomes: 7, Gas: 1, Fee: big.NewInt(1), Signed: []common.Address{{1}}, Absent: []common.Address{{2}}}
	w.Batches = append(w.Batches, other)
	w.Batches[0].Signed = []common.Address{{1}, {2}}
	w.Tallies = []history.Tally{
		{Kind: history.KindStage, Subject: "post", Count: 2, Sum: 6, Max: 5}, {Kind: history.KindStage, Subject: "post", Count: 1, Sum: 3, Max: 3},
		{Kind: history.KindRetry, Subject: "post", Count: 2}, {Kind: history.KindRetry, Subject: "post", Count: 3},
	}
	w.Decisions = []history.Decision{{Time: 5, Knob: "k", From: 1, To: 2, Reason: "why"}}
	c := Build("a", hub, w.Extract)
	if want := (Rounds{Closed: 9, Posted: 7, Insufficient: 1, Missed: 1, Pending: 1, Empty: 1}); c.Rounds != want {
		t.Errorf("rounds %+v, want %+v", c.Rounds, want)
	}
	if len(c.Tasks) != 1 {
		t.Fatalf("%d tasks; one of which nothing is known is not told of", len(c.Tasks))
	}
	s := c.Latency.Seconds
	if s.Count != 7 || s.Average != (6*20+90)/7.0 || s.Worst != 90 || s.At != "task 1 round 7" || s.P95 != 90 {
		t.Errorf("latency %+v", s)
	}
	if b := c.Latency.Blocks; b.Worst != 9 || b.Average != (6*2+9)/7.0 {
		t.Errorf("blocks %+v", b)
	}
	// Seven batches of ours, the first with four outcomes.
	k := c.Cost
	if k.Batches != 7 || k.Outcomes != 10 || k.Others != 1 || k.Gas != 1_400_000 || k.FeeWei != "1400000000000000" {
		t.Errorf("cost %+v", k)
	}
	if k.PerGas.Average != 140_000 || k.PerGas.Worst != 200_000 || math.Abs(k.PerFee.Average-140_000) > 1e-6 {
		t.Errorf("per outcome %+v, %+v", k.PerGas, k.PerFee)
	}
	x := c.Tasks[0]
	if x.Positions.Worst != 2 || x.Positions.At != "task 1 round 7" || x.Rejected[oracle.NotRevealed] != 8 || x.Trimmed.Count != 8 || x.Outliers.Average != 6.0/8 {
		t.Errorf("task %+v", x)
	}
	// Agent 0 was far in rounds 2, 4, 6 and 8, agent 1 in 1 and 9.
	if len(x.Agents) != 2 || x.Agents[0].ID != (common.Address{0}) || x.Agents[0].Rounds != 4 || x.Agents[0].Average != 5 || x.Agents[0].Worst != 8 || x.Agents[0].Trimmed != 0 || x.Agents[1].Trimmed != 2 {
		t.Errorf("agents %+v", x.Agents)
	}
	stages := map[string]Stage{}
	for _, s := range c.Stages {
		stages[s.Name] = s
	}
	if v := stages["verify"]; v.Worst != 2 || v.At != "task 1 round 7" || v.Count != 9 {
		t.Errorf("verify %+v", v)
	}
	if p := stages["post"]; p.Count != 3 || p.Average != 3 || p.Worst != 5 || !p.NoP95 {
		t.Errorf("post %+v", p)
	}
	if len(c.Operators) != 2 || c.Operators[0] != (Operator{common.Address{1}, 2, 2}) || c.Operators[1] != (Operator{common.Address{2}, 1, 2}) {
		t.Errorf("operators %+v", c.Operators)
	}
	if len(c.Incidents) != 1 || c.Incidents[0].Count != 5 {
		t.Errorf("incidents %+v", c.Incidents)
	}
	if len(c.Tuning) != 1 || c.Tuning[0].Applied {
		t.Errorf("tuning %+v", c.Tuning)
	}
	if c.Recommend(Setting{}); len(c.Advice) != 0 {
		t.Errorf("nothing is wrong that is worth a word, yet %+v", c.Advice)
	}
}

// A chain of which nothing is known makes an empty part, not numbers that are
// none, which JSON could not hold.
func TestBuildOfNothing(t *testing.T) {
	c := Build("a", hub, history.Extract{})
	c.Recommend(Setting{FinalitySeconds: 5})
	b, err := json.Marshal(Report{Since: 1, Chains: []Chain{c}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "null") {
		t.Errorf("%s", b)
	}
}

// advice returns what is recommended for a parameter.
func advice(t *testing.T, w *world, s Setting, parameter string) *Advice {
	t.Helper()
	c := Build("a", hub, w.Extract)
	c.Recommend(s)
	var found *Advice
	for _, a := range c.Advice {
		for k, v := range a.Evidence {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: evidence %s is %v", a.Parameter, k, v)
			}
		}
		if a.Parameter == parameter {
			found = &a
		}
	}
	return found
}

func share(x float64) *float64 { return &x }

func TestRecommend(t *testing.T) {
	for _, x := range []struct {
		name, parameter, want, reason string // want empty: no advice
		task                          func(*oracle.Task)
		round                         func(n uint64, r *history.Round)
		wait                          func(n uint64) int64
		setting                       Setting
	}{
		{name: "more liars than are cut", parameter: "trimBps", want: "4000", reason: "in 3 of 12 rounds more agents were far off, up to 3,",
			round: func(n uint64, r *history.Round) { r.Spread.Outliers = 3 * int(n/10) }},
		{name: "more liars than are cut of all, in groups", parameter: "trimBps", task: func(x *oracle.Task) { x.Solver = "hierarchical groups=3" },
			round: func(n uint64, r *history.Round) { r.Spread.Outliers = 3 * int(n/10) }},
		{name: "always many, in groups", parameter: "minAgents", task: func(x *oracle.Task) { x.Solver = "hierarchical" }, round: func(n uint64, r *history.Round) { r.Positions = 40 }},
		{name: "as many as are cut", parameter: "trimBps", round: func(n uint64, r *history.Round) { r.Spread.Outliers = 2 }},
		{name: "hardly any for a large trim", parameter: "trimBps", want: "2000", reason: "at most 1 agents were far off in any of 12 rounds",
			task: func(x *oracle.Task) { x.TrimBps = 4500 }, round: func(n uint64, r *history.Round) { r.Spread.Outliers = int(n % 2) }},
		{name: "a tree that bears too few", parameter: "solver", want: "groups or trims that bear more", reason: "in 12 of 12 rounds more agents were far off, up to 2, than the tree bears",
			task: func(x *oracle.Task) { x.Solver = "hierarchical groups=3" }, round: func(n uint64, r *history.Round) { r.Faults, r.Spread.Outliers = 1, 2 }},
		{name: "a tree is not replayed", parameter: "trimBps", round: func(n uint64, r *history.Round) { r.Faults, r.Spread.Outliers = 1, 3 }},
		{name: "a tree that bears enough", parameter: "solver", task: func(x *oracle.Task) { x.Solver = "hierarchical groups=3" }, round: func(n uint64, r *history.Round) { r.Faults, r.Spread.Outliers = 3, 3 }},
		{name: "too many for any trim", parameter: "gate", want: "one that admits fewer", reason: "up to 6",
			round: func(n uint64, r *history.Round) { r.Spread.Outliers = 6 }},
		{name: "often too few", parameter: "minAgents", want: "3", reason: "4 of 12 rounds were insufficient; replayed with 3, 0 would have been",
			round: func(n uint64, r *history.Round) {
				if n%3 == 0 {
					r.Positions, r.Status, r.Spread = 3, oracle.StatusInsufficient, nil
				}
			}},
		{name: "always many", parameter: "minAgents", want: "20", reason: "at least 40 positions", round: func(n uint64, r *history.Round) { r.Positions = 40 }},
		{name: "enough", parameter: "minAgents"},
		{name: "openings come late and some never", parameter: "revealSeconds", want: "60", reason: "12 of 132 commitments were never opened",
			round: func(n uint64, r *history.Round) {
				r.Rejected, r.RevealUse = map[oracle.Reason]int{oracle.NotRevealed: 1}, share(0.9)
			}},
		{name: "openings are missing though there is time", parameter: "revealSeconds",
			round: func(n uint64, r *history.Round) {
				r.Rejected, r.RevealUse = map[oracle.Reason]int{oracle.NotRevealed: 1}, share(0.2)
			}},
		{name: "commitments fill the window", parameter: "commitSeconds", want: "90", reason: "after 97%",
			round: func(n uint64, r *history.Round) { r.CommitUse = share(0.97) }},
		{name: "openings before final commitments", parameter: "revealDelay", want: "36", reason: "final for this operator after 36 s", setting: Setting{36}},
		{name: "late enough", parameter: "revealDelay", task: func(x *oracle.Task) { x.RevealDelay = 36 }, setting: Setting{36}},
		{name: "the sure are wrong", parameter: "lambda", want: "500", reason: "farther from the outcome (correlation 0.15",
			round: func(n uint64, r *history.Round) { r.Spread.Confidence = share(0.14 + 0.01*float64(n%3)) }},
		{name: "the sure are right", parameter: "lambda", want: "16384", reason: "nearer to the outcome (correlation -0.40",
			round: func(n uint64, r *history.Round) { r.Spread.Confidence = share(-0.4) }},
		{name: "chance", parameter: "lambda", round: func(n uint64, r *history.Round) { r.Spread.Confidence = share(0.6 - 1.2*float64(n%2)) }},
		{name: "rounds overtake each other", parameter: "period", want: "150", reason: "1 of 12 rounds were overtaken",
			wait: func(n uint64) int64 {
				if n == 6 {
					return -1
				}
				return 100
			}},
		{name: "the bounty is below the cost", parameter: "bounty", want: "240000000000000", reason: "cost 200000000000000 on average of 12 batches",
			task: func(x *oracle.Task) { x.Bounty = big.NewInt(1e14) }},
		{name: "the bounty is enough", parameter: "bounty", task: func(x *oracle.Task) { x.Bounty = big.NewInt(3e14) }},
	} {
		t.Run(x.name, func(t *testing.T) {
			task := feed(1)
			if x.task != nil {
				x.task(&task)
			}
			w := newWorld(2200, task)
			for n := uint64(1); n <= 12; n++ {
				wait := int64(10)
				if x.wait != nil {
					wait = x.wait(n)
				}
				w.round(1, n, wait, func(r *history.Round) {
					if x.round != nil {
						x.round(n, r)
					}
				})
			}
			a := advice(t, w, x.setting, x.parameter)
			switch {
			case x.want == "" && a != nil:
				t.Errorf("recommended %+v", *a)
			case x.want != "" && a == nil:
				t.Error("nothing is recommended")
			case x.want != "" && (a.Recommended != x.want || !strings.Contains(a.Reason, x.reason)):
				t.Errorf("%+v\nwant %s, %s", *a, x.want, x.reason)
			}
			w.Rounds = w.Rounds[:7]
			if a := advice(t, w, x.setting, x.parameter); a != nil {
				t.Errorf("recommended after seven rounds: %+v", *a)
			}
		})
	}
}

func TestShorterWindow(t *testing.T) {
	w := newWorld(4000, feed(1))
	for n := uint64(1); n <= 24; n++ {
		w.round(1, n, 10, func(r *history.Round) { r.RevealUse = share(0.1 + 0.01*float64(n%5)) })
	}
	a := advice(t, w, Setting{}, "revealSeconds")
	if a == nil || a.Recommended != "12" || !strings.Contains(a.Reason, "outcomes 28 s earlier") {
		t.Errorf("%+v", a)
	}
}
