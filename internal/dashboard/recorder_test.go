package dashboard

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

var polygon = oracle.Hub{ChainID: 1338, Address: common.Address{1}}

func agent(i int) common.Address { return common.BigToAddress(big.NewInt(int64(1000 + i))) }

func feed(index uint32) oracle.Task {
	return oracle.Task{
		Hub: polygon, ID: oracle.TaskIDFromIndex(index), Index: index, Solver: compute.TrimmedEquilibrium, Dimension: 2, Width: oracle.WidthFull,
		TrimBps: 2000, Lambda: 32768, MinAgents: 4, MaxAgents: 100, Period: 20, Start: 100, CommitSeconds: 5, RevealDelay: 1, RevealSeconds: 5,
		Gate: common.Address{9}, Description: "a price",
	}
}

// solve solves a round of n agents with a real solver and tells a recorder of it.
func solve(t *testing.T, r *Recorder, task oracle.Task, round uint64, n int, rejected ...oracle.Rejection) oracle.Outcome {
	t.Helper()
	p := oracle.Profile{Task: task.ID, Round: round}
	for i := range n {
		x := oracle.Position{Agent: agent(i), Confidence: uint8(50 + i%50), Trust: 32768}
		for j := range task.Dimension {
			v, err := fixed.FromFloat64(float64(round) + float64(10*j) + float64(i)/16)
			if err != nil {
				t.Fatal(err)
			}
			x.Values = append(x.Values, v)
		}
		p.Positions = append(p.Positions, x)
	}
	return tellOf(t, r, task, p, rejected)
}

// tellOf solves what a round has, and tells of it.
func tellOf(t *testing.T, r *Recorder, task oracle.Task, p oracle.Profile, rejected []oracle.Rejection) oracle.Outcome {
	t.Helper()
	s, err := compute.New(task.Solver, cpu.New())
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Solve(t.Context(), task, p)
	if err != nil {
		t.Fatal(err)
	}
	r.Verified(task, p, rejected, 0.25)
	r.Solved(task, o, 0.5)
	return o
}

func page(r *Recorder) Options {
	return Options{Chains: map[string]oracle.Hub{"polygon-dev": polygon}, Recorder: r}
}

// A round is shown as it was solved, and then where it came onto the chain and what
// that cost.
func TestRounds(t *testing.T) {
	r := NewRecorder()
	r.now = func() time.Time { return time.UnixMilli(5000) }
	task := feed(3)
	solve(t, r, task, 1, 10)
	o := solve(t, r, task, 2, 10, oracle.Rejection{Agent: agent(77), Reason: oracle.BadOpening})
	a := r.Activity(polygon)
	if len(a.Outcomes) != 1 {
		t.Fatalf("%+v", a.Outcomes)
	}
	got := a.Outcomes[0]
	figure := got.Figure
	if len(figure) != len(widths) || figure["560"].Width != 560 || figure["340"].Height < 200 {
		t.Errorf("figure %v", figure)
	}
	got.Figure = nil
	want := Outcome{Task: 3, Description: "a price", Solver: task.Solver, Dimension: 2, Round: 2, Status: oracle.StatusOK, Participants: 10, Rejected: 1,
		Trimmed: len(o.Trimmed), Faults: 2, Values: []float64{o.Values[0].Float64(), o.Values[1].Float64()}, Coordinates: 2, Deadline: 131, Solved: 5000,
		VerifySeconds: 0.25, SolveSeconds: 0.5, History: 2}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if a.Totals != (Totals{Solved: 2, Fees: "0"}) || a.Rejections.ByReason[oracle.BadOpening] != 1 || !slices.Equal(a.Rejections.Last, []Rejected{{3, 2, agent(77), oracle.BadOpening}}) {
		t.Errorf("%+v, %+v", a.Totals, a.Rejections)
	}

	batch := oracle.Batch{Hub: polygon, Outcomes: []oracle.PostedOutcome{{Index: 3, Round: 2}}}
	r.Posted(batch, oracle.Receipt{TxHash: common.Hash{1}, Block: 9, GasUsed: 100, GasPriceWei: big.NewInt(7), DataFeeWei: big.NewInt(5)})
	r.Folded(polygon, oracle.BatchPosted{At: oracle.LogPosition{Block: 8}, TxHash: common.Hash{2}, Accepted: []oracle.PostedOutcome{{Index: 3, Round: 1}}})
	r.Folded(polygon, oracle.BatchPosted{At: oracle.LogPosition{Block: 9}, TxHash: common.Hash{1}, Accepted: batch.Outcomes})
	a = r.Activity(polygon)
	if l := a.Outcomes[0].Landed; l == nil || *l != (Landing{9, common.Hash{1}}) {
		t.Errorf("%+v", l)
	}
	wantBatches := []Batch{{Block: 9, Tx: common.Hash{1}, Outcomes: 1, Ours: true, Gas: 100, GasPrice: "7", Fee: "705"}, {Block: 8, Tx: common.Hash{2}, Outcomes: 1}}
	if !slices.Equal(a.Batches, wantBatches) || a.Totals != (Totals{Solved: 2, Batches: 1, Posted: 1, Gas: 100, Fees: "705"}) {
		t.Errorf("%+v, %+v", a.Batches, a.Totals)
	}

	h := Handler(page(r))
	x := decode[Round](t, look(t, h, "/api/v1/chains/polygon-dev/tasks/3/rounds/2"))
	if len(x.Positions) != 10 || x.Shown != 2 || len(x.Exact) != 2 || x.Exact[0] != o.Values[0].String() || x.Positions[4].Agent != agent(4) ||
		x.Positions[4].Confidence != 54 || x.Positions[4].Trust != 0.5 || x.Positions[4].Values[1] != 12.25 || !slices.Equal(x.Refused, []Rejected{{3, 2, agent(77), oracle.BadOpening}}) {
		t.Errorf("%+v", x)
	}
	for _, p := range x.Positions {
		i := slices.IndexFunc(o.Trimmed, func(c oracle.TrimmedAgent) bool { return c.Agent == p.Agent })
		if i < 0 && p.Low+p.High > 0 || i >= 0 && (p.Low != o.Trimmed[i].Low || p.High != o.Trimmed[i].High) {
			t.Errorf("%+v, trimmed %+v", p, o.Trimmed)
		}
	}
	if last := decode[Round](t, look(t, h, "/api/v1/chains/polygon-dev/tasks/3/rounds/last")); last.Round != 2 {
		t.Errorf("the last round is %d", last.Round)
	}
	for width, box := range figure {
		w := look(t, h, "/api/v1/chains/polygon-dev/tasks/3/rounds/2/figure.svg?width="+width)
		if size := fmt.Sprintf(`width="%d" height="%d`, box.Width, box.Height-1); w.Code != 200 || w.Header().Get("Content-Type") != "image/svg+xml" || w.Header().Get("Content-Security-Policy") != drawing ||
			!strings.Contains(w.Body.String(), size) && !strings.Contains(w.Body.String(), fmt.Sprintf(`width="%d" height="%d"`, box.Width, box.Height)) {
			t.Errorf("%d, %v: %s", w.Code, w.Header(), w.Body)
		}
		if alone := strings.Contains(w.Body.String(), "10 agents; 3 captured ones"); alone != (width == "880") {
			t.Errorf("width %s: a subtitle: %v", width, alone)
		}
		for _, want := range []string{"<title>Task 3, round 2</title>", "value 1", "where all are trimmed", "History of value 0", "decimal units"} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("the figure has no %q", want)
			}
		}
	}
	// The first round's figure has no history to show yet.
	if w := look(t, h, "/api/v1/chains/polygon-dev/tasks/3/rounds/1/figure.svg?width=560"); w.Code != 200 || strings.Contains(w.Body.String(), "History") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A round of too few is shown as that, without a figure, and is a gap in the next
// one's history.
func TestInsufficient(t *testing.T) {
	r := NewRecorder()
	solve(t, r, feed(1), 1, 3)
	o := r.Activity(polygon).Outcomes[0]
	if o.Status != oracle.StatusInsufficient || len(o.Figure) != 0 || o.Values == nil || len(o.Values) != 0 {
		t.Errorf("%+v", o)
	}
	for round := range uint64(3) {
		solve(t, r, feed(1), 2+round, 8)
	}
	f, ok := r.Figure(polygon, 1, 4, Middle)
	if !ok || len(f.Panels) != 2 || !strings.Contains(string(f.SVG()), "1 rounds had too few") {
		t.Errorf("%v %s", ok, f.SVG())
	}
}

// A view becomes what a page shows of tasks and open rounds.
func TestTasksAndOpenRounds(t *testing.T) {
	r := NewRecorder()
	task := feed(5)
	open, gated := task, task
	open.Index, open.Gate, open.Bounty = 6, common.Address{}, big.NewInt(12)
	v := oracle.View{Hub: polygon, All: 7, Tasks: []oracle.TaskView{
		{Task: gated, Posted: 4, Rounds: []oracle.RoundView{{Number: 2, Committed: 3, Revealed: 1, Agents: []oracle.Participation{{Agent: agent(1), Commitments: 2, Revealed: true}}}}},
		{Task: open, Declined: errors.New("policy.minBounty: too little")},
	}}
	for now, want := range map[uint64]LiveRound{
		120: {Phase: PhaseCommit, Ends: 125}, 124: {Phase: PhaseCommit, Ends: 125}, 125: {Phase: PhaseDelay, Ends: 126}, 126: {Phase: PhaseReveal, Ends: 131}, 131: {Phase: PhaseClosed, Ends: 131},
	} {
		v.Block = oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 8, Time: now}, BaseFee: big.NewInt(70), GasUsedRatio: 0.5}
		r.Viewed(v)
		a := r.Activity(polygon)
		if a.AllTasks != 7 || *a.Block != (Block{8, now, "70", 0.5}) || len(a.Tasks) != 2 {
			t.Fatalf("%+v", a)
		}
		if x := a.Tasks[1]; !x.Open || x.Declined != "policy.minBounty: too little" || x.Bounty != "12" || x.Index != 6 {
			t.Errorf("%+v", x)
		}
		x := a.Tasks[0]
		if x.Open || x.Trim != 0.2 || x.Posted != 4 || len(x.Rounds) != 1 {
			t.Fatalf("%+v", x)
		}
		l := x.Rounds[0]
		if l.Phase != want.Phase || l.Ends != want.Ends || l.Start != 120 || l.Deadline != 131 || l.Committed != 3 || l.Revealed != 1 || l.Agents[0] != (Participant{agent(1), 2, true}) {
			t.Errorf("at %d: %+v", now, l)
		}
	}
}

// What strangers wrote reaches the page printable, bounded, and as text.
func TestHostileStrings(t *testing.T) {
	r := NewRecorder()
	task := feed(1)
	task.Description = "</script><img src=x onerror=alert(1)>\u202egnp\x1b[31m\xff" + strings.Repeat("A", 1<<16)
	declined := task
	declined.Solver = "krum\"'><svg/onload=alert(2)>" + strings.Repeat("B", 1<<16)
	r.Viewed(oracle.View{Hub: polygon, Block: oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 1}}, Tasks: []oracle.TaskView{{Task: declined, Declined: errors.New("compute: unknown solver " + declined.Solver)}}})
	solve(t, r, task, 1, 8)
	solve(t, r, task, 2, 8)
	h := Handler(page(r))
	b, err := json.Marshal(r.Activity(polygon))
	if err != nil {
		t.Fatal(err)
	}
	round := look(t, h, "/api/v1/chains/polygon-dev/tasks/1/rounds/2").Body.String()
	for name, text := range map[string]string{"state": string(b), "round": round} {
		if len(text) > 16<<10 {
			t.Errorf("%s: %d bytes", name, len(text))
		}
		if strings.ContainsAny(text, "<>\u202e\x1b") || !strings.Contains(text, `\\u202egnp`) {
			t.Errorf("%s: %s", name, text)
		}
	}
	svg := look(t, h, "/api/v1/chains/polygon-dev/tasks/1/rounds/2/figure.svg?width=560").Body.String()
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && !slices.Contains([]string{"svg", "title", "style", "rect", "text", "line", "circle", "path"}, e.Name.Local) {
			t.Errorf("the figure has an element %s", e.Name.Local)
		}
	}
}

// However long it runs, and whatever agents and requesters do, what is kept stays
// bounded.
func TestRecorderIsBounded(t *testing.T) {
	r := NewRecorder()
	at := time.Unix(0, 0)
	r.now = func() time.Time { at = at.Add(time.Second); return at }
	task := feed(1)
	for round := range uint64(maxHistory + 50) {
		solve(t, r, task, round+1, 8, oracle.Rejection{Agent: agent(int(round)), Reason: oracle.NotRevealed})
	}
	a := r.Activity(polygon)
	if got := a.Outcomes[0].History; got != maxHistory {
		t.Errorf("%d rounds", got)
	}
	if len(a.Rejections.Last) != maxLast || a.Rejections.Last[0].Round != maxHistory+50 || a.Rejections.ByReason[oracle.NotRevealed] != maxHistory+50 {
		t.Errorf("%d rejections, the newest of round %d", len(a.Rejections.Last), a.Rejections.Last[0].Round)
	}
	c := r.chains[polygon]
	if want := maxDetailed * 8 * (maxShown + 4); c.numbers != want {
		t.Errorf("%d numbers, want %d", c.numbers, want)
	}
	if x, ok := r.Round(polygon, 1, 100); !ok || len(x.Positions) != 0 {
		t.Errorf("an old round: %v, %d positions", ok, len(x.Positions))
	}
	if _, ok := r.Round(polygon, 1, 1); ok {
		t.Error("the first round is still kept")
	}
	for i := range uint32(maxTasks + 30) {
		solve(t, r, feed(i+2), 1, 5)
	}
	if len(c.tasks) != maxTasks || c.tasks[1] != nil {
		t.Errorf("%d tasks", len(c.tasks))
	}
	for i := range 3 * maxBatches {
		r.Folded(polygon, oracle.BatchPosted{At: oracle.LogPosition{Block: uint64(i)}, TxHash: common.BigToHash(big.NewInt(int64(i)))})
	}
	if a := r.Activity(polygon); len(a.Batches) != maxBatches || a.Batches[0].Block != 3*maxBatches-1 {
		t.Errorf("%d batches, the newest of block %d", len(a.Batches), a.Batches[0].Block)
	}
	// Rounds of very many agents push the older positions out, and one that is too
	// large is kept without them.
	wide := feed(500)
	wide.Dimension, wide.MaxAgents = 1, 1<<20
	most := maxNumbers / 4 / (maxShown + 4)
	for i := range uint32(6) {
		wide.Index, wide.ID = 500+i, oracle.TaskIDFromIndex(500+i)
		solve(t, r, wide, 1, most)
	}
	if c.numbers > maxNumbers || c.numbers < maxNumbers/2 {
		t.Errorf("%d numbers", c.numbers)
	}
	if x, _ := r.Round(polygon, 505, 1); len(x.Positions) != maxPositions {
		t.Errorf("%d positions", len(x.Positions))
	}
	wide.Index, wide.ID = 600, oracle.TaskIDFromIndex(600)
	solve(t, r, wide, 1, most+1)
	if x, ok := r.Round(polygon, 600, 1); !ok || len(x.Positions) != 0 {
		t.Errorf("%v, %d positions", ok, len(x.Positions))
	}
}

// Pipelines tell while pages look.
func TestConcurrentUse(t *testing.T) {
	r := NewRecorder()
	h := Handler(page(r))
	var wg sync.WaitGroup
	for chain := range 3 {
		wg.Go(func() {
			task := feed(1)
			task.Hub.ChainID = polygon.ChainID + uint64(chain)
			for round := range uint64(40) {
				solve(t, r, task, round+1, 8)
				r.Folded(task.Hub, oracle.BatchPosted{TxHash: common.BigToHash(big.NewInt(int64(round))), Accepted: []oracle.PostedOutcome{{Index: 1, Round: uint32(round) + 1}}})
				r.Viewed(oracle.View{Hub: task.Hub, Tasks: []oracle.TaskView{{Task: task}}})
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 40 {
				_, _ = json.Marshal(r.Activity(polygon))
				look(t, h, "/api/v1/chains/polygon-dev/tasks/1/rounds/last")
				look(t, h, "/api/v1/chains/polygon-dev/tasks/1/rounds/last/figure.svg?width=340")
			}
		})
	}
	wg.Wait()
}
