package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oracled/post/simulate"
)

func simulateWith(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(append([]string{"simulate"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

const spike = repository + "/examples/fees/spike.json"

func TestSimulate(t *testing.T) {
	code, out, stderr := simulateWith("--fees", spike, "--latency-budget", "1m", "--max-outcomes", "1,100", "--json")
	var rows []simulate.Row
	if err := json.Unmarshal([]byte(out), &rows); code != 0 || err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, exit %d, %v: %s", len(rows), code, err, stderr)
	}
	for _, r := range rows[:6] {
		switch {
		case r.Outcomes != rows[6].Outcomes || r.Ether < rows[6].Ether:
			t.Errorf("%+v beats hindsight, %+v", r, rows[6])
		case r.MaxOutcomes == 1 && r.Batches != r.Outcomes:
			t.Errorf("batches of one: %+v", r)
		case r.MaxOutcomes == 100 && r.Policy != "immediate" && r.OutcomesPerBatch < 2:
			t.Errorf("nobody shares: %+v", r)
		}
	}
	code, out, stderr = simulateWith("--fees", spike, "--policies", "immediate")
	if code != 0 || !strings.Contains(out, "immediate") || !strings.Contains(out, "hindsight") || strings.Contains(out, "adaptive") {
		t.Errorf("exit %d: %s%s", code, out, stderr)
	}
}

// With a target every policy that waits comes twice.
func TestSimulateTunes(t *testing.T) {
	code, out, stderr := simulateWith("--fees", spike, "--latency-budget", "4m", "--max-delay", "5s", "--target-gwei", "500000", "--json")
	var rows []simulate.Row
	if err := json.Unmarshal([]byte(out), &rows); code != 0 || err != nil || len(rows) != 6 {
		t.Fatalf("%d rows, exit %d, %v: %s", len(rows), code, err, stderr)
	}
	var fixed simulate.Row
	tuned := 0
	for _, r := range rows {
		if r.Policy == "fixed-delay" && !r.Tuned {
			fixed = r
		}
		if !r.Tuned {
			continue
		}
		tuned++
		if r.Policy == "fixed-delay" && (r.Ether >= fixed.Ether || r.Wait <= 5 || r.Wait > 240 || r.Changes == 0) {
			t.Errorf("tuned %+v, fixed %+v", r, fixed)
		}
	}
	if tuned != 2 {
		t.Errorf("%d rows are tuned", tuned)
	}
	if code, out, stderr := simulateWith("--fees", spike, "--target-latency", "1m", "--policies", "adaptive"); code != 0 || !strings.Contains(out, "adaptive, tuned to ") {
		t.Errorf("exit %d: %s%s", code, out, stderr)
	}
}

// With --chain the limits are those of the configuration.
func TestSimulateTakesTheChainsLimits(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "oracled.yaml")
	text := "chains: {a: {endpoint: 'ws://127.0.0.1:1', chainId: 1, post: {policy: adaptive, latencyBudget: 30s, maxOutcomes: 7}}}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, stderr := simulateWith("--config", file, "--chain", "a", "--fees", spike)
	if code != 0 || !strings.Contains(out, "latency budget 30s") || !strings.Contains(out, "  7  ") {
		t.Errorf("exit %d: %s%s", code, out, stderr)
	}
}

func TestSimulateRefuses(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	broken := file("broken.json", `[{"number":1,"timestamp":1,"baseFeePerGas":"x"}]`)
	schedule := file("schedule.json", `[{"first":1,"width":3}]`)
	short := file("short.json", `[{"number":1,"timestamp":1,"baseFeePerGas":1},{"number":2,"timestamp":2,"baseFeePerGas":1}]`)
	for want, args := range map[string][]string{
		"--fees: missing": nil,
		"--fees: open":    {"--fees", filepath.Join(dir, "none")},
		"broken.json: [0].baseFeePerGas: x is no whole number": {"--fees", broken},
		"schedule.json: [0].width: 3; expected 16 or 8":        {"--fees", spike, "--schedule", schedule},
		"too short to wait":                 {"--fees", short},
		"--policies: \"x\"; expected some":  {"--fees", spike, "--policies", "x"},
		"--policies: names none":            {"--fees", spike, "--policies", ""},
		"--max-outcomes: 300":               {"--fees", spike, "--max-outcomes", "300"},
		"--latency-budget: must be":         {"--fees", spike, "--latency-budget", "0s"},
		"--max-delay: must be":              {"--fees", spike, "--max-delay", "-1s"},
		"--tip-gwei: must be":               {"--fees", spike, "--tip-gwei", "-1"},
		"delayCostGwei: must be":            {"--fees", spike, "--delay-cost-gwei", "-1"},
		"--block-time: must be":             {"--fees", spike, "--block-time", "0s"},
		"--tasks: must be":                  {"--fees", spike, "--tasks", "0"},
		"--tasks and what describes them: ": {"--fees", spike, "--width", "5"},
		"--period and --window":             {"--fees", spike, "--period", "1ms"},
		"--fees and --blocks":               {"--fees", spike, "--blocks", "5"},
		"--blocks: 100001; at most":         {"--chain", "", "--blocks", "100001"},
		"--tune-every: 1s; expected":        {"--fees", spike, "--tune-every", "1s"},
		"--tune-max: must not":              {"--fees", spike, "--tune-max", "-1s"},
		"--target-gwei, --target-latency: ": {"--fees", spike, "--target-gwei", "-1"},
		"--save: keeps":                     {"--fees", spike, "--save", "x"},
	} {
		code, out, stderr := simulateWith(args...)
		if code != 1 || out != "" || !strings.HasPrefix(stderr, "oracled: simulate: ") || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, %q, want %q", args, code, stderr, want)
		}
	}
}
