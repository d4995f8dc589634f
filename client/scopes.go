package client

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
	"oracled/scope"
	"oracled/txmgr"
)

// ScopePart is one chain of a scope that is to be, with what the task has of its
// own there.
type ScopePart struct {
	Chain       *Chain
	Weight      uint32
	Gate        common.Address
	Consumer    common.Address
	CallbackGas uint32
	Bounty      *big.Int // wei per round; nil: none
	Funds       *big.Int // wei now; nil: none
}

// PlanScope returns the tasks of a scope, one for each part, which share
// everything else with t. Its start must be set.
func PlanScope(t oracle.Task, creator common.Address, salt common.Hash, grace uint64, parts []ScopePart) ([]oracle.Task, error) {
	s := oracle.Scope{Salt: salt, Grace: grace}
	for _, p := range parts {
		s.Members = append(s.Members, oracle.Member{Hub: p.Chain.Hub, Weight: p.Weight})
	}
	var out []oracle.Task
	for _, p := range parts {
		one := t
		one.Hub, one.Creator = p.Chain.Hub, creator
		one.Gate, one.Consumer, one.CallbackGas, one.Bounty = p.Gate, p.Consumer, p.CallbackGas, p.Bounty
		one, err := oracle.WithScope(one, s)
		if err != nil {
			return nil, err
		}
		if err := scope.CheckTask(one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// CreateScope creates the tasks of a plan that are not on their chains yet, so it
// may be repeated when it was interrupted; said is told of each task, and whether
// it is new. The reveal delay has to cover the finality of the slowest chain: an
// opening on one must not be seen while another still takes commitments.
func CreateScope(ctx context.Context, parts []ScopePart, sender func(*Chain) *txmgr.Manager, plan []oracle.Task, acceptReorgRisk bool, said func(c *Chain, t oracle.Task, isNew bool)) ([]oracle.Task, error) {
	known := make([]oracle.Task, len(parts))
	for i, p := range parts {
		if f := p.Chain.Finality(); plan[i].RevealDelay < f && !acceptReorgRisk {
			return nil, fmt.Errorf("chain %s: %w (%d s, its confirmations are about %d s)", p.Chain.Name, ErrReorgRisk, plan[i].RevealDelay, f)
		}
		// Everything that can be refused is, before anything is paid.
		if _, err := taskParams(plan[i]); err != nil {
			return nil, err
		}
		tasks, err := p.Chain.Tasks(ctx)
		if err != nil {
			return nil, err
		}
		if t, ok := InScope(tasks, plan[i].Scope.ID); ok {
			known[i] = t
		}
	}
	for i, p := range parts {
		isNew := known[i].Index == 0
		if isNew {
			made, err := CreateTask(ctx, p.Chain, sender(p.Chain), plan[i], p.Funds, true)
			if err != nil {
				return nil, err
			}
			if made.Scope == nil || made.Scope.ID != plan[i].Scope.ID {
				return nil, fmt.Errorf("chain %s: the hub has task %d with other parameters than the scope's: %w", p.Chain.Name, made.Index, errors.Join(made.ScopeFault()))
			}
			known[i] = made
		}
		said(p.Chain, known[i], isNew)
	}
	return known, nil
}

// InScope returns the task of a hub that is the one of a scope there.
func InScope(tasks []oracle.Task, id common.Hash) (oracle.Task, bool) {
	i := slices.IndexFunc(tasks, func(t oracle.Task) bool { return t.Scope != nil && t.Scope.ID == id })
	if i < 0 {
		return oracle.Task{}, false
	}
	return tasks[i], true
}
