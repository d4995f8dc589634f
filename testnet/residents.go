package testnet

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/client"
	"oracled/crypto"
	"oracled/txmgr"
)

// Residents are honest agents that live on one chain: they are registered there
// and nowhere else, and behind a gate of their own. They run in this process.
type Residents struct {
	Gate  common.Address
	chain *WorldChain
	keys  []*crypto.AgentKey
	sends []*txmgr.Manager
}

// Settle makes residents of a chain.
func (w *World) Settle(ctx context.Context, c *WorldChain, n int) (*Residents, error) {
	r := &Residents{chain: c}
	hundred := new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18))
	var ids []common.Address
	g, ctx := errgroup.WithContext(ctx)
	for range n {
		key, err := crypto.GenerateAgentKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		secret, err := ethcrypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		sender := c.Sender(txmgr.NewAccount(secret))
		r.keys, r.sends, ids = append(r.keys, key), append(r.sends, sender), append(ids, key.ID())
		g.Go(func() error {
			if err := c.Eth.Client().CallContext(ctx, nil, "anvil_setBalance", sender.Address(), (*hexBig)(hundred)); err != nil {
				return fmt.Errorf("chain %s: give ether to %s: %w", c.Name, sender.Address(), err)
			}
			_, err := client.Register(ctx, c.Chain, sender, key)
			return err
		})
	}
	g.Go(func() error {
		// Of another owner than the world's gate, and so at another address.
		owner := c.Sender(w.operator)
		var err error
		r.Gate, err = client.CreateContract(ctx, c.Chain, owner, "AllowListGate",
			bindings.AllowListGateMetaData.Bin, bindings.NewAllowListGate().PackConstructor(w.operator.Address()))
		if err != nil {
			return err
		}
		return client.Allow(ctx, c.Chain, owner, r.Gate, ids, make([]uint32, len(ids)))
	})
	return r, g.Wait()
}

// StartResidents lets residents take part until the world's work ends. The
// world's agents must have been started.
func (w *World) StartResidents(r *Residents) error {
	openings, err := client.OpenOpenings(filepath.Join(w.Dir, "residents", r.chain.Name))
	if err != nil {
		return err
	}
	for i, key := range r.keys {
		a := &client.Agent{
			Chain: r.chain.Chain, Key: key, Sender: r.sends[i], Openings: openings,
			Source: client.HTTP{URL: fmt.Sprintf("%s/agent/%d", w.forecast, 100+i), Timeout: 5 * time.Second},
			Wants:  func(uint32) bool { return true },
			Report: func(client.AgentReport) {}, // what is missing in the end is told by the summary
		}
		w.cheats.Go(func() { _ = a.Run(w.cheating) })
	}
	return nil
}
