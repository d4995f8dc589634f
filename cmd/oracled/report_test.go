package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/history"
	"oracled/oracle"
	"oracled/report"
	"oracled/store"
)

// lookBack writes a configuration of two chains and a history of the first.
func lookBack(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	hub := oracle.Hub{ChainID: 7, Address: common.HexToAddress("0x11")}
	text := fmt.Sprintf(`store: {path: a.db}
chains:
  busy: {endpoint: 'ws://127.0.0.1:1', chainId: 7, hub: "%s", confirmations: 6, blockTime: 12s}
  idle: {endpoint: 'ws://127.0.0.1:1', chainId: 8, hub: "%s"}
`, hub.Address, hub.Address)
	if err := os.WriteFile(filepath.Join(dir, defaultConfig), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := store.OpenHistory(filepath.Join(dir, "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	task := oracle.Task{Index: 3, ID: oracle.TaskIDFromIndex(3), Start: 1000, CommitSeconds: 60, RevealDelay: 5, RevealSeconds: 35, Period: 100, TrimBps: 1000, MinAgents: 4, Bounty: new(big.Int)}
	p := history.Page{Head: history.Head{Block: 500, Time: 3000}, Tasks: []oracle.Task{task}, Decisions: []history.Decision{{Time: 2500, Knob: "wait", From: 9, To: 4, Reason: "too late, of course"}}}
	p.Tallies = []history.Tally{{Kind: history.KindTransaction, Subject: "bumped", From: 2400, Count: 4}}
	for n := uint64(1); n <= 20; n++ {
		r := history.Round{Task: 3, Number: n, Deadline: task.Windows(n).Deadline, Status: oracle.StatusOK, Positions: 10, Faults: 1, Trimmed: 2, Verify: 0.5, Solve: 0.25,
			Spread: &history.Spread{Outliers: int(n % 3), Far: []history.Far{{Agent: common.HexToAddress("0xfa4"), Ratio: 77, Trimmed: 1}}}, Rejected: map[oracle.Reason]int{oracle.BadOpening: 1}}
		p.Rounds = append(p.Rounds, r)
		b := history.Batch{Tx: common.Hash{byte(n)}, Block: n, Own: true, Gas: 160_000, Fee: big.NewInt(16e13), Postings: []history.Posting{{Task: 3, Round: n, Tx: common.Hash{byte(n)}}}}
		p.Batches = append(p.Batches, b)
	}
	if err := h.Save(t.Context(), hub, p); err != nil {
		t.Fatal(err)
	}
	for _, b := range p.Batches {
		b.Time, b.Postings[0].Closed = 1000+100*b.Block+7, b.Block-1
		b.Signed = []common.Address{common.HexToAddress("0x0b")}
		if err := h.Look(t.Context(), hub, b); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReport(t *testing.T) {
	dir := lookBack(t)
	code, out, stderr := in(t, dir, "report", "--since", "1000s")
	if code != 0 {
		t.Fatal(stderr)
	}
	for _, want := range []string{
		"busy, 16m40s of chain time up to 1970-01-01T00:50:00Z, block 500", "rounds: 10 closed, 10 posted, 0 insufficient, 0 missed, 0 pending, 0 empty",
		"batches: 11 of ours with 11 outcomes for 0.00176 ether and 1760000 gas, 0 of other operators",
		"seconds from close to posted  7.0", "gwei per outcome              160000", "seconds to verify             0.500",
		"task 3 rejected: bad-opening 10", "0x0000000000000000000000000000000000000FA4  10      10       77.0", "transaction  bumped  4",
		"tuning at 1970-01-01T00:41:40Z: wait from 9 to 4 (dry run): too late, of course", "idle: nothing is known of this chain yet",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "consider") {
		t.Errorf("advice that nobody asked for:\n%s", out)
	}
	if _, out, _ := in(t, dir, "report", "--since", "24h"); !strings.Contains(out, "the history begins at 1970-01-01T00:18:20Z") || !strings.Contains(out, "rounds: 20 closed") {
		t.Errorf("a period that is longer than the history:\n%s", out)
	}
	code, out, stderr = in(t, dir, "report", "--json", "--recommend")
	var r report.Report
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, stderr)
	}
	if len(r.Chains) != 2 || r.Since != 86_400 || r.Chains[0].Rounds.Closed != 20 || r.Chains[1].Block != 0 {
		t.Errorf("%+v", r)
	}
	advice := map[string]string{}
	for _, a := range r.Chains[0].Advice {
		advice[a.Parameter] = a.Recommended
	}
	// Two of ten are far off in every third round, and openings begin long before
	// six blocks of twelve seconds have passed.
	if advice["trimBps"] != "3000" || advice["revealDelay"] != "72" {
		t.Errorf("advice %v", advice)
	}
	if code, out, _ := in(t, dir, "report", "--recommend"); code != 0 || !strings.Contains(out, "task 3: trimBps is 1000, consider 3000: in 7 of 20 rounds") {
		t.Errorf("exit %d:\n%s", code, out)
	}
}

func TestReportRefuses(t *testing.T) {
	dir := lookBack(t)
	for want, args := range map[string][]string{
		"--since: 0s; expected at least a second": {"--since", "0s"},
		"--since: -5m0s; expected":                {"--since", "-5m"},
		"invalid argument \"soon\"":               {"--since", "soon"},
		"store.path: missing":                     {"--store.path", ""},
		"open the history: stat":                  {"--store.path", filepath.Join(dir, "other.db")},
	} {
		code, out, stderr := in(t, dir, append([]string{"report"}, args...)...)
		if code != 1 || out != "" || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, %q, want %q", args, code, stderr, want)
		}
	}
}
