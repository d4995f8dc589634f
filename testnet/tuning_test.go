package testnet

import (
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"os"
	"strings"
	"testing"

	"oracled/oracle"
	reports "oracled/report"
)

// TestTuning lets outcomes wait for 12 seconds and asks for 6: the daemon
// shortens the wait by itself, says so, and what comes afterwards is in time.
func TestTuning(t *testing.T) {
	beside(t, middling)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest, Honest}, AnvilOptions{Name: "tuned", ChainID: 31337, BlockTime: 1})
	rewrite(t, w.ConfigPath(), `^`, "tuning: {mode: \"on\", every: 10s}\n")
	rewrite(t, w.ConfigPath(), `    dev: true`, "    dev: true\n    tuning: {latency: 6s}\n    post: {policy: fixed-delay, maxDelay: 12s}")
	c := w.Chains[0]
	tasks, wanted := create(t, w, 5, func(_ *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.Start += 10
		return task
	})
	// Four feeds alike: eight outcomes are two rounds of them.
	for range 3 {
		task, err := w.CreateTask(t.Context(), c, tasks[c][0])
		if err != nil {
			t.Fatal(err)
		}
		tasks[c] = append(tasks[c], task)
		wanted[c][task.ID] = 5
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	awaitPosted(t, w, wanted)
	assess(t, w, wanted)

	worst := map[uint32]uint64{} // latency by round
	for e := range events(t, c) {
		p, ok := e.(oracle.BatchPosted)
		if !ok {
			continue
		}
		h, err := c.Eth.HeaderByNumber(t.Context(), new(big.Int).SetUint64(p.At.Block))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Accepted {
			worst[o.Round] = max(worst[o.Round], h.Time-tasks[c][0].Windows(uint64(o.Round)).Deadline)
		}
	}
	t.Logf("latency by round %v", worst)
	if worst[1] < 12 || worst[5] > 6 {
		t.Errorf("outcomes took up to %d s in the first round and %d s in the last, of 6 s", worst[1], worst[5])
	}
	log, err := os.ReadFile(w.Daemon.Log)
	if err != nil {
		t.Fatal(err)
	}
	var r reports.Report
	if err := json.Unmarshal([]byte(oracled(t, w, 0, "report", "--config", w.ConfigPath(), "--json")), &r); err != nil {
		t.Fatal(err)
	}
	decisions := 0
	for _, d := range r.Chains[0].Tuning {
		if d.Knob != "wait" {
			continue
		}
		decisions++
		if !d.Applied || d.To >= d.From || !strings.Contains(d.Reason, "over the target") || strings.Count(string(log), d.Reason) != 1 {
			t.Errorf("%+v", d)
		}
	}
	if decisions == 0 || decisions > 3 {
		t.Errorf("%d decisions: %+v", decisions, r.Chains[0].Tuning)
	}
	resp, err := http.Get(w.Health() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	metrics, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if m := string(metrics); strings.Contains(m, `oracled_tuning_value{chain="tuned",knob="wait"} 12`) || !strings.Contains(m, `oracled_tuning_value{chain="tuned",knob="wait"}`) ||
		!strings.Contains(m, `oracled_tuning_decisions_total{chain="tuned",knob="wait",mode="on"} `) {
		t.Errorf("the metrics do not tell of it")
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}
