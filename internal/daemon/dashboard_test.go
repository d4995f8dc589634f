package daemon

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute/cpu"
	"oracled/config"
	"oracled/fixed"
	"oracled/history"
	"oracled/internal/dashboard"
	"oracled/oracle"
	"oracled/scope"
	"oracled/store"
)

// ask asks as a browser of this machine does.
func ask(h http.Handler, method, path, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr, r.Host = from, "localhost:9464"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// The page is served beside metrics and health, with rules of its own, and has what
// observer and recorder know.
func TestDashboardIsServed(t *testing.T) {
	hubs := map[oracle.Hub]string{polygon: "polygon-dev"}
	s := newScene(t, hubs)
	cfg := config.Default()
	disk := func() (size, free uint64, err error) { return 1234, 5678, nil }
	ch := config.DevChain()
	ch.ChainID, ch.Hub, ch.Confirmations = polygon.ChainID, polygon.Address, 3
	cfg.Chains = map[string]config.Chain{"polygon-dev": ch}
	r := dashboard.NewRecorder()
	page, err := newDashboard(cfg, s.Observer, r, cpu.New(), disk, hubs)
	if err != nil {
		t.Fatal(err)
	}
	s.live(polygon, 7)
	s.Halted(polygon, errors.New("a deep reorganisation"))
	task := oracle.Task{Hub: polygon, ID: oracle.TaskIDFromIndex(4), Index: 4, Dimension: 1}
	for _, o := range []oracle.Observer{s.Observer, r} {
		o.Verified(task, oracle.Profile{Task: task.ID, Round: 2}, []oracle.Rejection{{Agent: common.Address{5}, Reason: oracle.BadProof}}, 1)
		o.Solved(task, oracle.Outcome{Task: task.ID, Index: 4, Round: 2, Status: oracle.StatusInsufficient}, 1)
		o.Posted(oracle.Batch{Hub: polygon, Outcomes: make([]oracle.PostedOutcome, 1)}, oracle.Receipt{GasUsed: 9, GasPriceWei: big.NewInt(2)})
	}
	for _, series := range []string{"oracled_rejections_total", "oracled_outcomes_total", "oracled_batches_posted_total"} {
		labels := map[string]string{"oracled_rejections_total": "reason=bad-proof", "oracled_outcomes_total": "status=insufficient"}[series]
		if got := s.value(t, series, strings.Fields("chain=polygon-dev "+labels)...); got != 1 {
			t.Errorf("%s: %v", series, got)
		}
	}

	h := Handler(s.reg, s.Observer, page)
	w := ask(h, "GET", "/api/v1/state", "127.0.0.1:1")
	var got Overview
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
		t.Fatalf("%d, %v: %s", w.Code, err, w.Body)
	}
	c, a := got.Chains[0], got.Activity["polygon-dev"]
	if c.State != ChainHalted || c.Halted != "a deep reorganisation" || got.Now == 0 || got.Follows["polygon-dev"] != (Following{Finality: "depth", Confirmations: 3, BlockTime: 1, Dev: true}) {
		t.Errorf("%+v, %+v", c, got.Follows)
	}
	if len(a.Outcomes) != 1 || a.Outcomes[0].Rejected != 1 || a.Rejections.Last[0].Agent != (common.Address{5}) || a.Totals.Fees != "18" {
		t.Errorf("%+v", a)
	}
	if m := got.Machine; m.Backend != "cpu" || m.Threads < 1 || m.Goroutines < 1 || m.Heap == 0 || m.Memory < m.Heap || m.Store != 1234 || m.Free != 5678 {
		t.Errorf("%+v", m)
	}
	for _, x := range []struct {
		method, path, from string
		status             int
		says               string
	}{
		{"GET", "/", "127.0.0.1:1", 200, "<!doctype html>"},
		{"POST", "/", "127.0.0.1:1", 405, "The dashboard only shows"},
		{"GET", "/", "203.0.113.1:1", 403, "answers this machine only"},
		{"GET", "/none", "127.0.0.1:1", 404, "There is nothing at"},
		{"GET", "/metrics", "203.0.113.1:1", 200, "oracled_chain_halted"},
		{"GET", "/livez", "203.0.113.1:1", 200, "ok"},
		{"POST", "/metrics", "127.0.0.1:1", 405, ""},
		{"GET", "/readyz", "127.0.0.1:1", 503, "halted"},
	} {
		if w := ask(h, x.method, x.path, x.from); w.Code != x.status || !strings.Contains(w.Body.String(), x.says) {
			t.Errorf("%s %s from %s: %d %.200s", x.method, x.path, x.from, w.Code, w.Body)
		}
	}
	gone := func() (size, free uint64, err error) { return 0, 0, errors.New("gone") }
	if m := machine(cpu.New(), gone); m.Store != -1 || m.Free != -1 {
		t.Errorf("a store that cannot be looked at: %+v", m)
	}
}

// docs/dashboard.md names every field that the state has beside /status.
func TestDashboardIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/dashboard.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range []reflect.Type{
		reflect.TypeFor[Overview](), reflect.TypeFor[Following](), reflect.TypeFor[dashboard.Activity](), reflect.TypeFor[dashboard.Block](), reflect.TypeFor[dashboard.Totals](),
		reflect.TypeFor[dashboard.Rejections](), reflect.TypeFor[dashboard.LiveRound](), reflect.TypeFor[dashboard.Task](), reflect.TypeFor[dashboard.Participant](), reflect.TypeFor[dashboard.Outcome](),
		reflect.TypeFor[dashboard.Batch](), reflect.TypeFor[dashboard.Rejected](), reflect.TypeFor[dashboard.Round](), reflect.TypeFor[dashboard.Position](),
		reflect.TypeFor[dashboard.Landing](), reflect.TypeFor[dashboard.Box](), reflect.TypeFor[MachineStatus](),
		reflect.TypeFor[dashboard.Tree](), reflect.TypeFor[dashboard.Level](), reflect.TypeFor[dashboard.Span](), reflect.TypeFor[dashboard.Node](), reflect.TypeFor[dashboard.Cut](),
		reflect.TypeFor[scope.Status](), reflect.TypeFor[scope.MemberStatus](), reflect.TypeFor[scope.RoundStatus](), reflect.TypeFor[scope.LandedRound](), reflect.TypeFor[scope.LandedOutcome](),
	} {
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if name != "" && !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("%s.%s, %q, is not in docs/dashboard.md", typ, typ.Field(i).Name, name)
			}
		}
	}
	for _, w := range dashboard.Widths() {
		if !strings.Contains(string(text), w) {
			t.Errorf("the width %s is not in docs/dashboard.md", w)
		}
	}
}

// A process that begins shows what the history has of before: values, where they
// landed, and what batches cost.
func TestDashboardRemembers(t *testing.T) {
	h, err := store.OpenHistory(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	task := oracle.Task{Hub: polygon, ID: oracle.TaskIDFromIndex(4), Index: 4, Solver: "trimmed-mean", Dimension: 1, Start: 1000, CommitSeconds: 5, RevealSeconds: 5, Period: 10, Description: "of before"}
	v := func(n int64) []fixed.Q64x64 { return []fixed.Q64x64{fixed.FromInt64(n)} }
	tx := common.Hash{7}
	page := history.Page{
		Head: history.Head{Block: 50, Time: 1100}, Tasks: []oracle.Task{task},
		Rounds: []history.Round{
			{Task: 4, Number: 1, Deadline: 1010, Status: oracle.StatusOK, Positions: 6, Faults: 1, Breakdown: 2, Trimmed: 2, Verify: 0.5, Solve: 0.25, Values: v(41), Coordinates: 1},
			{Task: 4, Number: 2, Deadline: 1020, Status: oracle.StatusOK, Positions: 7, Values: v(42), Coordinates: 1, Rejected: map[oracle.Reason]int{oracle.BadProof: 2, oracle.NotRevealed: 1}},
			{Task: 4, Number: 3, Deadline: 1030, Status: oracle.StatusInsufficient, Positions: 1},
		},
		Batches: []history.Batch{{Tx: tx, Block: 30, Own: true, Gas: 99, Fee: big.NewInt(1234), Postings: []history.Posting{{Task: 4, Round: 1, Tx: tx}, {Task: 4, Round: 2, Tx: tx}}}},
	}
	if err := h.Save(t.Context(), polygon, page); err != nil {
		t.Fatal(err)
	}
	r := dashboard.NewRecorder()
	if err := remember(t.Context(), r, h, polygon); err != nil {
		t.Fatal(err)
	}
	a := r.Activity(polygon)
	if len(a.Outcomes) != 1 || a.Outcomes[0].Round != 3 || !a.Outcomes[0].Earlier || a.Outcomes[0].History != 3 || a.Outcomes[0].Landed != nil || a.Outcomes[0].Solved != 1030_000 || a.Outcomes[0].Description != "of before" {
		t.Fatalf("%+v", a.Outcomes)
	}
	if a.Totals.Solved != 0 || a.Totals.Batches != 0 {
		t.Errorf("totals count since the start: %+v", a.Totals)
	}
	if len(a.Batches) != 1 || a.Batches[0] != (dashboard.Batch{Block: 30, Tx: tx, Outcomes: 2, Ours: true, Gas: 99, Fee: "1234"}) {
		t.Errorf("%+v", a.Batches)
	}
	first, ok := r.Round(polygon, 4, 1)
	if !ok || first.Exact[0] != "41" || first.Participants != 6 || first.Trimmed != 2 || first.Faults != 1 || first.VerifySeconds != 0.5 || first.Landed == nil || *first.Landed != (dashboard.Landing{Block: 30, Tx: tx}) {
		t.Errorf("%+v", first)
	}
	if second, _ := r.Round(polygon, 4, 2); second.Rejected != 3 || second.Values[0] != 42 {
		t.Errorf("%+v", second)
	}
	h.Close()
	if err := remember(t.Context(), r, h, polygon); err == nil {
		t.Error("a history that cannot be read was not told of")
	}
}
