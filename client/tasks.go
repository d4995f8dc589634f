package client

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/txmgr"
	"oracled/watcher"
)

// Finality returns how long a block of this chain takes to be believed.
func (c *Chain) Finality() uint64 {
	d := c.Config.BlockTime.Seconds() * float64(c.Config.Confirmations)
	return uint64(d + 0.999)
}

// ErrReorgRisk: a task would let a reveal be carried back into the commit
// window by a reorganisation that the chain's confirmations allow.
var ErrReorgRisk = errors.New("the reveal delay is shorter than the chain takes to be final")

// CheckDelay returns an error that wraps ErrReorgRisk when the task's reveal
// delay is below the chain's finality.
func (c *Chain) CheckDelay(t oracle.Task) error {
	if t.RevealDelay < c.Finality() {
		return fmt.Errorf("chain %s: %w (%d s, %d confirmations are about %d s)", c.Name, ErrReorgRisk, t.RevealDelay, c.Config.Confirmations, c.Finality())
	}
	return nil
}

// CreateTask creates a task funded with the given wei. acceptReorgRisk allows
// what CheckDelay refuses.
func CreateTask(ctx context.Context, c *Chain, sender *txmgr.Manager, t oracle.Task, funds *big.Int, acceptReorgRisk bool) (oracle.Task, error) {
	if err := c.CheckDelay(t); err != nil && !acceptReorgRisk {
		return t, err
	}
	if t.Bounty == nil {
		t.Bounty = new(big.Int)
	}
	hub := bindings.NewNashOracle()
	params, err := taskParams(t)
	if err != nil {
		return t, err
	}
	r, err := sender.Send(ctx, txmgr.Candidate{To: c.Hub.Address, Data: hub.PackCreateTask(params), Value: funds})
	if err != nil {
		return t, fmt.Errorf("chain %s: create a task: %w", c.Name, explain("NashOracle", err))
	}
	for _, l := range r.Logs {
		if l.Address != c.Hub.Address {
			continue
		}
		if e, err := hub.UnpackTaskCreatedEvent(l); err == nil {
			return watcher.TaskFromParams(c.Hub, e.Task, e.Creator, e.Params), nil
		}
	}
	return t, fmt.Errorf("chain %s: transaction %s logged no task", c.Name, r.TxHash)
}

// taskParams returns what the hub takes, or names the field that does not fit.
func taskParams(t oracle.Task) (bindings.NashOracleTaskParams, error) {
	var bad error
	fit := func(name string, v uint64, bits int) uint64 {
		if v >= 1<<bits && bad == nil {
			bad = fmt.Errorf("%s: %d does not fit %d bits", name, v, bits)
		}
		return v
	}
	if t.Dimension < 0 || t.Width < 0 {
		return bindings.NashOracleTaskParams{}, errors.New("dimension and width must be positive")
	}
	solver, description := t.Texts()
	p := bindings.NashOracleTaskParams{
		Solver:    solver,
		Dimension: uint16(fit("dimension", uint64(t.Dimension), 16)),
		Width:     uint8(fit("width", uint64(t.Width), 8)),
		Digest:    t.Digest,
		TrimBps:   uint16(fit("trimBps", uint64(t.TrimBps), 16)),
		Lambda:    t.Lambda, MinAgents: t.MinAgents, MaxAgents: t.MaxAgents,
		InitialTrust: t.InitialTrust, MinTrust: t.MinTrust, Start: t.Start,
		CommitSeconds: uint32(fit("commitSeconds", t.CommitSeconds, 32)),
		RevealDelay:   uint32(fit("revealDelay", t.RevealDelay, 32)),
		RevealSeconds: uint32(fit("revealSeconds", t.RevealSeconds, 32)),
		Period:        uint32(fit("period", t.Period, 32)),
		Gate:          t.Gate, Consumer: t.Consumer, CallbackGas: t.CallbackGas,
		Bounty: t.Bounty, Decimals: t.Decimals, Description: description,
	}
	return p, bad
}

// Spend is one of the things that a hub lets people do with a task's money.
type Spend string

// What the hub offers; docs/contracts.md says who may do what and when.
const (
	Cancel Spend = "cancel" // the creator, before the first round: ends the task, refunds
	Stop   Spend = "stop"   // the creator of a feed: no further round begins
	Expire Spend = "expire" // when the task is over: refunds what nobody earned
	Claim  Spend = "claim"  // pays what the operators have earned
)

// Settle does one of them and returns the gas used.
func Settle(ctx context.Context, c *Chain, sender *txmgr.Manager, id oracle.TaskID, what Spend) (uint64, error) {
	hub := bindings.NewNashOracle()
	pack := map[Spend]func([32]byte) []byte{Cancel: hub.PackCancel, Stop: hub.PackStop, Expire: hub.PackExpire, Claim: hub.PackClaim}[what]
	gas, err := c.sendToHub(ctx, sender, pack(id))
	if err != nil {
		return 0, fmt.Errorf("chain %s: %s task %s: %w", c.Name, what, id.Big(), err)
	}
	return gas, nil
}

// Fund deposits wei for a task's coming rounds and returns the gas used.
func Fund(ctx context.Context, c *Chain, sender *txmgr.Manager, id oracle.TaskID, wei *big.Int) (uint64, error) {
	r, err := sender.Send(ctx, txmgr.Candidate{To: c.Hub.Address, Data: bindings.NewNashOracle().PackFund(id), Value: wei})
	if err != nil {
		return 0, fmt.Errorf("chain %s: fund task %s: %w", c.Name, id.Big(), explain("NashOracle", err))
	}
	return r.GasUsed, nil
}

// logs calls handle with the event of every log of the hub and its registry
// from a block to another, in order.
func (c *Chain) logs(ctx context.Context, from, to uint64, handle func(oracle.Event) error) error {
	decoder, err := c.Decoder()
	if err != nil {
		return err
	}
	return c.rawLogs(ctx, decoder.Addresses(), from, to, func(l *types.Log) error {
		e, err := decoder.Decode(l)
		if err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		if e == nil {
			return nil
		}
		return handle(e)
	})
}

// rawLogs calls handle with every log of the addresses.
func (c *Chain) rawLogs(ctx context.Context, addresses []common.Address, from, to uint64, handle func(*types.Log) error) error {
	span := c.Config.MaxRange
	for from <= to {
		end := min(from+span-1, to)
		logs, err := c.Eth.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(end), Addresses: addresses,
		})
		if err != nil {
			if span == 1 || ctx.Err() != nil {
				return fmt.Errorf("chain %s: fetch logs %d-%d: %w", c.Name, from, end, err)
			}
			span = max(1, span/2) // an endpoint may limit the range
			continue
		}
		for i := range logs {
			if err := handle(&logs[i]); err != nil {
				return err
			}
		}
		from = end + 1
	}
	return nil
}

// Tasks returns the tasks of the hub that are not cancelled, in order.
func (c *Chain) Tasks(ctx context.Context) ([]oracle.Task, error) {
	head, err := c.Eth.BlockNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("chain %s: fetch the head: %w", c.Name, err)
	}
	book := oracle.NewBook()
	err = c.logs(ctx, c.Config.StartBlock, head, func(e oracle.Event) error {
		switch e.(type) {
		case oracle.TaskCreated, oracle.TaskCancelled, oracle.BatchPosted:
			book.Apply(e)
		}
		return nil
	})
	return book.Tasks(), err
}

// Task returns one task of the hub.
func (c *Chain) Task(ctx context.Context, index uint32) (oracle.Task, error) {
	tasks, err := c.Tasks(ctx)
	if err != nil {
		return oracle.Task{}, err
	}
	for _, t := range tasks {
		if t.Index == index {
			return t, nil
		}
	}
	return oracle.Task{}, fmt.Errorf("chain %s: hub %s has no task %d (from block %d on)", c.Name, c.Hub.Address, index, c.Config.StartBlock)
}

// Reading is what a contract sees of a task.
type Reading struct {
	Value     []fixed.Q64x64
	Round     uint64
	UpdatedAt uint64 // the reveal deadline of the round, chain time
	Status    string
}

// statuses are the names of NashOracle.Status.
var statuses = []string{"none", "pending", "ok", "insufficient", "cancelled"}

// Read returns the latest outcome of a task.
func (c *Chain) Read(ctx context.Context, id oracle.TaskID) (Reading, error) {
	hub := bindings.NewNashOracle()
	out, err := call(ctx, c, c.Hub.Address, hub.PackRead(id), hub.UnpackRead)
	if err != nil {
		return Reading{}, fmt.Errorf("chain %s: read task %s: %w", c.Name, id.Big(), err)
	}
	r := Reading{Round: out.Round, UpdatedAt: out.UpdatedAt, Status: fmt.Sprintf("status %d", out.Status)}
	if int(out.Status) < len(statuses) {
		r.Status = statuses[out.Status]
	}
	for _, v := range out.Value {
		q, err := fixed.FromBig(v)
		if err != nil {
			return Reading{}, fmt.Errorf("chain %s: read task %s: %w", c.Name, id.Big(), err)
		}
		r.Value = append(r.Value, q)
	}
	return r, nil
}
