package testnet

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	gethkeystore "github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/google/uuid"

	"oracled/crypto/keystore"
	"oracled/txmgr"
)

// ConfigPath returns the operator's configuration file.
func (w *World) ConfigPath() string { return filepath.Join(w.Dir, "operator", "oracled.yaml") }

// Operator returns the account that pays for the operator's gas.
func (w *World) Operator() common.Address { return w.operator.Address() }

// Health returns the address of the daemon's metrics and health.
func (w *World) Health() string { return "http://" + w.health }

// chainsYAML lists the chains in a configuration.
func (w *World) chainsYAML() string { return w.chainsOf(func(int) bool { return true }) }

// chainsOf lists those chains that are wanted.
func (w *World) chainsOf(wanted func(chain int) bool) string {
	s := "chains:\n"
	for i, c := range w.Chains {
		if !wanted(i) {
			continue
		}
		if w.Entry != nil {
			s += "  " + c.Name + ":\n" + w.Entry(c)
			continue
		}
		s += fmt.Sprintf("  %s:\n    endpoint: %s\n    chainId: %d\n    hub: \"%s\"\n    startBlock: %d\n    confirmations: %d\n    blockTime: 1s\n    pollInterval: 250ms\n    dev: true\n",
			c.Name, c.Anvil.Endpoint(), c.ChainID(), c.Hub.Address, c.Start, w.Confirmations)
	}
	return s
}

// WriteOperator writes the operator's configuration and keys.
func (w *World) WriteOperator() error {
	dir := filepath.Dir(w.ConfigPath())
	if err := writeAccount(dir, w.operator); err != nil {
		return err
	}
	list := ""
	for i, k := range w.operators {
		name := fmt.Sprintf("operator-%d.json", i)
		if err := keystore.SaveOperator(filepath.Join(dir, name), k, password, keystore.LightForDevelopment); err != nil {
			return err
		}
		list += fmt.Sprintf("    - %s\n", name)
	}
	address, err := w.ports.free()
	if err != nil {
		return err
	}
	w.health = address
	return writeConfig(dir, fmt.Sprintf(`log: {level: info, format: json}
http: {listen: "%s"}
store: {path: oracled.db, snapshotEvery: 2}
account: {keystore: account.json, passwordFile: password}
operator:
  passwordFile: password
  keystores:
%s%s`, address, list, w.chainsYAML()))
}

func writeConfig(dir, yaml string) error {
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte(password+"\n"), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "oracled.yaml"), []byte(yaml), 0o644)
}

// writeAccount writes account.json, a keystore that is quick to open.
func writeAccount(dir string, a *txmgr.Account) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var b []byte
	err := a.Export(func(k *ecdsa.PrivateKey) (err error) {
		id, err := uuid.NewRandom()
		if err != nil {
			return err
		}
		key := &gethkeystore.Key{Id: id, Address: a.Address(), PrivateKey: k}
		b, err = gethkeystore.EncryptKey(key, password, 1<<10, 1)
		return err
	})
	if err != nil {
		return fmt.Errorf("write the keystore of %s: %w", a, err)
	}
	return os.WriteFile(filepath.Join(dir, "account.json"), b, 0o600)
}

// StartDaemon starts the daemon from its configuration and waits until it is
// ready.
func (w *World) StartDaemon(ctx context.Context) error {
	p, err := StartProcess("oracled run", filepath.Join(w.Dir, "logs", "daemon.log"), w.Binary, "run", "--config", w.ConfigPath())
	if err != nil {
		return err
	}
	w.Daemon = p
	return w.WaitReady(ctx)
}

// WaitReady waits until the daemon says that it is ready.
func (w *World) WaitReady(ctx context.Context) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.Health()+"/readyz", nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-w.Daemon.Done():
			return fmt.Errorf("the daemon ended (%v); see %s", w.Daemon.err, w.Daemon.Log)
		case <-ctx.Done():
			return fmt.Errorf("wait for the daemon to be ready: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
