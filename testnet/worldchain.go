package testnet

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/client"
	"oracled/oracle"
	"oracled/watcher"
)

// WorldChain is one chain of a world.
type WorldChain struct {
	*client.Chain
	Anvil      *Anvil
	Deployment client.Deployment
	Consumer   common.Address
	Start      uint64 // the block before the contracts
}

// ChainID returns the chain's id.
func (c *WorldChain) ChainID() uint64 { return c.Anvil.ChainID }

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

// StopTask lets no further round of a feed begin.
func (w *World) StopTask(ctx context.Context, c *WorldChain, id oracle.TaskID) error {
	_, err := client.Settle(ctx, c.Chain, c.Sender(w.requester), id, client.Stop)
	return err
}

// CreateTask creates a task behind the world's gate.
func (w *World) CreateTask(ctx context.Context, c *WorldChain, t oracle.Task) (oracle.Task, error) {
	t.Gate = c.Deployment.Gate
	return client.CreateTask(ctx, c.Chain, c.Sender(w.requester), t, nil, false)
}
