package testnet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/txmgr"
)

// Operator is one operator of a world in which each runs its own daemon.
type Operator struct {
	Number  int
	Key     *crypto.OperatorKey
	Account *txmgr.Account
	Address peer.Address // where it listens for the others
	Process *Process     // nil: it does not run

	world     *World
	health    string
	endpoints map[string]string       // by chain: another than the chain's own
	routes    map[string]peer.Address // by operator id: another way to it
}

// Committee gives every operator of the world a configuration, an account and an
// address of its own.
func (w *World) Committee(ctx context.Context, turn time.Duration) ([]*Operator, error) {
	var all []*Operator
	for i, k := range w.operators {
		o, err := w.NewOperator(ctx, i, k)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	for _, o := range all {
		if err := o.Write(all, turn); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// NewOperator returns an operator with a funded account, which has no files yet.
// A nil key is made.
func (w *World) NewOperator(ctx context.Context, number int, key *crypto.OperatorKey) (*Operator, error) {
	if key == nil {
		var err error
		if key, err = w.operatorKey(); err != nil {
			return nil, err
		}
	}
	secret, err := ethcrypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	o := &Operator{Number: number, Key: key, Account: txmgr.NewAccount(secret), world: w, endpoints: map[string]string{}, routes: map[string]peer.Address{}}
	hundred := new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18))
	for _, c := range w.Chains {
		if err := c.Eth.Client().CallContext(ctx, nil, "anvil_setBalance", o.Account.Address(), (*hexBig)(hundred)); err != nil {
			return nil, fmt.Errorf("chain %s: give ether to %s: %w", c.Name, o.Account.Address(), err)
		}
	}
	at, err := w.ports.free()
	if err != nil {
		return nil, err
	}
	o.Address = peer.Address{ID: key.ID(), Host: at}
	if o.health, err = w.ports.free(); err != nil {
		return nil, err
	}
	w.committee = append(w.committee, o)
	return o, nil
}

// Dir returns the operator's folder.
func (o *Operator) Dir() string {
	return filepath.Join(o.world.Dir, "operators", fmt.Sprintf("%02d", o.Number))
}

// Config returns the operator's configuration file.
func (o *Operator) Config() string { return filepath.Join(o.Dir(), "oracled.yaml") }

// Log returns the daemon's log file.
func (o *Operator) Log() string {
	return filepath.Join(o.world.Dir, "logs", fmt.Sprintf("operator-%02d.log", o.Number))
}

// Health returns the address of the daemon's metrics and health.
func (o *Operator) Health() string { return "http://" + o.health }

// Through makes the operator follow a chain through another endpoint, from the
// next Write on.
func (o *Operator) Through(chain, endpoint string) { o.endpoints[chain] = endpoint }

// Route makes the operator reach another at another address, from the next Write
// on.
func (o *Operator) Route(to *Operator, host string) {
	o.routes[to.Key.ID().Hex()] = peer.Address{ID: to.Key.ID(), Host: host}
}

// Write writes the operator's configuration and keys, which stay when it is called
// again. others are all operators
// with an address.
func (o *Operator) Write(others []*Operator, turn time.Duration) error {
	if err := writeAccount(o.Dir(), o.Account); err != nil {
		return err
	}
	path := filepath.Join(o.Dir(), "operator.json")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := keystore.SaveOperator(path, o.Key, password, keystore.LightForDevelopment); err != nil {
			return err
		}
	}
	peers := ""
	for _, p := range others {
		if p == o {
			continue
		}
		a := p.Address
		if r, ok := o.routes[a.ID.Hex()]; ok {
			a = r
		}
		peers += fmt.Sprintf("    - \"%s\"\n", a)
	}
	chains := o.world.chainsYAML()
	for name, endpoint := range o.endpoints {
		for _, c := range o.world.Chains {
			if c.Name == name {
				chains = strings.Replace(chains, "endpoint: "+c.Anvil.Endpoint(), "endpoint: "+endpoint, 1)
			}
		}
	}
	return writeConfig(o.Dir(), fmt.Sprintf(`log: {level: info, format: json}
http: {listen: "%s"}
tuning: {mode: dry-run}
store: {path: oracled.db}
account: {keystore: account.json, passwordFile: password}
operator:
  passwordFile: password
  keystores: [operator.json]
  listen: "%s"
  turn: %s
  peers:
%s%s`, o.health, o.Address.Host, turn, peers, chains))
}

// Start starts the operator's daemon and returns at once.
func (o *Operator) Start() error { return o.Play(o.world.Binary, "run", "--config", o.Config()) }

// Play starts a program in the place of the operator's daemon and returns at
// once.
func (o *Operator) Play(program string, args ...string) error {
	var err error
	o.Process, err = StartProcess(fmt.Sprintf("operator %d", o.Number), o.Log(), program, args...)
	return err
}

// Listens waits until the operator takes connections of the others.
func (o *Operator) Listens(ctx context.Context) error { return o.Process.listens(ctx, o.Address.Host) }

// Kill ends the daemon with SIGKILL.
func (o *Operator) Kill() {
	if o.Process != nil {
		o.Process.Kill()
		o.Process = nil
	}
}

// Stop ends the daemon as a supervisor does.
func (o *Operator) Stop() error {
	if o.Process == nil {
		return nil
	}
	p := o.Process
	o.Process = nil
	return p.Stop(15 * time.Second)
}

// Ready waits until the daemon says that it is ready.
func (o *Operator) Ready(ctx context.Context) error {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.Health()+"/readyz", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-o.Process.Done():
			return fmt.Errorf("operator %d ended (%w); see %s", o.Number, errors.Join(o.Process.err), o.Log())
		case <-ctx.Done():
			return fmt.Errorf("wait for operator %d to be ready: %w", o.Number, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
