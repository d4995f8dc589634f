package testnet

import (
	"encoding/json"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	reports "oracled/report"
)

// TestReport runs three rounds with a liar and one who never reveals, and holds
// what `oracled report` says of a running daemon, and then of one that was killed
// and has lost its history, against the chain.
func TestReport(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest, Honest, FarOutlier, Silent}, AnvilOptions{Name: "looked-at", ChainID: 31337, BlockTime: 1})
	c := w.Chains[0]
	tasks, wanted := create(t, w, 3, func(_ *WorldChain, now uint64) oracle.Task { return feed(now) })
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	awaitPosted(t, w, wanted)
	task := tasks[c][0]
	// The daemon looks batches up a moment after the chain has confirmed them.
	waitUntil(t, c, task.Windows(3).Deadline+5)
	check := func() reports.Chain {
		t.Helper()
		var r reports.Report
		if err := json.Unmarshal([]byte(oracled(t, w, 0, "report", "--config", w.ConfigPath(), "--since", "1h", "--recommend", "--json")), &r); err != nil {
			t.Fatal(err)
		}
		if len(r.Chains) != 1 || r.Since != 3600 {
			t.Fatalf("%+v", r)
		}
		x := r.Chains[0]
		var gas uint64
		fee, worst, outcomes := new(big.Int), 0.0, 0
		for e := range events(t, c) {
			p, ok := e.(oracle.BatchPosted)
			if !ok {
				continue
			}
			receipt, err := c.Eth.TransactionReceipt(t.Context(), p.TxHash)
			if err != nil {
				t.Fatal(err)
			}
			header, err := c.Eth.HeaderByNumber(t.Context(), receipt.BlockNumber)
			if err != nil {
				t.Fatal(err)
			}
			gas += receipt.GasUsed
			fee.Add(fee, new(big.Int).Mul(new(big.Int).SetUint64(receipt.GasUsed), receipt.EffectiveGasPrice))
			for _, o := range p.Accepted {
				outcomes++
				worst = math.Max(worst, float64(header.Time-task.Windows(uint64(o.Round)).Deadline))
			}
		}
		if x.Rounds.Posted != outcomes || x.Rounds.Closed != outcomes || x.Rounds.Missed+x.Rounds.Insufficient+x.Rounds.Pending != 0 {
			t.Errorf("rounds %+v, %d outcomes are on the chain", x.Rounds, outcomes)
		}
		if x.Cost.Gas != gas || x.Cost.FeeWei != fee.String() || x.Cost.Outcomes != outcomes || x.Cost.Others != 0 {
			t.Errorf("cost %+v, the receipts say %d gas and %s wei", x.Cost, gas, fee)
		}
		if x.Latency.Seconds.Count != outcomes || x.Latency.Seconds.Worst != worst || x.Latency.Blocks.Worst < 1 {
			t.Errorf("latency %+v, the chain says %.0f s at worst", x.Latency, worst)
		}
		signed := 0
		for _, o := range x.Operators {
			signed += o.Signed
		}
		if len(x.Operators) != 4 || signed < 3*x.Cost.Batches {
			t.Errorf("operators %+v", x.Operators)
		}
		if len(x.Tasks) != 1 {
			t.Fatalf("tasks %+v", x.Tasks)
		}
		y := x.Tasks[0]
		if y.Rejected[oracle.NotRevealed] != outcomes || y.Positions.Average != 7 || y.Outliers.Worst < 1 {
			t.Errorf("task %+v", y)
		}
		var liar common.Address
		for _, a := range w.Agents {
			if a.Role == FarOutlier {
				liar = a.Key.ID()
			}
		}
		if len(y.Agents) == 0 || y.Agents[0].ID != liar || y.Agents[0].Trimmed != outcomes {
			t.Errorf("the farthest agents %+v, the liar is %s", y.Agents, liar)
		}
		return x
	}
	first := check()
	if table := oracled(t, w, 0, "report", "--config", w.ConfigPath()); !strings.Contains(table, "seconds from close to posted") || !strings.Contains(table, "looked-at, 24h0m0s of chain time") {
		t.Errorf("the table:\n%s", table)
	} else {
		t.Logf("\n%s", table)
	}
	stages := map[string]bool{}
	for _, s := range first.Stages {
		if s.Count > 0 && s.Worst > 0 {
			stages[s.Name] = true
		}
	}
	for _, s := range []string{"verify", "solve", "attest", "post"} {
		if !stages[s] {
			t.Errorf("nothing is known of the stage %s: %+v", s, first.Stages)
		}
	}
	// Killed, and the same from the file alone.
	w.Daemon.Kill()
	if again := check(); again.Cost != first.Cost || again.Latency != first.Latency || again.Rounds.Posted != first.Rounds.Posted {
		t.Errorf("after the daemon was killed %+v, before %+v", again, first)
	}

	// Without its store and history it reads everything again, and looks up what
	// the batches cost.
	files, err := filepath.Glob(filepath.Join(filepath.Dir(w.ConfigPath()), "oracled.db*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if err := os.RemoveAll(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, err := c.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(t, c, now+6)
	if again := check(); again.Cost != first.Cost || again.Latency != first.Latency {
		t.Errorf("after everything was lost %+v, before %+v", again, first)
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}
