package testnet

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"oracled/client"
	"oracled/oracle"
	"oracled/watcher"
)

// oracled runs the binary and returns what it prints; it must end with the
// wanted exit status.
func oracled(t *testing.T, w *World, status int, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.Binary, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != status {
		t.Fatalf("oracled %s: exit status %d (%v), want %d:\n%s", strings.Join(args, " "), code, err, status, out.String())
	}
	return out.String()
}

// TestCommands walks an operator's, a requester's and an agent's commands
// against a chain on which not even the deterministic deployer exists.
func TestCommands(t *testing.T) {
	beside(t, light)
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	anvil, err := StartAnvil(t.Context(), root(t), AnvilOptions{Name: "bare", ChainID: 31337, Log: filepath.Join(dir, "anvil.log"), NoDeployer: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(anvil.Kill)
	w := &World{Options: Options{Binary: path}}
	op := filepath.Join(dir, "op")
	oracled(t, w, 0, "init", op, "--dev", "--dev-account", "--agent", "--operators", "4")
	conf := filepath.Join(op, "oracled.yaml")
	rewrite(t, conf, `endpoint: .*`, "endpoint: "+anvil.Endpoint())

	first := oracled(t, w, 0, "deploy", "--config", conf)
	again := oracled(t, w, 0, "deploy", "--config", conf)
	hub := regexp.MustCompile(`hub: "(0x[0-9a-fA-F]{40})"`).FindStringSubmatch(first)
	gate := regexp.MustCompile(`allow-list gate of 0x[0-9a-fA-F]{40}: (0x[0-9a-fA-F]{40})`).FindStringSubmatch(first)
	if hub == nil || gate == nil || !strings.Contains(again, hub[1]) || !strings.Contains(again, "was there already") {
		t.Fatalf("deploy printed\n%s\nand then\n%s", first, again)
	}
	rewrite(t, conf, `(#\s*)?hub: .*`, `hub: "`+hub[1]+`"`)
	if out := oracled(t, w, 0, "doctor", "--config", conf); strings.Contains(out, "FAIL") {
		t.Errorf("doctor is not content:\n%s", out)
	}
	out := oracled(t, w, 0, "agent", "register", "--config", conf)
	agent := regexp.MustCompile(`agent (0x[0-9a-fA-F]{40})`).FindStringSubmatch(out)
	if agent == nil {
		t.Fatalf("register printed %s", out)
	}
	if out := oracled(t, w, 0, "agent", "register", "--config", conf); !strings.Contains(out, "already") {
		t.Errorf("a second registration: %s", out)
	}
	if out := oracled(t, w, 0, "agent", "allow", "--config", conf, "--gate", gate[1], "--group", "7", agent[1]); !strings.Contains(out, "1 agents allowed at "+gate[1]+", group 7") {
		t.Errorf("allow: %s", out)
	}

	// An open task says so; a hopeless one too.
	out = oracled(t, w, 0, "task", "create", "--config", conf, "--trim-bps", "1", "--max-agents", "10", "--start", "+1h")
	if !strings.Contains(out, "the task is open") || !strings.Contains(out, "every round will be insufficient") {
		t.Errorf("task create printed %s", out)
	}
	if out := oracled(t, w, 1, "task", "create", "--config", conf, "--trim-bps", "5000"); !strings.Contains(out, "BadTrim") {
		t.Errorf("trimBps 5000: %s", out)
	}

	// Money: deposited, and back before the first round.
	oracled(t, w, 0, "task", "create", "--config", conf, "--gate", gate[1], "--bounty", "1000", "--fund", "2000", "--start", "+1h", "--period", "2m")
	if got := balance(t, anvil, hub[1]); got != 2000 {
		t.Errorf("the hub holds %d wei", got)
	}
	oracled(t, w, 0, "task", "fund", "2", "500", "--config", conf)
	if out := oracled(t, w, 1, "task", "claim", "2", "--config", conf); !strings.Contains(out, "NothingToClaim") {
		t.Errorf("claim before a round: %s", out)
	}
	oracled(t, w, 0, "task", "stop", "2", "--config", conf)
	oracled(t, w, 0, "task", "cancel", "1", "--config", conf)
	if out := oracled(t, w, 1, "task", "show", "1", "--config", conf); !strings.Contains(out, "no task 1") {
		t.Errorf("a cancelled task: %s", out)
	}
	if out := oracled(t, w, 0, "read", "2", "--config", conf); !strings.Contains(out, "no outcome yet") {
		t.Errorf("read: %s", out)
	}
	if out := oracled(t, w, 1, "audit", "2", "--config", conf); !strings.Contains(out, "no closed round") {
		t.Errorf("audit: %s", out)
	}
	oracled(t, w, 0, "agent", "deregister", "--config", conf)
	if out := oracled(t, w, 1, "agent", "run", "--config", conf, "--", "true"); !strings.Contains(out, "run oracled agent register") {
		t.Errorf("agent run after deregistration: %s", out)
	}
}

// rewrite replaces a line's content in a file.
func rewrite(t *testing.T, path, pattern, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(pattern)
	if !re.Match(b) {
		t.Fatalf("%s has no %s", filepath.Base(path), pattern)
	}
	if err := os.WriteFile(path, re.ReplaceAll(b, []byte(strings.ReplaceAll(to, "$", "$$"))), 0o600); err != nil {
		t.Fatal(err)
	}
}

func balance(t *testing.T, a *Anvil, address string) int64 {
	t.Helper()
	c, err := client.Dial(t.Context(), a.Name, watcher.Config{Endpoint: a.Endpoint(), ChainID: a.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var b hexInt
	if err := c.Eth.Client().CallContext(t.Context(), &b, "eth_getBalance", address, "latest"); err != nil {
		t.Fatal(err)
	}
	return (*big.Int)(&b).Int64()
}

type hexInt big.Int

func (b *hexInt) UnmarshalText(text []byte) error {
	if _, ok := (*big.Int)(b).SetString(string(text), 0); !ok {
		return fmt.Errorf("%q is no number", text)
	}
	return nil
}

// TestBounty: the operators earn the bounty of each posted round, an unfunded
// feed takes no commitments, and what nobody earned goes back.
func TestBounty(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest}, AnvilOptions{Name: "paid", ChainID: 31337, BlockTime: 1})
	c := w.Chains[0]
	now, err := c.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	task := feed(now)
	task.Bounty, task.Gate = big.NewInt(1_000_000), c.Deployment.Gate
	sender := c.Sender(w.requester)
	made, err := client.CreateTask(t.Context(), c.Chain, sender, task, big.NewInt(1_000_000), false)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[*WorldChain]map[oracle.TaskID]uint64{c: {made.ID: 1}}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, map[*WorldChain][]oracle.Task{c: {made}}, wanted)
	awaitPosted(t, w, wanted)
	assess(t, w, wanted)
	payee := w.operator.Address()
	before, err := c.Eth.BalanceAt(t.Context(), payee, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Settle(t.Context(), c.Chain, sender, made.ID, client.Claim); err != nil {
		t.Fatal(err)
	}
	after, err := c.Eth.BalanceAt(t.Context(), payee, nil)
	if err != nil {
		t.Fatal(err)
	}
	if earned := new(big.Int).Sub(after, before); earned.Cmp(task.Bounty) != 0 {
		t.Errorf("the operators earned %s wei, want %s", earned, task.Bounty)
	}
	waitUntil(t, c, made.Windows(2).CommitEnd)
	for e := range events(t, c) {
		if m, ok := e.(oracle.Committed); ok && m.Round > 1 {
			t.Errorf("an unfunded feed took a commitment for round %d", m.Round)
		}
	}
	if _, err := client.Settle(t.Context(), c.Chain, sender, made.ID, client.Claim); err == nil {
		t.Error("the bounty was claimed twice")
	}
}
