package testnet

import (
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"oracled/oracle"
	"oracled/post/gas"
	"oracled/post/simulate"
)

// TestAdaptiveShares: two feeds whose rounds close some seconds apart share
// transactions under the policy adaptive, because the daemon knows that the
// second is coming; what each transaction cost is what post/gas predicts; and
// simulate reads the chain's own fee history.
func TestAdaptiveShares(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest}, AnvilOptions{Name: "shared", ChainID: 31337, BlockTime: 1})
	rewrite(t, w.ConfigPath(), `    dev: true`, "    dev: true\n    post: {policy: adaptive, latencyBudget: 9s}")
	c := w.Chains[0]
	tasks, wanted := create(t, w, 2, func(_ *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.Start, task.Period = now+8, 20
		return task
	})
	later := tasks[c][0]
	later.Start, later.Dimension, later.Width = later.Start+4, 9, oracle.WidthFull
	later, err := w.CreateTask(t.Context(), c, later)
	if err != nil {
		t.Fatal(err)
	}
	tasks[c] = append(tasks[c], later)
	wanted[c][later.ID] = 2
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	awaitPosted(t, w, wanted)

	outcomes, batches, changed := 0, 0, 0
	for e := range events(t, c) {
		p, ok := e.(oracle.BatchPosted)
		if !ok {
			continue
		}
		batches++
		outcomes += len(p.Accepted)
		receipt, err := c.Eth.TransactionReceipt(t.Context(), p.TxHash)
		if err != nil {
			t.Fatal(err)
		}
		var cost gas.Cost
		fresh := false
		for _, o := range p.Accepted {
			cost = cost.Add(o, 0)
			fresh = fresh || o.Round == 1
		}
		used, expected := float64(receipt.GasUsed), float64(cost.Expected(gas.Quorum{}))
		t.Logf("%d outcomes: %d gas, expected %.0f, at most %d", len(p.Accepted), receipt.GasUsed, expected, cost.Most(gas.Quorum{}))
		if receipt.GasUsed > cost.Most(gas.Quorum{}) || used < 0.97*expected {
			t.Errorf("%d outcomes took %d gas; the model says %.0f to %d", len(p.Accepted), receipt.GasUsed, expected, cost.Most(gas.Quorum{}))
		}
		if !fresh {
			changed++
			if off := used/expected - 1; math.Abs(off) > 0.03 {
				t.Errorf("%d outcomes took %d gas, the model says %.0f: %+.1f %%", len(p.Accepted), receipt.GasUsed, expected, 100*off)
			}
		}
	}
	if outcomes != 4 || batches > 3 || changed == 0 {
		t.Errorf("%d outcomes in %d batches, %d of them into changed slots only", outcomes, batches, changed)
	}

	file := filepath.Join(w.Dir, "fees.json")
	args := []string{"simulate", "--config", w.ConfigPath(), "--chain", "shared", "--json", "--tasks", "2", "--period", "5s", "--latency-budget", "3s"}
	for _, source := range [][]string{{"--blocks", "30", "--save", file}, {"--fees", file}} {
		var rows []simulate.Row
		out := oracled(t, w, 0, append(args, source...)...)
		if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 4 || rows[0].Outcomes < 4 {
			t.Errorf("%v: %v\n%s", source, err, out)
		}
	}
}
