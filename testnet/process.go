// Package testnet runs the whole of oracled on local chains: Anvil chains, the
// daemon and agents as real processes, agents that cheat, and the comparison of
// what was posted with an independent recomputation.
package testnet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// Process is a child of this program. It is always waited for.
type Process struct {
	Name string
	Log  string // file with its output
	cmd  *exec.Cmd
	done chan struct{}
	err  error // valid when done is closed
}

// StartProcess starts a program whose output goes to a file: it does not need
// this program to live.
func StartProcess(name, log, program string, args ...string) (*Process, error) {
	if err := os.MkdirAll(filepath.Dir(log), 0o755); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = f, f
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), f.Close())
	}
	p := &Process{Name: name, Log: log, cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		f.Close()
		close(p.done)
	}()
	return p, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Kill ends the process as a power failure would, and waits for it.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the process to end and waits; after the patience it is killed and
// that is an error, as is an exit status other than 0.
func (p *Process) Stop(patience time.Duration) error {
	select {
	case <-p.done:
		return fmt.Errorf("%s had ended already (%v); see %s", p.Name, p.err, p.Log)
	default:
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.Kill()
		return fmt.Errorf("%s did not stop within %s and was killed; see %s", p.Name, patience, p.Log)
	}
	if p.err != nil {
		return fmt.Errorf("%s ended with %w; see %s", p.Name, p.err, p.Log)
	}
	return nil
}

// listens waits until the process takes connections at an address.
func (p *Process) listens(ctx context.Context, address string) error {
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		select {
		case <-p.done:
			return fmt.Errorf("%s ended (%v); see %s", p.Name, p.err, p.Log)
		case <-ctx.Done():
			return fmt.Errorf("wait for %s to listen: %w", p.Name, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Anvil is a running Anvil chain on loopback.
type Anvil struct {
	*Process
	Name    string
	ChainID uint64
	Port    int
}

// Endpoint returns the WebSocket address.
func (a *Anvil) Endpoint() string { return fmt.Sprintf("ws://127.0.0.1:%d", a.Port) }

// AnvilOptions describe a chain.
type AnvilOptions struct {
	Name       string
	ChainID    uint64
	BlockTime  int // seconds; 0: a block for each transaction
	Log        string
	NoDeployer bool   // without the deterministic deployer
	GasLimit   uint64 // of a block; 0: Anvil's default
	Hardfork   string // whose rules it follows; empty: Osaka's
}

// AnvilPath returns the binary that npm installed under contracts/.
func AnvilPath(root string) (string, error) {
	path := filepath.Join(root, "contracts", "node_modules", "@foundry-rs", "anvil-"+runtime.GOOS+"-"+runtime.GOARCH, "bin", "anvil")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("find anvil: %w; run make tools", err)
	}
	return path, nil
}

var listening = regexp.MustCompile(`Listening on 127\.0\.0\.1:(\d+)\s`)

// StartAnvil starts a chain on a free port and waits until it
// listens.
func StartAnvil(ctx context.Context, root string, o AnvilOptions) (*Anvil, error) {
	path, err := AnvilPath(root)
	if err != nil {
		return nil, err
	}
	args := []string{
		"--port", "0", "--chain-id", strconv.FormatUint(o.ChainID, 10),
		"--hardfork", cmp.Or(o.Hardfork, "osaka"), "--enable-tx-gas-limit", "--color", "never",
	}
	if o.BlockTime > 0 {
		args = append(args, "--block-time", strconv.Itoa(o.BlockTime))
	}
	if o.GasLimit > 0 {
		args = append(args, "--gas-limit", strconv.FormatUint(o.GasLimit, 10))
	}
	if o.NoDeployer {
		args = append(args, "--disable-default-create2-deployer")
	}
	p, err := StartProcess("anvil "+o.Name, o.Log, path, args...)
	if err != nil {
		return nil, err
	}
	for {
		b, err := os.ReadFile(o.Log)
		if err != nil {
			p.Kill()
			return nil, fmt.Errorf("start anvil %s: %w", o.Name, err)
		}
		if m := listening.FindSubmatch(b); m != nil {
			port, err := strconv.Atoi(string(m[1]))
			return &Anvil{Process: p, Name: o.Name, ChainID: o.ChainID, Port: port}, err
		}
		select {
		case <-p.done:
			return nil, fmt.Errorf("anvil %s ended at once (%v); see %s", o.Name, p.err, p.Log)
		case <-ctx.Done():
			p.Kill()
			return nil, fmt.Errorf("start anvil %s: %w", o.Name, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
