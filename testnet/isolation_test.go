package testnet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oracled/internal/daemon"
)

// command runs the binary with the operator's configuration.
func (w *World) command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.Binary, append(args, "--config", w.ConfigPath())...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), complaint.String()
}

// status asks the daemon with `oracled status --json`.
func (w *World) status(t *testing.T) (int, map[string]daemon.ChainStatus) {
	t.Helper()
	code, out, complaint := w.command(t, "status", "--json")
	var s daemon.Status
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatalf("oracled status --json: %v\n%s%s", err, out, complaint)
	}
	chains := map[string]daemon.ChainStatus{}
	for _, c := range s.Chains {
		chains[c.Name] = c
	}
	return code, chains
}

// TestChainThatIsDownAtTheStart: the other chain works meanwhile, everybody can
// see what is missing, and the chain comes in when it is there.
func TestChainThatIsDownAtTheStart(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest}, AnvilOptions{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}, AnvilOptions{Name: "polygon-dev", ChainID: 31338, BlockTime: 1})
	relay := newRelay(t, strings.TrimPrefix(w.Chains[1].Anvil.Endpoint(), "ws://"))
	relay.cut()
	good, err := os.ReadFile(w.ConfigPath())
	if err != nil {
		t.Fatal(err)
	}
	through := strings.Replace(string(good), w.Chains[1].Anvil.Endpoint(), "ws://user:SECRET@"+relay.address()+"/?key=SECRET", 1)
	if err := os.WriteFile(w.ConfigPath(), []byte(through), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, complaint := w.command(t, "status"); code != 1 || !strings.Contains(complaint, "no daemon answers at "+w.health) {
		t.Errorf("without a daemon: exit status %d, %q", code, complaint)
	}
	w.Daemon, err = StartProcess("oracled run", filepath.Join(w.Dir, "logs", "daemon.log"), w.Binary, "run", "--config", w.ConfigPath())
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		_, _, complaint := w.command(t, "status")
		if !strings.Contains(complaint, "no daemon answers") {
			if _, chains := w.status(t); chains["ethereum-dev"].Ready {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("the chain that is there does not become ready")
		}
		time.Sleep(100 * time.Millisecond)
	}
	code, chains := w.status(t)
	up, down := chains["ethereum-dev"], chains["polygon-dev"]
	if code != 1 || up.State != daemon.ChainLive || up.Confirmed == 0 || up.Head < up.Confirmed || up.Account == nil || up.Account.Balance == "" || up.Queue.Bound == 0 {
		t.Errorf("exit status %d, the chain that is there: %+v", code, up)
	}
	if down.State != daemon.ChainConnecting || down.Ready || len(down.Retrying) != 1 || down.Retrying[0].Stage != "connect" {
		t.Errorf("the chain that is down: %+v", down)
	}
	_, text, _ := w.command(t, "status")
	if !strings.HasPrefix(text, "not ready") || !strings.Contains(text, "polygon-dev  connecting") || strings.Contains(text, "SECRET") {
		t.Errorf("oracled status prints\n%s", text)
	}
	if _, raw, _ := w.command(t, "status", "--json"); strings.Contains(raw, "SECRET") {
		t.Errorf("oracled status --json prints\n%s", raw)
	}
	relay.mend()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := w.WaitReady(ctx); err != nil {
		t.Fatal(err)
	}
	if code, chains := w.status(t); code != 0 || chains["polygon-dev"].State != daemon.ChainLive || len(chains["polygon-dev"].Endpoints) != 1 {
		t.Errorf("exit status %d, %+v", code, chains["polygon-dev"])
	}
	if _, text, _ := w.command(t, "status"); !strings.HasPrefix(text, "ready") || strings.Contains(text, "SECRET") {
		t.Errorf("oracled status prints\n%s", text)
	}
}

// TestResume: a daemon that was stopped goes on from its snapshot, also on a
// chain that has not mined since. What it signed travels to another store.
func TestResume(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest}, AnvilOptions{Name: "ethereum-dev", ChainID: 31337})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := w.StartDaemon(ctx); err != nil {
		t.Fatal(err)
	}
	_, chains := w.status(t)
	confirmed := chains["ethereum-dev"].Confirmed
	if code, _, complaint := w.command(t, "store", "import", os.DevNull); code != 1 {
		t.Errorf("an empty file was imported: %q", complaint)
	}
	signed := filepath.Join(w.Dir, "signed.json")
	if code, _, complaint := w.command(t, "store", "export", "--out", signed); code != 0 {
		t.Fatalf("export beside the daemon: %q", complaint)
	}
	if code, _, complaint := w.command(t, "store", "export", "--out", signed); code != 1 || !strings.Contains(complaint, "exists") {
		t.Errorf("a file was overwritten: %d, %q", code, complaint)
	}
	if code, _, complaint := w.command(t, "store", "import", signed); code != 1 || !strings.Contains(complaint, "another oracled has") {
		t.Errorf("import beside the daemon: %d, %q", code, complaint)
	}
	if err := w.Daemon.Stop(15 * time.Second); err != nil {
		t.Fatal(err)
	}
	if code, out, complaint := w.command(t, "store", "import", signed); code != 0 || out != "0 rounds are new\n" {
		t.Errorf("import: %d, %q, %q", code, out, complaint)
	}
	if err := w.StartDaemon(ctx); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(w.Daemon.Log)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(log), `"snapshot":true`); n != 1 {
		t.Errorf("%d starts went on from a snapshot, want 1", n)
	}
	if _, chains := w.status(t); chains["ethereum-dev"].Confirmed < confirmed || confirmed == 0 {
		t.Errorf("at block %d, was at %d", chains["ethereum-dev"].Confirmed, confirmed)
	}
}
