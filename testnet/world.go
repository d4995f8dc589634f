package testnet

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"oracled/crypto"
	"oracled/oracle"
	"oracled/txmgr"
)

// Options say what a world is made of.
type Options struct {
	Root          string // of the repository, where contracts/ and testnet/ are
	Dir           string // for configuration, keys, logs; emptied at the start
	Binary        string // of oracled
	Chains        []AnvilOptions
	Roles         []Role
	Group         func(agent int) uint32 // at the gate, by number; nil: all in group 0
	Operators     int
	Threshold     int
	Kind          crypto.Kind // of the operators' keys; empty: BLS
	Confirmations uint64      // that the operator and the agents wait for
	HTTPShare     int         // one honest agent in so many asks over HTTP; 0: none
	// Home tells whether an agent registers on a chain and is let through its gate;
	// nil: every agent everywhere.
	Home func(agent, chain int) bool
	// Start starts a chain on which the accounts have ether; nil: Anvil.
	Start func(ctx context.Context, o AnvilOptions, accounts []common.Address) (*Anvil, error)
	// Entry returns a chain's entry in the operator's configuration, indented by
	// four; nil: the chain itself, which may mine on demand.
	Entry     func(*WorldChain) string
	Forecasts string // program that serves ForecastHandler when called with -forecasts ADDRESS; empty: this process does
	Progress  func(chain, format string, args ...any)
	Posted    func(c *WorldChain, task oracle.TaskID, round uint64) // told by Narrate of each wanted round
}

// World is a set of local chains with contracts, an operator and agents.
type World struct {
	Options
	Chains []*WorldChain
	Agents []*WorldAgent
	Daemon *Process

	operators  []*crypto.OperatorKey
	committee  []*Operator    // those that each run their own daemon
	operator   *txmgr.Account // pays for the operator's gas
	requester  *txmgr.Account // deploys and creates tasks
	forecasts  *http.Server
	forecaster *Process
	forecast   string // the address of whichever of the two
	health     string // the daemon's address for metrics and health

	ports ports

	cheats   sync.WaitGroup
	cheating context.Context    // of the cheats and the residents
	stop     context.CancelFunc // of both
}

// password protects the keys of a world: they are worth nothing.
const password = "a testnet has no secrets"

// NewWorld starts the chains, deploys, and registers the agents.
func NewWorld(ctx context.Context, o Options) (w *World, err error) {
	if err := os.RemoveAll(o.Dir); err != nil {
		return nil, fmt.Errorf("empty %s: %w", o.Dir, err)
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("create %s: %w", o.Dir, err)
	}
	w = &World{Options: o}
	w.Chains = make([]*WorldChain, len(o.Chains))
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	if err := w.makeKeys(); err != nil {
		return w, err
	}
	var g errgroup.Group
	for i, spec := range o.Chains {
		g.Go(func() error { return w.startChain(ctx, i, spec) })
	}
	return w, g.Wait()
}

// operatorKey makes a key for the world's operator set.
func (w *World) operatorKey() (*crypto.OperatorKey, error) {
	return cmp.Or(w.Kind, crypto.BLS).GenerateKey(rand.Reader)
}

func (w *World) makeKeys() error {
	for range w.Operators {
		k, err := w.operatorKey()
		if err != nil {
			return err
		}
		w.operators = append(w.operators, k)
	}
	var err error
	account := func() *txmgr.Account {
		k, e := ethcrypto.GenerateKey()
		if e != nil {
			err = e
			return nil
		}
		return txmgr.NewAccount(k)
	}
	w.operator, w.requester = account(), account()
	for i, role := range w.Roles {
		k, e := crypto.GenerateAgentKey(rand.Reader)
		if e != nil {
			return e
		}
		w.Agents = append(w.Agents, &WorldAgent{Number: i, Role: role, Key: k, Account: account()})
	}
	return err
}

func (w *World) say(chain, format string, args ...any) {
	if w.Progress != nil {
		w.Progress(chain, format, args...)
	}
}

// StopWork stops the agents and the daemon, and says which did not end well.
func (w *World) StopWork() error {
	var errs []error
	if w.stop != nil {
		w.stop()
		w.cheats.Wait()
	}
	for _, a := range w.Agents {
		if a.Process != nil {
			errs = append(errs, a.Process.Stop(10*time.Second))
			a.Process = nil
		}
	}
	if w.Daemon != nil {
		errs = append(errs, w.Daemon.Stop(15*time.Second))
		w.Daemon = nil
	}
	for _, o := range w.committee {
		errs = append(errs, o.Stop())
	}
	if w.forecasts != nil {
		errs = append(errs, w.forecasts.Close())
		w.forecasts = nil
	}
	if w.forecaster != nil {
		errs = append(errs, w.forecaster.Stop(5*time.Second))
		w.forecaster = nil
	}
	return errors.Join(errs...)
}

// Close ends everything that the world started.
func (w *World) Close() error {
	err := w.StopWork()
	for _, c := range w.Chains {
		if c == nil {
			continue
		}
		if c.Chain != nil {
			c.Chain.Close()
		}
		err = errors.Join(err, c.Anvil.Stop(5*time.Second))
	}
	w.Chains = nil
	w.ports.release()
	return err
}

// Processes returns everything that runs.
func (w *World) Processes() (out []*Process) {
	for _, a := range w.Agents {
		if a.Process != nil {
			out = append(out, a.Process)
		}
	}
	for _, o := range w.committee {
		if o.Process != nil {
			out = append(out, o.Process)
		}
	}
	for _, p := range []*Process{w.Daemon, w.forecaster} {
		if p != nil {
			out = append(out, p)
		}
	}
	for _, c := range w.Chains {
		out = append(out, c.Anvil.Process)
	}
	return out
}
