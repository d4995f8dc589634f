// Package daemon wires the corridor of every configured chain and runs it.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"math/big"
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
	watchEndpoints(log, registry, chains)
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
		p, err := pipeline(c, entry.WithDefaults(), account, db, keys, verifier, cfg.Policy, observer)
		if err != nil {
			return err
		}
		if !entry.Dev {
			observer.ExpectBlocks(c.Hub, max(10*c.Config.BlockTime, time.Minute))
		}
		log.Info("following", zap.String("chain", c.Name), zap.Uint64("chainId", c.Hub.ChainID), zap.Stringer("hub", c.Hub.Address),
			zap.Stringer("account", account.Address()), zap.Uint64("from", c.Config.StartBlock), zap.Uint64("confirmations", c.Config.Confirmations))
		g.Go(func() error {
			err := p.Run(intake, work)
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

// connect connects to every chain and checks that this operator can work there.
func connect(ctx context.Context, cfg config.Config, account *txmgr.Account, keys []*crypto.OperatorKey) (chains []*client.Chain, err error) {
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
		return fmt.Errorf("chain %s: account %s (account.keystore) has no ether to pay for gas; send it some", c.Name, account)
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
func pipeline(c *client.Chain, entry config.Chain, account *txmgr.Account, db *store.Store, keys []*crypto.OperatorKey, verifier oracle.Verifier, policy config.Policy, observer oracle.Observer) (*oracle.Pipeline, error) {
	decoder, err := c.Decoder()
	if err != nil {
		return nil, err
	}
	follower := &watcher.Follower{
		Config: entry.Config, Backend: c.Eth, Decoder: decoder,
		Report: func(err error) { observer.Retrying(c.Hub, "follow", err) },
	}
	sender := txmgr.New(txmgr.Config{
		ChainID: c.Hub.ChainID, MaxFee: gwei(entry.Post.MaxFeeGwei), MinTip: gwei(entry.Post.MinTipGwei),
		PollInterval: entry.PollInterval, ResubmitAfter: entry.Post.ResubmitAfter,
	}, c.Eth, account, db)
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
	}
	if entry.Dev {
		p.Nudger = &post.Nudger{Sender: sender, Pending: c.Now}
		p.NudgeAfter = 2 * entry.BlockTime
	}
	return p, nil
}

// Solvers returns the solvers that tasks may name, on the CPU.
func Solvers() func(name string) (oracle.Solver, error) {
	backend := cpu.New()
	return func(name string) (oracle.Solver, error) { return compute.New(name, backend) }
}

// gwei returns wei, nil for 0.
func gwei(g float64) *big.Int {
	if g == 0 {
		return nil
	}
	wei, _ := new(big.Float).Mul(big.NewFloat(g), big.NewFloat(1e9)).Int(nil)
	return wei
}

// OpenAccount opens the account that pays for gas.
func OpenAccount(cfg config.Account) (*txmgr.Account, error) {
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
