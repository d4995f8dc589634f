//go:build browser

package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oracled/compute"
	"oracled/oracle"
	"oracled/testnet"
)

// browser is a running Chromium that is asked for checks.
type browser struct {
	t   *testing.T
	in  io.WriteCloser
	out *bufio.Scanner
}

// open starts it. It ends with the test.
func open(t *testing.T) *browser {
	t.Helper()
	for _, needed := range []string{chromium(), "node_modules/playwright-core"} {
		if _, err := os.Stat(needed); err != nil {
			t.Fatalf("%v; run make browser, which installs what is missing", err)
		}
	}
	cmd := exec.Command("node", "dashboard.mjs")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close() // it then closes the browser
		defer time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() }).Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the browser ended with %v", err)
		}
	})
	return &browser{t: t, in: in, out: bufio.NewScanner(out)}
}

func chromium() string {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	return "/usr/bin/chromium"
}

type given map[string]any

// check asks for a check, which waits for what it wants to see, and fails the test
// when it does not come.
func (b *browser) check(name string, with given) {
	b.t.Helper()
	if with == nil {
		with = given{}
	}
	with["check"] = name
	line, err := json.Marshal(with)
	if err != nil {
		b.t.Fatal(err)
	}
	began := time.Now()
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		b.t.Fatal(err)
	}
	var answer struct{ Error string }
	if !b.out.Scan() {
		b.t.Fatalf("the browser has gone: %v", b.out.Err())
	}
	if err := json.Unmarshal(b.out.Bytes(), &answer); err != nil {
		b.t.Fatalf("%v: %s", err, b.out.Bytes())
	}
	if answer.Error != "" {
		b.t.Fatal(answer.Error)
	}
	b.t.Logf("%s %v after %s", name, with, time.Since(began).Round(time.Millisecond))
}

// build builds oracled as it is in this tree.
func build(t *testing.T, root string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "oracled")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./cmd/oracled")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// TestDashboard looks at an operator's page through two rounds of a feed, the end of
// a chain, and the end and return of the operator.
func TestDashboard(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	const description = `a price </script><b onclick="x">& "more"`
	w, err := testnet.NewWorld(ctx, testnet.Options{
		Root: root, Dir: filepath.Join(t.TempDir(), "world"), Binary: build(t, root),
		Chains:    []testnet.AnvilOptions{{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}, {Name: "polygon-dev", ChainID: 31338, BlockTime: 1}},
		Roles:     []testnet.Role{testnet.Honest, testnet.Honest, testnet.Honest, testnet.Honest, testnet.Honest, testnet.FarOutlier, testnet.Misopener},
		Group:     func(agent int) uint32 { return uint32(agent % 3) },
		Operators: 4, Threshold: 3, HTTPShare: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	operators, err := w.Committee(ctx, 4*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range operators {
		if err := o.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range operators {
		if err := o.Ready(ctx); err != nil {
			t.Fatal(err)
		}
	}
	watched, feed, dying := operators[0], w.Chains[0], w.Chains[1]
	b := open(t)
	b.check("open", given{"url": watched.Health() + "/", "sections": []string{
		"Chains", "Live rounds", "Last outcomes", "Hierarchies", "Across chains", "Tasks", "Rejections", "Gas and fees", "Committee", "Machine room"}})
	for _, c := range w.Chains {
		b.check("chain", given{"chain": c.Name, "state": "live"})
	}
	b.check("text", given{"where": "#live .empty", "has": "No round is open"})
	b.check("text", given{"where": "#outcomes .empty", "has": "Nothing has been solved"})
	b.check("text", given{"where": "#trees .empty", "has": "groups of groups"})
	b.check("text", given{"where": "#scopes .empty", "has": "serves no task that is on several chains"})
	b.check("text", given{"where": "#rejections .empty", "has": "No submission was rejected"})
	b.check("text", given{"where": "#committee tr", "has": operators[1].Address.Host})
	b.check("text", given{"where": "#machine .card", "has": "Goroutines"})

	residents := make([]*testnet.Residents, len(w.Chains))
	for i, c := range w.Chains {
		if residents[i], err = w.Settle(ctx, c, 4); err != nil {
			t.Fatal(err)
		}
	}
	now, err := feed.Now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	task, err := w.CreateTask(ctx, feed, oracle.Task{
		Solver: compute.TrimmedEquilibrium, Dimension: 1, Width: oracle.WidthFull, TrimBps: 2000, Lambda: 32768,
		MinAgents: 4, MaxAgents: 100, InitialTrust: 32768, Start: now + 5,
		CommitSeconds: 7, RevealDelay: 2, RevealSeconds: 8, Period: 17, Description: description,
	})
	if err != nil {
		t.Fatal(err)
	}
	// Three groups, with two positions each that count, of which none is trimmed. One
	// captured agent moves a group anywhere, and two of the three groups the root.
	grouped := task
	grouped.Solver, grouped.TrimBps, grouped.Period, grouped.Description = compute.Hierarchical+" groups=3", 0, 0, "groups of groups"
	tree, err := w.CreateTask(ctx, feed, grouped)
	if err != nil {
		t.Fatal(err)
	}
	const breakdown, levels, nodes = 2, 2, 4
	scoped, err := w.CreateScope(ctx, oracle.Task{
		Solver: compute.TrimmedEquilibrium, Dimension: 1, Width: oracle.WidthFull, TrimBps: 2500, Lambda: 32768,
		MinAgents: 4, MaxAgents: 100, InitialTrust: 32768, Start: now + 9,
		CommitSeconds: 6, RevealDelay: 1, RevealSeconds: 6, Description: "a value, once, over both chains",
	}, 30, residents, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[oracle.TaskID]uint64{task.ID: 2, tree.ID: 1}
	if err := w.StartAgents(ctx, map[*testnet.WorldChain][]oracle.Task{feed: {task, tree}}, wanted); err != nil {
		t.Fatal(err)
	}
	for _, r := range residents {
		if err := w.StartResidents(r); err != nil {
			t.Fatal(err)
		}
	}
	posted := make(chan error, 1)
	go func() { posted <- w.Narrate(ctx, feed, wanted) }()

	agents, rejected := []string{}, ""
	for _, a := range w.Agents {
		if a.Role == testnet.Misopener {
			rejected = strings.ToLower(a.Key.ID().Hex())
		} else {
			agents = append(agents, strings.ToLower(a.Key.ID().Hex()))
		}
	}
	round := func(n int) string { return fmt.Sprintf("%s/%d/%d", feed.Name, task.Index, n) }
	// They come one after another, not all at once at the end.
	b.check("text", given{"where": "#tasks tr", "has": description})
	b.check("live", given{"round": round(1), "committed": 1, "revealed": 0, "sealed": true})
	b.check("live", given{"round": round(1), "committed": len(w.Agents), "revealed": 0, "sealed": true, "agent": agents[0]})
	b.check("accessible", nil)
	b.check("live", given{"round": round(1), "committed": len(w.Agents), "revealed": 1})
	b.check("live", given{"round": round(1), "committed": len(w.Agents), "revealed": len(w.Agents), "agent": rejected})
	b.check("live", given{"round": round(2), "committed": 1, "revealed": 0, "sealed": true})
	if err := <-posted; err != nil {
		t.Fatal(err)
	}
	reading, err := feed.Read(ctx, task.ID)
	if err != nil || len(reading.Value) != 1 {
		t.Fatal(reading, err)
	}
	b.check("outcome", given{"round": round(2), "value": reading.Value[0].Float64(), "history": true})
	b.check("positions", given{"round": round(2), "agents": agents, "rejected": rejected, "reason": string(oracle.BadOpening)})
	b.check("tree", given{"round": fmt.Sprintf("%s/%d/1", feed.Name, tree.Index), "breakdown": breakdown, "levels": levels, "nodes": nodes})
	last := scoped[len(scoped)-1]
	id := strings.ToLower(last.Scope.ID.Hex())
	b.check("text", given{"where": fmt.Sprintf(`[data-scope="%s"]`, id), "has": "equal on all chains"})
	var same []float64
	for i, c := range w.Chains {
		reading, err := c.Read(ctx, scoped[i].ID)
		if err != nil || len(reading.Value) != 1 {
			t.Fatal(reading, err)
		}
		same = append(same, reading.Value[0].Float64())
	}
	if same[0] != same[1] {
		t.Fatalf("the chains have %v", same)
	}
	b.check("scope", given{"scope": id, "chains": []string{feed.Name, dying.Name}, "value": same[0]})
	b.check("rejected", given{"agent": rejected, "reason": string(oracle.BadOpening)})
	b.check("text", given{"where": "#fees tr", "has": feed.Name})
	b.check("signed", nil)
	b.check("accessible", nil)
	b.check("readable", given{"widths": []int{1280, 400}})

	// The others die, and a chain takes back what was confirmed.
	for _, o := range operators[1:] {
		o.Kill()
	}
	for _, a := range w.Agents {
		if a.Process != nil {
			a.Process.Kill()
			a.Process = nil
		}
	}
	if err := dying.Eth.Client().CallContext(ctx, nil, "anvil_reorg", 3, []any{}); err != nil {
		t.Fatal(err)
	}
	b.check("halted", given{"chain": dying.Name})
	b.check("text", given{"where": "#committee tr", "has": "down"})
	b.check("chain", given{"chain": feed.Name, "state": "live"})
	b.check("accessible", nil)

	watched.Kill()
	b.check("gone", nil)
	b.check("readable", given{"widths": []int{400}})
	if err := watched.Start(); err != nil {
		t.Fatal(err)
	}
	// It need not be ready: a round that closed meanwhile finds no quorum.
	b.check("back", nil)
	b.check("chain", given{"chain": dying.Name, "state": "live"})

	// One that was stopped has the rounds of before from its history.
	if err := watched.Stop(); err != nil {
		t.Fatal(err)
	}
	b.check("gone", nil)
	if err := watched.Start(); err != nil {
		t.Fatal(err)
	}
	b.check("back", nil)
	b.check("chain", given{"chain": feed.Name, "state": "live"})
	b.check("text", given{"where": fmt.Sprintf(`[data-outcome^="%s/%d/"]`, feed.Name, task.Index), "has": "Solved before the daemon started"})
	b.check("text", given{"where": fmt.Sprintf(`[data-tree^="%s/%d/"]`, feed.Name, tree.Index), "has": fmt.Sprintf("breakdown number %d", breakdown)})
	b.check("accessible", nil)
	b.check("readable", given{"widths": []int{1280, 400}})
	b.check("alone", given{"origin": watched.Health()})
}
