package testnet

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// TestRefusalsAtTheStart: whatever is wrong at the start is one sentence that
// names the chain and the key, and exit status 1.
func TestRefusalsAtTheStart(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest}, AnvilOptions{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1})
	good, err := os.ReadFile(w.ConfigPath())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(w.ConfigPath())
	chain := w.Chains[0]
	hub := `"` + chain.Hub.Address.Hex() + `"`
	closed, err := w.ports.free()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := os.WriteFile(filepath.Join(dir, "wrong"), []byte("not it\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, old, new string
		want           []string
	}{
		{"unknown key", "blockTime:", "blocktimes:", []string{"chains.ethereum-dev.blocktimes", "blockTime"}},
		{"missing key", "    hub: " + hub + "\n", "", []string{"chains.ethereum-dev.hub"}},
		{"wrong chain id", "chainId: 31337", "chainId: 1", []string{"ethereum-dev", "31337", "chainId"}},
		{"endpoint down", chain.Anvil.Endpoint(), "ws://" + closed, []string{"ethereum-dev", "endpoint"}},
		{"no code at the hub", hub, `"0x00000000000000000000000000000000000000ff"`, []string{"ethereum-dev", "chains.ethereum-dev.hub"}},
		{"not a hub", hub, `"` + chain.Registry.Hex() + `"`, []string{"ethereum-dev", "NashOracle"}},
		{"wrong account password", "account.json, passwordFile: password", "account.json, passwordFile: wrong", []string{"account.keystore", "password is wrong"}},
		{"wrong operator password", "operator:\n  passwordFile: password", "operator:\n  passwordFile: wrong", []string{"operator.keystores[0]", "password is wrong"}},
		{"too few operator keys", "    - operator-0.json\n    - operator-1.json\n", "", []string{"ethereum-dev", "operator.keystores", "2"}},
		{"port in use", w.health, taken.Addr().String(), []string{"http.listen", "in use"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(string(good), c.old, c.new, 1)
			if bad == string(good) {
				t.Fatalf("the configuration has no %q", c.old)
			}
			refused(t, w, dir, bad, c.want)
		})
	}
	t.Run("empty balance", func(t *testing.T) {
		if err := chain.Eth.Client().CallContext(t.Context(), nil, "anvil_setBalance", w.operator.Address(), "0x0"); err != nil {
			t.Fatal(err)
		}
		refused(t, w, dir, string(good), []string{"ethereum-dev", "account.keystore", "no ether"})
	})
}

func refused(t *testing.T, w *World, dir, yaml string, want []string) {
	t.Helper()
	path := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.Binary, "run", "--config", path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit status %d (%v), want 1", code, err)
	}
	for _, part := range want {
		if !strings.Contains(stderr.String(), part) {
			t.Errorf("the message does not contain %q:\n%s", part, stderr.String())
		}
	}
}

// TestEndpointThatDiesLater: the daemon goes on, says in /readyz why it is not
// ready, and is ready again when the endpoint is back. A sibling chain is not
// touched.
func TestEndpointThatDiesLater(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest}, AnvilOptions{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}, AnvilOptions{Name: "polygon-dev", ChainID: 31338, BlockTime: 1})
	relay := newRelay(t, strings.TrimPrefix(w.Chains[1].Anvil.Endpoint(), "ws://"))
	good, err := os.ReadFile(w.ConfigPath())
	if err != nil {
		t.Fatal(err)
	}
	through := strings.Replace(string(good), w.Chains[1].Anvil.Endpoint(), "ws://"+relay.address(), 1)
	if err := os.WriteFile(w.ConfigPath(), []byte(through), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	relay.cut()
	body := awaitUnready(t, w)
	if !strings.Contains(body, "polygon-dev") || strings.Contains(body, "ethereum-dev") {
		t.Errorf("/readyz says %q", body)
	}
	relay.mend()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := w.WaitReady(ctx); err != nil {
		t.Error(err)
	}
}

func awaitUnready(t *testing.T, w *World) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.Health()+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("the daemon does not answer: %v", err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode == http.StatusServiceUnavailable {
			return string(b)
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("the daemon is ready although its endpoint is dead")
		}
	}
}

// relay is a TCP connection to an endpoint that can be cut and mended.
type relay struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	dead  bool
	conns map[net.Conn]bool
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: l, to: to, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); r.cut() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r
}

func (r *relay) address() string { return r.listener.Addr().String() }

func (r *relay) serve(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", r.to)
	if err != nil {
		return
	}
	defer out.Close()
	r.mu.Lock()
	if r.dead {
		r.mu.Unlock()
		return
	}
	r.conns[in], r.conns[out] = true, true
	r.mu.Unlock()
	done := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(out, in); done <- struct{}{} }()
	go func() { _, _ = io.Copy(in, out); done <- struct{}{} }()
	<-done
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead = true
	for c := range r.conns {
		c.Close()
	}
	r.conns = map[net.Conn]bool{}
}

func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead = false
}

// TestEqualAddresses: the contracts of one operator set and one owner have the same
// addresses on every chain.
func TestEqualAddresses(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest}, AnvilOptions{Name: "one", ChainID: 1001, BlockTime: 1}, AnvilOptions{Name: "two", ChainID: 1002, BlockTime: 1})
	if a, b := w.Chains[0].Deployment, w.Chains[1].Deployment; a != b || a.Hub == (common.Address{}) {
		t.Errorf("deployments differ: %+v, %+v", a, b)
	}
}
