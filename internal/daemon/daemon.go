// Package daemon wires the corridor of every configured chain and runs it.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"oracled/client"
	"oracled/committee"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/oracle"
	"oracled/post"
	"oracled/store"
	"oracled/txmgr"
	"oracled/txmgr/fees"
	"oracled/watcher"
)

// Needs is what a configuration must have to run the daemon.
var Needs = []config.Need{config.NeedChains, config.NeedHub, config.NeedStore, config.NeedAccount, config.NeedOperator}

// Run runs the daemon until intake ends, and then until what is in flight is
// done or work ends. Whatever is wrong with the configuration, the keys or an
// endpoint at the start is an error; what goes wrong later is retried, or halts
// one chain, and shows in /readyz.
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
	chains, err := connect(intake, cfg, account, keys)
	if err != nil {
		return err
	}
	names := map[oracle.Hub]string{}
	for _, c := range chains {
		defer c.Close()
		names[c.Hub] = c.Name
	}
	registry := prometheus.NewRegistry()
	observer := NewObserver(log, registry, names)
	server, err := Listen(cfg.HTTP, registry, observer, log)
	if err != nil {
		return err
	}
	defer server.Close()

	defer context.AfterFunc(intake, observer.Stopping)()

	verifier := crypto.NewVerifier(crypto.VerifierOptions{})
	var g errgroup.Group
	for _, c := range chains {
		entry, err := cfg.Chain(c.Name)
		if err != nil {
			return err
		}
		p, sender, err := pipeline(c, entry.WithDefaults(), account, db, keys, verifier, cfg.Policy, observer)
		if err != nil {
			return err
		}
		if !entry.Dev {
			observer.ExpectBlocks(c.Hub, max(10*c.Config.BlockTime, time.Minute))
		}
		log.Info("following", zap.String("chain", c.Name), zap.Uint64("chainId", c.Hub.ChainID), zap.Stringer("hub", c.Hub.Address),
			zap.Stringer("account", account.Address()), zap.Uint64("from", c.Config.StartBlock), zap.Uint64("confirmations", c.Config.Confirmations))
		g.Go(func() error {
			err := runBoth(intake, work, p, sender)
			if err != nil {
				// Only this chain halts; its siblings go on.
				observer.Halted(c.Hub, err)
				return fmt.Errorf("chain %s: %w", c.Name, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// runBoth runs a pipeline, and as long as that the watch over its transactions.
func runBoth(intake, work context.Context, p *oracle.Pipeline, sender *txmgr.Manager) error {
	watch, stop := context.WithCancel(work)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		sender.Run(watch)
	}()
	err := p.Run(intake, work)
	stop()
	<-watched
	return err
}

// connect connects to every chain and checks that this operator can work there.
func connect(ctx context.Context, cfg config.Config, account txmgr.Signer, keys []*crypto.OperatorKey) (chains []*client.Chain, err error) {
	defer func() {
		if err != nil {
			for _, c := range chains {
				c.Close()
			}
		}
	}()
	for _, name := range cfg.ChainNames() {
		entry, err := cfg.Chain(name)
		if err != nil {
			return chains, err
		}
		c, err := client.Connect(ctx, name, entry.Config)
		if err != nil {
			return chains, err
		}
		chains = append(chains, c)
		if err := fit(ctx, c, account.Address(), keys); err != nil {
			return chains, err
		}
	}
	return chains, nil
}

// fit tells why an operator cannot post on a chain.
func fit(ctx context.Context, c *client.Chain, account common.Address, keys []*crypto.OperatorKey) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	balance, err := c.Eth.BalanceAt(ctx, account, nil)
	if err != nil {
		return fmt.Errorf("chain %s: ask for the balance of %s: %w", c.Name, account, err)
	}
	if balance.Sign() == 0 {
		return fmt.Errorf("chain %s: account %s has no ether to pay for gas; send it some", c.Name, account)
	}
	set, _, err := c.OperatorSet(ctx)
	if err != nil {
		return err
	}
	members := 0
	for _, k := range keys {
		if set.Index(k.PublicKey()) >= 0 {
			members++
		}
	}
	if members < set.Threshold {
		return fmt.Errorf("chain %s: %d of the keys in operator.keystores belong to the hub's operator set and %d must sign; add the keystores of more members", c.Name, members, set.Threshold)
	}
	return nil
}

// pipeline is the corridor of one chain, from its logs to its storage.
func pipeline(c *client.Chain, entry config.Chain, account txmgr.Signer, db *store.Store, keys []*crypto.OperatorKey, verifier oracle.Verifier, policy config.Policy, observer *Observer) (*oracle.Pipeline, *txmgr.Manager, error) {
	decoder, err := c.Decoder()
	if err != nil {
		return nil, nil, err
	}
	if err := Price(c, entry.Post); err != nil {
		return nil, nil, err
	}
	follower := &watcher.Follower{
		Config: entry.Config, Backend: c.Eth, Decoder: decoder,
		Report: func(err error) { observer.Retrying(c.Hub, "follow", err) },
	}
	sender := txmgr.New(txmgr.Config{
		ChainID: c.Hub.ChainID, Model: c.Fees, MaxFee: entry.Post.MaxFee(),
		PollInterval: entry.PollInterval, ResubmitAfter: entry.Post.ResubmitAfter, Confirmations: entry.Confirmations,
		Changed: func(p txmgr.Pending) { observer.Transaction(c.Hub, p) },
		Report:  func(err error) { observer.Retrying(c.Hub, "send", err) },
	}, c.Eth, account, db)
	observer.Transactions(c.Hub, sender.InFlight)
	p := &oracle.Pipeline{
		Hub:      c.Hub,
		From:     oracle.Cursor{Block: entry.StartBlock},
		Follower: follower,
		Policy:   policy.Serves,
		Verifier: verifier,
		Solvers:  Solvers(),
		Batcher:  post.NewQueue(c.Hub, c.SetID, entry.Post, follower, c),
		Attester: committee.NewLocal(keys, c, db),
		Poster:   post.NewPoster(c.Hub, sender),
		Observer: observer,

		MaxInFlight: entry.Post.MaxInFlight,
	}
	if entry.Dev {
		p.Nudger = &post.Nudger{Sender: sender, Pending: c.Now}
		p.NudgeAfter = 2 * entry.BlockTime
	}
	return p, sender, nil
}

// Solvers returns the solvers that tasks may name, on the CPU.
func Solvers() func(name string) (oracle.Solver, error) {
	backend := cpu.New()
	return func(name string) (oracle.Solver, error) { return compute.New(name, backend) }
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
		k, err := openKeystore(path, log, func(s keystore.Keystore) (*crypto.OperatorKey, error) { return s.OperatorKey(password) })
		if err != nil {
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
	k, err := openKeystore(cfg.Keystore, log, func(s keystore.Keystore) (*crypto.AgentKey, error) { return s.AgentKey(password) })
	if err != nil {
		return nil, fmt.Errorf("agent.keystore: %w", err)
	}
	return k, nil
}

func openKeystore[K any](path string, log *zap.Logger, decrypt func(keystore.Keystore) (K, error)) (K, error) {
	var none K
	s, warning, err := keystore.Load(path)
	if err != nil {
		return none, err
	}
	if warning != "" {
		log.Warn(warning)
	}
	k, err := decrypt(s)
	if errors.Is(err, keystore.ErrPassword) {
		return none, fmt.Errorf("decrypt %s: %w", path, err)
	}
	return k, err
}
