package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/committee"
	"oracled/committee/peer"
	"oracled/config"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/store"
)

// PeerState is what became of asking one operator how it is.
type PeerState struct {
	ID    common.Address        `json:"id"`
	Host  string                `json:"host,omitempty"`
	Self  bool                  `json:"self,omitempty"`
	Took  time.Duration         `json:"tookNanoseconds,omitempty"`
	Hello committee.HelloAnswer `json:"hello"`
	Error string                `json:"error,omitempty"`
}

// servingSets connects to every chain and returns who serves on any of them.
func servingSets(ctx context.Context, cfg config.Config) (sets []crypto.OperatorSet, err error) {
	for _, name := range cfg.ChainNames() {
		entry, err := cfg.Chain(name)
		if err != nil {
			return nil, err
		}
		c, err := client.Connect(ctx, name, entry.Config)
		if err != nil {
			return nil, err
		}
		set, _, err := c.OperatorSet(ctx)
		c.Close()
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func isMember(sets []crypto.OperatorSet) func([]byte) bool {
	return func(public []byte) bool {
		for _, s := range sets {
			if s.Index(public) >= 0 {
				return true
			}
		}
		return false
	}
}

// AskPeers asks every operator of operator.peers how it is.
func AskPeers(ctx context.Context, cfg config.Config) ([]PeerState, error) {
	keys, err := OpenOperatorKeys(cfg.Operator, zap.NewNop())
	if err != nil {
		return nil, err
	}
	sets, err := servingSets(ctx, cfg)
	if err != nil {
		return nil, err
	}
	identity := peer.NewIdentity(keys[0])
	directory := committee.NewDirectory(identity, cfg.Operator.Addresses(), isMember(sets))
	defer directory.Close()
	out := []PeerState{{ID: identity.ID(), Self: true}}
	for _, a := range cfg.Operator.Addresses() {
		if a.ID == identity.ID() {
			continue
		}
		p := PeerState{ID: a.ID, Host: a.Host}
		ask, cancel := context.WithTimeout(ctx, 5*time.Second)
		began := time.Now()
		err := directory.Ask(ask, a.ID, committee.PathHello, committee.Hello{Chains: []committee.HelloChain{}}, &p.Hello)
		cancel()
		p.Took = time.Since(began)
		if err != nil {
			p.Error = err.Error()
		}
		out = append(out, p)
	}
	return out, nil
}

// Rotate collects the serving set's part of a plan and puts its set into service
// on every chain of the plan that has not rotated yet.
func Rotate(ctx context.Context, cfg config.Config, p crypto.SetPlan, registrations []crypto.Registration, say func(format string, args ...any)) error {
	account, err := OpenAccount(cfg.Account)
	if err != nil {
		return err
	}
	keys, err := OpenOperatorKeys(cfg.Operator, zap.NewNop())
	if err != nil {
		return err
	}
	chains, serving, err := toRotate(ctx, cfg, account.Address(), p, say)
	for _, c := range chains {
		defer c.Close()
	}
	if err != nil || len(chains) == 0 {
		return err
	}
	if _, err := committee.Folder(cfg.Operator.Rotations).Approve(p); err != nil {
		return err
	}
	proof, others, err := collect(ctx, cfg, keys, serving, p, say)
	if err != nil {
		return err
	}
	for _, c := range chains {
		r, err := client.Rotate(ctx, c, account, p, append(registrations, others...), proof)
		if err != nil {
			return err
		}
		say("%s: the set of %d operators, threshold %d, serves from block %s (%d gas)", c.Name, len(p.Keys), p.Threshold, r.BlockNumber, r.GasUsed)
	}
	return nil
}

// toRotate returns the chains of a plan that are in the epoch before it.
func toRotate(ctx context.Context, cfg config.Config, sender common.Address, p crypto.SetPlan, say func(string, ...any)) (chains []*client.Chain, serving crypto.OperatorSet, err error) {
	found := 0
	for _, name := range cfg.ChainNames() {
		entry, err := cfg.Chain(name)
		if err != nil {
			return chains, serving, err
		}
		c, err := client.Connect(ctx, name, entry.Config)
		if err != nil {
			return chains, serving, err
		}
		if err := Price(c, entry.Post); err != nil {
			c.Close()
			return chains, serving, err
		}
		set, epoch, err := c.OperatorSet(ctx)
		switch {
		case err != nil:
			c.Close()
			return chains, serving, err
		case c.SetID != p.SetID:
			c.Close()
			continue
		}
		found++
		if epoch >= p.Epoch {
			say("%s: in epoch %d already", name, epoch)
			c.Close()
			continue
		}
		// Before anybody is asked to sign.
		if err := client.PlanFits(p, sender, epoch+1); err != nil {
			c.Close()
			return chains, serving, fmt.Errorf("chain %s: %w", name, err)
		}
		chains, serving = append(chains, c), set
	}
	if found == 0 {
		return chains, serving, fmt.Errorf("no chain of the configuration has a hub with set %s; is it the right plan?", p.SetID)
	}
	return chains, serving, nil
}

func collect(ctx context.Context, cfg config.Config, keys []*crypto.OperatorKey, serving crypto.OperatorSet, p crypto.SetPlan, say func(string, ...any)) (oracle.QuorumProof, []crypto.Registration, error) {
	if cfg.Operator.Alone() {
		db, err := store.Open(cfg.Store.Path)
		if err != nil {
			return nil, nil, err
		}
		defer db.Close()
		a, refusal := committee.SignPlan(ctx, db, keys, serving, p)
		if refusal != nil {
			return nil, nil, refusal
		}
		proof, err := a.ProofAlone(serving, p)
		return proof, a.Registrations, err
	}
	if cfg.Operator.Listen == "" {
		return nil, nil, errors.New("operator.listen: missing; this operator's own daemon signs as well")
	}
	identity := peer.NewIdentity(keys[0])
	addresses := append([]peer.Address{{ID: identity.ID(), Host: cfg.Operator.Listen}}, cfg.Operator.Addresses()...)
	directory := committee.NewDirectory(identity, addresses, isMember([]crypto.OperatorSet{serving}))
	defer directory.Close()
	return committee.CollectRotation(ctx, directory, serving, p, func(id common.Address, what string) { say("operator %s: %s", id, what) })
}
