// Package daemon wires the corridor of every configured chain and runs it.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"oracled/client"
	"oracled/committee"
	"oracled/compute"
	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/history"
	"oracled/internal/dashboard"
	"oracled/internal/metrics"
	"oracled/oracle"
	"oracled/post"
	"oracled/scope"
	"oracled/store"
	"oracled/tune"
	"oracled/txmgr"
	"oracled/txmgr/fees"
	"oracled/watcher"
)

// Needs is what a configuration must have to run the daemon.
var Needs = []config.Need{config.NeedChains, config.NeedHub, config.NeedStore, config.NeedAccount, config.NeedOperator}

// Run runs the daemon until intake ends, and then until what is in flight is
// done or work ends. Whatever is wrong with the configuration, the keys or what
// an endpoint answers at the start is an error, and so is a start at which no
// endpoint answers at all. A chain that is down while another is not comes in
// later; what goes wrong later is retried, or halts one chain, and shows in
// /readyz.
func Run(intake, work context.Context, cfg config.Config, log *zap.Logger) error {
	for _, w := range cfg.Warnings() {
		log.Warn(w)
	}
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return err
	}
	defer db.Close()
	account, err := OpenAccount(cfg.Account)
	if err != nil {
		return err
	}
	if r, ok := account.(*txmgr.Remote); ok {
		defer r.Close()
	}
	keys, err := OpenOperatorKeys(cfg.Operator, log)
	if err != nil {
		return err
	}
	conns, err := connectAll(intake, cfg, account.Address(), keys)
	if err != nil {
		return err
	}
	names := map[oracle.Hub]string{}
	for _, c := range conns {
		defer c.close()
		names[c.entry.OracleHub()] = c.entry.Name
	}
	registry := prometheus.NewRegistry()
	observer := NewObserver(log, registry, names)
	recorder := dashboard.NewRecorder()
	tuning := newTuningWatch(registry, log)
	backend, err := openBackend(intake, cfg.Compute, newBackendWatch(log, registry))
	if err != nil {
		return err
	}
	defer backend.Close()
	solving := tuneBackend(cfg.Tuning, backend, tuning)
	metrics.WatchStore(registry, db.Disk)
	scopes := newScopes(registry, names, solversOn(solving), log)
	observer.scopes(scopes.Status)
	page, err := newDashboard(cfg, observer, recorder, backend, db.Disk, names)
	if err != nil {
		return err
	}
	server, err := Listen(cfg.HTTP, registry, observer, page, log)
	if err != nil {
		return err
	}
	defer server.Close()

	defer context.AfterFunc(intake, observer.Stopping)()

	kept := openHistory(cfg, log)
	if kept != nil {
		defer kept.Close()
		for hub, name := range names {
			if err := remember(intake, recorder, kept, hub); err != nil {
				log.Warn("the dashboard begins without the rounds of before", zap.String("chain", name), zap.Error(err))
			}
		}
	}
	var g errgroup.Group
	var place *seat
	if !cfg.Operator.Alone() {
		if place, err = takeSeat(cfg.Operator, keys, db, registry, names, log); err != nil {
			return err
		}
		defer place.close()
		observer.seat(place.watch.peers)
	}
	scopes.Agreement = lists(place, scopes, db, log)
	combining, stopCombining := context.WithCancel(work)
	combined := make(chan struct{})
	go func() {
		defer close(combined)
		_ = scopes.Run(combining) // until it is told to stop
	}()
	defer func() { stopCombining(); <-combined }()
	for _, c := range conns {
		r := &runner{connection: c, cfg: cfg, account: account, db: db, history: kept, tuning: tuning, keys: keys, seat: place, scopes: scopes, served: names, observer: observer, page: recorder, backend: solving, log: log}
		g.Go(func() error {
			err := r.run(intake, work)
			if err != nil {
				// Only this chain halts; its siblings go on.
				observer.Halted(c.entry.OracleHub(), err)
				return fmt.Errorf("chain %s: %w", c.entry.Name, err)
			}
			return nil
		})
	}
	if place == nil {
		return g.Wait()
	}
	// The others are answered as long as a chain is followed, and not longer.
	answering, stop := context.WithCancel(work)
	defer stop()
	answered := make(chan error, 1)
	go func() { answered <- place.run(intake, answering) }()
	err = g.Wait()
	stop()
	return errors.Join(err, <-answered)
}

// runner runs one chain. Of what it shares with the others, only the store is
// ever waited for.
type runner struct {
	*connection
	cfg      config.Config
	account  txmgr.Signer
	db       *store.Store
	history  *store.History // nil: none is kept
	recorder *history.Recorder
	tuning   *tuningWatch
	keys     []*crypto.OperatorKey
	seat     *seat             // nil: this process is the whole committee
	member   *committee.Member // of this chain's committee, once it is followed
	scopes   *scope.Keeper
	served   map[oracle.Hub]string // every hub of the configuration
	observer *Observer
	page     *dashboard.Recorder
	backend  compute.Backend
	log      *zap.Logger
}

func (r *runner) run(intake, work context.Context) error {
	if r.chain == nil {
		if err := r.await(intake, r.observer, r.account.Address(), r.keys, r.cfg.Operator.Alone()); intake.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
	}
	r.observer.Endpoints(r.chain)
	p, sender, err := r.pipeline(intake)
	if err != nil {
		return err
	}
	if c := r.chain; !r.entry.Dev {
		r.observer.ExpectBlocks(c.Hub, max(10*c.Config.BlockTime, time.Minute))
	}
	r.log.Info("following", zap.String("chain", r.chain.Name), zap.Uint64("chainId", r.chain.Hub.ChainID), zap.Stringer("hub", r.chain.Hub.Address),
		zap.Stringer("account", r.account.Address()), zap.Uint64("confirmations", r.chain.Config.Confirmations))
	defer watchBalance(work, r.observer, r.chain.Hub, r.account.Address(), r.chain.Config.BlockTime, func(ctx context.Context) (*big.Int, error) {
		return r.chain.Eth.BalanceAt(ctx, r.account.Address(), nil)
	})()
	beside := []func(context.Context){sender.Run}
	if h := r.recorder; h != nil {
		beside = append(beside, func(ctx context.Context) { r.runHistory(ctx, h) })
	}
	if err = runBeside(intake, work, p, beside); err != nil && r.member != nil {
		r.member.Desk.Halt()
	}
	if err != nil && r.recorder != nil {
		r.recordHalt()
	}
	return err
}

// runBeside runs a pipeline, and as long as that what belongs to it.
func runBeside(intake, work context.Context, p *oracle.Pipeline, beside []func(context.Context)) error {
	watch, stop := context.WithCancel(work)
	var watched sync.WaitGroup
	for _, run := range beside {
		watched.Go(func() { run(watch) })
	}
	err := p.Run(intake, work)
	stop()
	watched.Wait()
	return err
}

// pipeline is the corridor of one chain, from its logs to its storage.
func (r *runner) pipeline(ctx context.Context) (*oracle.Pipeline, *txmgr.Manager, error) {
	c := r.chain
	decoder, err := c.Decoder()
	if err != nil {
		return nil, nil, err
	}
	if err := Price(c, r.entry.Post); err != nil {
		return nil, nil, err
	}
	follower := &watcher.Follower{
		Config: r.entry.Config, Backend: c.Eth, Decoder: decoder,
		Report: func(err error) { r.observer.Retrying(c.Hub, "follow", err) },
	}
	sender := txmgr.New(txmgr.Config{
		ChainID: c.Hub.ChainID, Model: c.Fees, MaxFee: r.entry.Post.MaxFee(),
		PollInterval: r.entry.PollInterval, ResubmitAfter: r.entry.Post.ResubmitAfter, Confirmations: r.entry.Confirmations,
		Changed: func(p txmgr.Pending) {
			r.observer.Transaction(c.Hub, p)
			if r.recorder != nil {
				transaction(r.recorder, p)
			}
		},
		Report: func(err error) { r.observer.Retrying(c.Hub, "send", err) },
	}, c.Eth, r.account, r.db)
	r.observer.Transactions(c.Hub, sender.InFlight)
	queue := post.NewQueue(c.Hub, c.SetID, r.entry.Post, follower, c)
	queue.Quorum = proofOf(c)
	// A verifier of its own: the keys that it keeps decoded are not driven out by
	// whoever floods another chain.
	verifier := crypto.NewVerifier(crypto.VerifierOptions{})
	p := &oracle.Pipeline{
		Hub:      c.Hub,
		From:     oracle.Cursor{Block: r.entry.StartBlock},
		Follower: follower,
		Policy: func(t oracle.Task) error {
			if err := served(t, r.served); err != nil {
				return err
			}
			if err := compute.CheckTask(t); err != nil {
				return err
			}
			return r.cfg.Policy.Serves(t)
		},
		Verifier:  verifier,
		Solvers:   solversOn(r.backend),
		Batcher:   queue,
		Attester:  committee.NewLocal(r.keys, c, r.db),
		Poster:    post.NewPoster(c.Hub, sender),
		Observers: []oracle.NamedObserver{{Name: "health", Observer: r.observer}, {Name: "dashboard", Observer: r.page}},
		Report: func(err error) {
			r.log.Error("the chain goes on; one of its observers did not keep up", zap.String("chain", r.entry.Name), zap.Error(err))
		},
		Build:  BuildInfo().String(),
		Scopes: r.scopes,

		MaxInFlight: r.entry.Post.MaxInFlight,
	}
	if r.seat != nil {
		m := r.seat.member(ctx, c, c.Hub, c.SetID, r.entry.BlockTime, follower, queue)
		p.Batcher, p.Attester, p.Declined, r.member = m, m, m.Desk.Decline, m
	}
	if every := r.cfg.Store.SnapshotEvery; every > 0 {
		p.Snapshots, p.SnapshotEvery = r.db, every
	}
	if r.history != nil {
		r.recorder = r.record(p)
	}
	if r.cfg.Tuning.Mode != tune.Off {
		r.tune(p, queue, verifier)
	}
	if r.entry.Dev {
		p.Nudger = &post.Nudger{Sender: sender, Pending: c.Now}
		p.NudgeAfter = 2 * r.entry.BlockTime
	}
	waiting := func() QueueStatus {
		return QueueStatus{Length: queue.Len(), Bound: r.entry.Post.MaxQueue, Oldest: Seconds(queue.Oldest().Seconds())}
	}
	r.observer.Queue(c.Hub, waiting)
	r.observer.Watch(c.Hub, func(_ context.Context, s *ChainStatus) { s.Queue = waiting() })
	r.observer.Watch(c.Hub, r.probeEndpoints)
	r.observer.Watch(c.Hub, probeOperators(c))
	r.observer.Watch(c.Hub, probeTransactions(sender))
	return p, sender, nil
}

// Price makes a chain's commands price their transactions as its entry says.
func Price(c *client.Chain, p post.Config) (err error) {
	if c.Fees, err = fees.New(p.Fees(), c.Config.ChainID, c.Eth); err != nil {
		return fmt.Errorf("chains.%s.post.%w", c.Name, err)
	}
	return nil
}

// OpenAccount opens the account that pays for gas.
func OpenAccount(cfg config.Account) (txmgr.Signer, error) {
	if s := cfg.Signer; s.URL != "" {
		r, err := txmgr.DialRemote(s.Kind, s.URL, s.Address)
		if err != nil {
			return nil, fmt.Errorf("account.signer: %w", err)
		}
		return r, nil
	}
	password, err := config.ReadPassword(cfg.PasswordFile)
	if err != nil {
		return nil, fmt.Errorf("account.passwordFile: %w", err)
	}
	a, err := txmgr.OpenAccount(cfg.Keystore, password)
	if err != nil {
		return nil, fmt.Errorf("account.keystore: %w", err)
	}
	return a, nil
}

// OpenOperatorKeys opens every operator key of the configuration.
func OpenOperatorKeys(cfg config.Operator, log *zap.Logger) ([]*crypto.OperatorKey, error) {
	password, err := config.ReadPassword(cfg.PasswordFile)
	if err != nil {
		return nil, fmt.Errorf("operator.passwordFile: %w", err)
	}
	var keys []*crypto.OperatorKey
	for i, path := range cfg.Keystores {
		k, warning, err := keystore.OpenOperator(path, password)
		if warning != "" {
			log.Warn(warning)
		}
		if err = named(path, err); err != nil {
			return nil, fmt.Errorf("operator.keystores[%d]: %w", i, err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// OpenAgentKey opens the agent's key.
func OpenAgentKey(cfg config.Agent, log *zap.Logger) (*crypto.AgentKey, error) {
	password, err := config.ReadPassword(cfg.PasswordFile)
	if err != nil {
		return nil, fmt.Errorf("agent.passwordFile: %w", err)
	}
	s, warning, err := keystore.Load(cfg.Keystore)
	if warning != "" {
		log.Warn(warning)
	}
	if err != nil {
		return nil, fmt.Errorf("agent.keystore: %w", err)
	}
	k, err := s.AgentKey(password)
	if err != nil {
		return nil, fmt.Errorf("agent.keystore: %w", named(cfg.Keystore, err))
	}
	return k, nil
}

// named says which keystore a password does not fit.
func named(path string, err error) error {
	if errors.Is(err, keystore.ErrPassword) {
		return fmt.Errorf("decrypt %s: %w", path, err)
	}
	return err
}
