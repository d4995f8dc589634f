package testnet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oracled/client"
	"oracled/oracle"
)

// scopeWords writes the file of `oracled task create --scope`.
func scopeWords(t *testing.T, w *World, change func(map[string]any)) string {
	t.Helper()
	f := map[string]any{"grace": "20s", "salt": "0x" + strings.Repeat("07", 32)}
	var chains []map[string]any
	for i, c := range w.Chains {
		chains = append(chains, map[string]any{"chain": c.Name, "weight": 1 + i, "gate": c.Deployment.Gate.Hex()})
	}
	f["chains"] = chains
	if change != nil {
		change(f)
	}
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "scope.json")
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScopeCommands: a scope is created, shown and audited by the commands; an
// agent that registered on both chains counts on the first; a daemon that is
// killed between the reveal and the posting comes to the same; and what cannot be
// a scope is refused with a sentence.
func TestScopeCommands(t *testing.T) {
	beside(t, middling)
	o := scopeChains(2)
	o.Home = func(agent, chain int) bool { return agent/5 == chain || agent == 0 } // agent 0 is at home on the first
	w := newWorldWith(t, o)
	create := func(file string, more ...string) (int, string, string) {
		return w.command(t, append([]string{"task", "create", "--scope", file, "--dimension", "2", "--commit", "8s", "--reveal-delay", "1s", "--reveal", "8s",
			"--description", "on two chains"}, more...)...)
	}
	good := scopeWords(t, w, nil)
	for name, c := range map[string]struct {
		file string
		more []string
		want string
	}{
		"no start":       {good, nil, "--start"},
		"its own gate":   {good, []string{"--start", "+9s", "--gate", w.Chains[0].Deployment.Gate.Hex()}, "--gate"},
		"a game":         {good, []string{"--start", "+9s", "--solver", "hodge agents=4", "--dimension", "6"}, "cannot be in a scope"},
		"no file":        {filepath.Join(t.TempDir(), "none"), []string{"--start", "+9s"}, "--scope"},
		"unknown key":    {scopeWords(t, w, func(f map[string]any) { f["weights"] = 1 }), []string{"--start", "+9s"}, "unknown field"},
		"no grace":       {scopeWords(t, w, func(f map[string]any) { delete(f, "grace") }), []string{"--start", "+9s"}, "grace"},
		"a bad salt":     {scopeWords(t, w, func(f map[string]any) { f["salt"] = "0x12" }), []string{"--start", "+9s"}, "salt"},
		"one chain":      {scopeWords(t, w, func(f map[string]any) { f["chains"] = f["chains"].([]map[string]any)[:1] }), []string{"--start", "+9s"}, "1 chains"},
		"another chain":  {scopeWords(t, w, func(f map[string]any) { f["chains"].([]map[string]any)[1]["chain"] = "moon" }), []string{"--start", "+9s"}, "no such chain"},
		"a chain twice":  {scopeWords(t, w, func(f map[string]any) { f["chains"].([]map[string]any)[1]["chain"] = w.Chains[0].Name }), []string{"--start", "+9s"}, "twice"},
		"without weight": {scopeWords(t, w, func(f map[string]any) { delete(f["chains"].([]map[string]any)[0], "weight") }), []string{"--start", "+9s"}, "weight"},
	} {
		if code, _, complaint := create(c.file, c.more...); code != 1 || !strings.Contains(complaint, c.want) {
			t.Errorf("%s: exit status %d, %q", name, code, complaint)
		}
	}
	now, err := w.Chains[0].Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := []string{"--start", fmt.Sprint(now + 20)}
	code, out, complaint := create(good, start...)
	if code != 0 || !contains(out, "ethereum-dev: task 1 created", "polygon-dev: task 1 created", "scope", "weight 2", "20 s after") {
		t.Fatalf("exit status %d\n%s%s", code, out, complaint)
	}
	if code, out, complaint := create(good, start...); code != 0 || !contains(out, "ethereum-dev: task 1 exists already", "polygon-dev: task 1 exists already") {
		t.Errorf("again: exit status %d\n%s%s", code, out, complaint)
	}
	first, second := w.Chains[0], w.Chains[1]
	tasks := make([]oracle.Task, 2)
	for i, c := range w.Chains {
		if tasks[i], err = c.Task(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	// One that claims the same scope and differs.
	other := tasks[1]
	other.Scope = nil
	other.Solver, other.Description = tasks[1].Texts()
	other.Dimension = 3
	if _, err := client.CreateTask(t.Context(), second.Chain, second.Sender(w.requester), other, nil, true); err != nil {
		t.Fatal(err)
	}
	if _, out, _ := w.command(t, "task", "show", "2", "--chain", second.Name); !contains(out, "none that operators would serve", "agree in all of these") {
		t.Errorf("oracled task show says\n%s", out)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.StartAgents(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	windows := tasks[0].Windows(1)
	waitUntil(t, first, windows.Deadline-2)
	w.Daemon.Kill()
	waitUntil(t, first, windows.Deadline+2)
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitScope(t, tasks, 1, w.Chains...)
	rounds := auditScope(t, w, tasks[0].Scope)
	if len(rounds) != 1 || rounds[0].Verdict() != nil || rounds[0].Result.List != 0b11 || rounds[0].Result.Participants != 10 {
		t.Fatalf("%+v, %v", rounds, rounds[0].Verdict())
	}
	if away := rounds[0].Result.Chains[1].Away; len(away) != 1 || away[0] != w.Agents[0].Key.ID() {
		t.Errorf("away from the second chain: %v", away)
	}
	for _, c := range w.Chains {
		if code, out, complaint := w.command(t, "audit", "1", "--chain", c.Name); code != 0 || !contains(out, "of chains [31337 31338]", "chain 31338 task 1", "right", "1 agents at home") {
			t.Errorf("oracled audit: exit status %d\n%s%s", code, out, complaint)
		}
	}
	if code, _, complaint := w.command(t, "audit", "1", "9", "--chain", first.Name); code != 1 || !strings.Contains(complaint, "no closed round 9") {
		t.Errorf("a round that was not: %d, %q", code, complaint)
	}
	if _, out, _ := w.command(t, "status"); !contains(out, "scope "+tasks[0].Scope.ID.Hex(), "chain 31338: task 1, weight 2, round 1 posted") {
		t.Errorf("oracled status says\n%s", out)
	}
	if log, err := os.ReadFile(w.Daemon.Log); err != nil || !contains(string(log), `"task declined"`, "agree in all of these", `"scope combined"`) {
		t.Errorf("the log does not say what was declined and combined: %v", err)
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}
