package testnet

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	gethkeystore "github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/client"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/oracle"
	"oracled/txmgr"
	"oracled/watcher"
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

	ports sync.Mutex
	taken map[string]bool // addresses that were given out

	cheats   sync.WaitGroup
	cheating context.Context    // of the cheats and the residents
	stop     context.CancelFunc // of both
}

// WorldChain is one chain of a world.
type WorldChain struct {
	*client.Chain
	Anvil      *Anvil
	Deployment client.Deployment
	Consumer   common.Address
	Start      uint64 // the block before the contracts
}

// WorldAgent is one agent of a world.
type WorldAgent struct {
	Number  int
	Role    Role
	Key     *crypto.AgentKey
	Account *txmgr.Account
	Process *Process // nil for a cheat
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

func (w *World) startChain(ctx context.Context, i int, spec AnvilOptions) error {
	spec.Log = filepath.Join(w.Dir, "logs", spec.Name+".log")
	anvil, err := w.startNode(ctx, spec)
	if err != nil {
		return err
	}
	// Kept first of all, so that Close ends it whatever comes next.
	c := &WorldChain{Anvil: anvil}
	w.Chains[i] = c
	c.Chain, err = client.Dial(ctx, spec.Name, watcher.Config{
		Endpoint: anvil.Endpoint(), ChainID: spec.ChainID, BlockTime: time.Second, PollInterval: 200 * time.Millisecond, Confirmations: w.Confirmations,
	})
	if err != nil {
		return err
	}
	w.say(c.Name, "chain %d mines at %s", spec.ChainID, anvil.Endpoint())
	if w.Start == nil {
		if err := w.fund(ctx, c); err != nil {
			return err
		}
	}
	if c.Start, err = c.Eth.BlockNumber(ctx); err != nil {
		return err
	}
	c.Chain.Config.StartBlock = c.Start
	c.Deployment, err = client.Deploy(ctx, c.Chain, w.requester, w.operators, w.Threshold, w.operator.Address(), nil)
	if err != nil {
		return err
	}
	w.say(c.Name, "contracts at %s, %d operators, %d must sign", c.Hub.Address, w.Operators, w.Threshold)
	return w.admit(ctx, c)
}

func (w *World) startNode(ctx context.Context, spec AnvilOptions) (*Anvil, error) {
	if w.Start == nil {
		return StartAnvil(ctx, w.Root, spec)
	}
	return w.Start(ctx, spec, w.accounts())
}

// accounts returns everybody who pays for gas.
func (w *World) accounts() []common.Address {
	out := []common.Address{w.operator.Address(), w.requester.Address()}
	for _, a := range w.Agents {
		out = append(out, a.Account.Address())
	}
	return out
}

// fund gives ether to every account of the world.
func (w *World) fund(ctx context.Context, c *WorldChain) error {
	hundred := new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18))
	for _, a := range w.accounts() {
		if err := c.Eth.Client().CallContext(ctx, nil, "anvil_setBalance", a, (*hexBig)(hundred)); err != nil {
			return fmt.Errorf("chain %s: give ether to %s: %w", c.Name, a, err)
		}
	}
	return nil
}

type hexBig big.Int

func (b *hexBig) MarshalText() ([]byte, error) {
	return []byte(fmt.Sprintf("%#x", (*big.Int)(b))), nil
}

// admit registers the agents, lets them through the gate, and creates the
// consumer.
func (w *World) admit(ctx context.Context, c *WorldChain) error {
	g, ctx := errgroup.WithContext(ctx)
	var ids []common.Address
	var groups []uint32
	at := slices.Index(w.Chains, c)
	for _, a := range w.Agents {
		if w.Home != nil && !w.Home(a.Number, at) {
			continue
		}
		ids = append(ids, a.Key.ID())
		group := uint32(0)
		if w.Group != nil {
			group = w.Group(a.Number)
		}
		groups = append(groups, group)
		g.Go(func() error {
			_, err := client.Register(ctx, c.Chain, c.Sender(a.Account), a.Key)
			return err
		})
	}
	g.Go(func() error {
		sender := c.Sender(w.requester)
		if err := client.Allow(ctx, c.Chain, sender, c.Deployment.Gate, ids, groups); err != nil {
			return err
		}
		var err error
		c.Consumer, err = client.CreateContract(ctx, c.Chain, sender, "ExampleConsumer",
			bindings.ExampleConsumerMetaData.Bin, bindings.NewExampleConsumer().PackConstructor(c.Hub.Address))
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	w.say(c.Name, "%d agents registered, each with its proof of possession", len(ids))
	return nil
}

// Admit lets agents through the gate that were registered later.
func (w *World) Admit(ctx context.Context, c *WorldChain, agents []common.Address) error {
	return client.Allow(ctx, c.Chain, c.Sender(w.requester), c.Deployment.Gate, agents, make([]uint32, len(agents)))
}

// CreateTask creates a task behind the world's gate.
func (w *World) CreateTask(ctx context.Context, c *WorldChain, t oracle.Task) (oracle.Task, error) {
	t.Gate = c.Deployment.Gate
	return client.CreateTask(ctx, c.Chain, c.Sender(w.requester), t, nil, false)
}

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

// ChainID returns the chain's id.
func (c *WorldChain) ChainID() uint64 { return c.Anvil.ChainID }

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
	address, err := w.freeAddress()
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

// freeAddress returns a loopback address that was free a moment ago, another one
// each time. Its port is below those that systems choose for outgoing
// connections, one of which would take it sooner or later.
func (w *World) freeAddress() (string, error) {
	const lowest, highest = 15_000, 32_000
	w.ports.Lock()
	defer w.ports.Unlock()
	if w.taken == nil {
		w.taken = map[string]bool{}
	}
	var err error
	for range 200 {
		at := fmt.Sprintf("127.0.0.1:%d", lowest+mathrand.IntN(highest-lowest))
		if w.taken[at] {
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp", at); err == nil {
			w.taken[at] = true
			return at, l.Close()
		}
	}
	return "", fmt.Errorf("find a free port: %w", err)
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

// StartAgents starts a process for every agent that an honest client can be,
// outliers included, and lets the cheats loose on the given tasks.
func (w *World) StartAgents(ctx context.Context, tasks map[*WorldChain][]oracle.Task, rounds map[oracle.TaskID]uint64) error {
	if err := w.serveForecasts(ctx); err != nil {
		return fmt.Errorf("serve forecasts: %w", err)
	}
	cheating, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.cheating, w.stop = cheating, stop
	for _, a := range w.Agents {
		if a.Role == Honest || a.Role.Liar() {
			if err := w.startAgent(a); err != nil {
				return err
			}
			continue
		}
		for _, c := range w.Chains {
			sender := c.Sender(a.Account)
			k := &cheat{role: a.Role, chain: c.Chain, key: a.Key, sender: sender, number: a.Number,
				report: func(f string, args ...any) { w.say(c.Name, f, args...) }}
			for _, t := range tasks[c] {
				w.cheats.Go(func() { k.run(cheating, t, rounds[t.ID]) })
			}
		}
	}
	return nil
}

// serveForecasts serves what the agents that ask over HTTP are told, in a
// process of its own if that is to outlive this one.
func (w *World) serveForecasts(ctx context.Context) error {
	address, err := w.freeAddress()
	if err != nil {
		return err
	}
	w.forecast = "http://" + address
	if w.Forecasts == "" {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		w.forecasts = &http.Server{Handler: ForecastHandler(), ReadHeaderTimeout: 5 * time.Second}
		go w.forecasts.Serve(listener)
		return nil
	}
	w.forecaster, err = StartProcess("forecasts", filepath.Join(w.Dir, "logs", "forecasts.log"), w.Forecasts, "-forecasts", address)
	if err != nil {
		return err
	}
	return w.forecaster.listens(ctx, address)
}

// startAgent starts oracled agent run with a mind in one of three languages.
func (w *World) startAgent(a *WorldAgent) error {
	dir := filepath.Join(w.Dir, "agents", fmt.Sprintf("%02d-%s", a.Number, a.Role))
	if err := writeAccount(dir, a.Account); err != nil {
		return err
	}
	s, err := keystore.EncryptAgent(a.Key, password, "", keystore.LightForDevelopment)
	if err != nil {
		return err
	}
	if err := keystore.Save(filepath.Join(dir, "agent.json"), s); err != nil {
		return err
	}
	minds := filepath.Join(w.Root, "testnet", "agents")
	source, err := json.Marshal(w.mind(a, minds))
	if err != nil {
		return err
	}
	chains := w.chainsOf(func(i int) bool { return w.Home == nil || w.Home(a.Number, i) })
	yaml := fmt.Sprintf("log: {level: info, format: json}\naccount: {keystore: account.json, passwordFile: password}\nagent:\n  keystore: agent.json\n  passwordFile: password\n  openings: openings\n  command: %s\n%s", source, chains)
	if w.asksHTTP(a) {
		yaml = fmt.Sprintf("log: {level: info, format: json}\naccount: {keystore: account.json, passwordFile: password}\nagent:\n  keystore: agent.json\n  passwordFile: password\n  openings: openings\n  url: %s/agent/%d\n%s", w.forecast, a.Number, chains)
	}
	if err := writeConfig(dir, yaml); err != nil {
		return err
	}
	a.Process, err = StartProcess(fmt.Sprintf("agent %d", a.Number), filepath.Join(w.Dir, "logs", fmt.Sprintf("agent-%02d.log", a.Number)),
		w.Binary, "agent", "run", "--config", filepath.Join(dir, "oracled.yaml"))
	return err
}

func (w *World) asksHTTP(a *WorldAgent) bool {
	return a.Role == Honest && w.HTTPShare > 0 && a.Number%w.HTTPShare == 0
}

// mind returns the command that thinks for an agent.
func (w *World) mind(a *WorldAgent, dir string) []string {
	shell := []string{filepath.Join(dir, "forecast.sh"), fmt.Sprint(a.Number)}
	switch {
	case a.Role == FarOutlier:
		return append(shell, "1000000", "100")
	case a.Role == ModerateOutlier:
		return append(shell, fmt.Sprint(3*Spread), "100")
	case a.Number%7 == 3:
		return []string{"node", filepath.Join(dir, "forecast.mjs"), fmt.Sprint(a.Number)}
	}
	return append(shell, "0", fmt.Sprint(60+a.Number))
}

// Role returns the role of an agent by its id.
func (w *World) Role(id common.Address) (*WorldAgent, bool) {
	i := slices.IndexFunc(w.Agents, func(a *WorldAgent) bool { return a.Key.ID() == id })
	if i < 0 {
		return nil, false
	}
	return w.Agents[i], true
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
