package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/oracle"
)

// revertCode is what an endpoint answers with when a call reverts.
const revertCode = 3

// Admitted asks a task's gate for an agent and its group, as the hub does: a gate
// that reverts admits nobody. An open task admits everybody, to group 0.
func (c *Chain) Admitted(ctx context.Context, t oracle.Task, agent common.Address) (bool, uint32, error) {
	if t.Gate == (common.Address{}) {
		return true, 0, nil
	}
	gate := bindings.NewAllowListGate() // every gate has the same function
	out, err := call(ctx, c, t.Gate, gate.PackAdmitted(t.ID, agent), gate.UnpackAdmitted)
	var answered rpc.Error
	switch {
	case errors.As(err, &answered) && answered.ErrorCode() == revertCode:
		return false, 0, nil
	case err != nil:
		return false, 0, fmt.Errorf("chain %s: ask gate %s for agent %s: %w", c.Name, t.Gate, agent, err)
	}
	return out.Arg0, out.Arg1, nil
}

// NextTask returns the identifier that the next task of the hub gets, if nobody
// else is first.
func (c *Chain) NextTask(ctx context.Context) (oracle.TaskID, error) {
	hub := bindings.NewNashOracle()
	n, err := call(ctx, c, c.Hub.Address, hub.PackTaskCount(), hub.UnpackTaskCount)
	if err != nil {
		return oracle.TaskID{}, fmt.Errorf("chain %s: ask for the number of tasks: %w", c.Name, err)
	}
	return common.BigToHash(n.Add(n, common.Big1)), nil
}

// gateCalls is how many agents a gate is asked for at a time.
const gateCalls = 16

// Members returns the agents that a task's gate admits now and their groups. It
// asks the gate for every agent that is registered and for everybody whom the
// gate's own logs name, from the chain's StartBlock on: so it reads any gate, and
// misses only those that were let in before that block and have not registered.
func (c *Chain) Members(ctx context.Context, t oracle.Task) (map[common.Address]uint32, error) {
	code, err := c.Eth.CodeAt(ctx, t.Gate, nil)
	if err != nil {
		return nil, fmt.Errorf("chain %s: look for the gate's code: %w", c.Name, err)
	}
	if len(code) == 0 {
		return nil, fmt.Errorf("chain %s: there is no gate at %s", c.Name, t.Gate)
	}
	candidates, err := c.candidates(ctx, t.Gate)
	if err != nil {
		return nil, err
	}
	members := map[common.Address]uint32{}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(gateCalls)
	for _, agent := range candidates {
		g.Go(func() error {
			in, group, err := c.Admitted(ctx, t, agent)
			if err != nil || !in {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			members[agent] = group
			return nil
		})
	}
	return members, g.Wait()
}

// candidates returns the registered agents and all addresses in the topics of a
// gate's logs, sorted.
func (c *Chain) candidates(ctx context.Context, gate common.Address) ([]common.Address, error) {
	head, err := c.Eth.BlockNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
	}
	decoder, err := c.Decoder()
	if err != nil {
		return nil, err
	}
	found := map[common.Address]bool{}
	err = c.rawLogs(ctx, []common.Address{c.Registry, gate}, c.Config.StartBlock, head, func(l *types.Log) error {
		if l.Address == gate {
			for _, topic := range l.Topics[min(1, len(l.Topics)):] {
				if a := common.BytesToAddress(topic[:]); common.BytesToHash(a[:]) == topic {
					found[a] = true
				}
			}
			return nil
		}
		e, err := decoder.Decode(l)
		if err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		if r, ok := e.(oracle.AgentRegistered); ok {
			found[r.Agent] = true
		}
		return nil
	})
	return slices.SortedFunc(maps.Keys(found), common.Address.Cmp), err
}
