package chaos

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/client"
	"oracled/compute"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/testnet"
	"oracled/txmgr"
)

// Latency is how long after a round closed its outcome was mined, with blocks of
// one second.
type Latency struct {
	Agents        int      `json:"agents"`
	Confirmations uint64   `json:"confirmations"`
	Blocks        []uint64 `json:"blocks"` // per round: from the first block past the deadline to the outcome's
	Over          []uint64 `json:"over"`   // the same less the confirmations
	Positions     []int    `json:"positions"`
	Failures      []string `json:"failures"`
	Cores         int      `json:"cores"`
	Seconds       float64  `json:"seconds"`
}

// MaxOver is how many blocks beyond the confirmations an outcome may take.
const MaxOver = 2

// Windows of the latency scenario, in seconds: a thousand transactions do not
// share one block of it, and what the agents sign next does not compete with what
// the operator verifies.
const (
	latencyCommit = 15
	latencyReveal = 15
	latencyPeriod = 44
	perSecond     = 100 // transactions sent, so that the node keeps its pace
	latencyGas    = 600_000_000
)

// MeasureLatency runs rounds of many agents on a chain that mines a block a
// second, in real time.
func MeasureLatency(ctx context.Context, o Options, agents, rounds int) (out Latency, err error) {
	began := time.Now()
	out = Latency{Agents: agents, Confirmations: confirmations, Cores: runtime.NumCPU(), Failures: []string{}}
	w, err := testnet.NewWorld(ctx, testnet.Options{
		Root: o.Root, Dir: o.Dir, Binary: o.Binary, Operators: 4, Threshold: 3, Confirmations: confirmations,
		Chains: []testnet.AnvilOptions{{Name: "seconds", ChainID: 41003, BlockTime: 1, GasLimit: latencyGas}},
		Entry: func(c *testnet.WorldChain) string {
			return fmt.Sprintf("    endpoint: %s\n    chainId: %d\n    hub: \"%s\"\n    startBlock: %d\n    confirmations: %d\n    blockTime: 1s\n", c.Anvil.Endpoint(), c.ChainID(), c.Hub.Address, c.Start, confirmations)
		},
	})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	c, err := newChain(ctx, w.Chains[0])
	if err != nil {
		return out, err
	}
	defer c.Eth.Close()
	o.Say("registering %d agents", agents)
	if err := c.enrol(ctx, w, agents); err != nil {
		return out, err
	}
	if err := w.WriteOperator(); err != nil {
		return out, err
	}
	if err := w.StartDaemon(ctx); err != nil {
		return out, err
	}
	now, err := c.Chain.Now(ctx)
	if err != nil {
		return out, err
	}
	task, err := w.CreateTask(ctx, c.WorldChain, oracle.Task{
		Solver: compute.TrimmedEquilibrium, Dimension: 1, Width: oracle.WidthFull, TrimBps: 2000, Lambda: 32768,
		MinAgents: uint32(agents) / 2, MaxAgents: uint32(agents), InitialTrust: 32768, Start: now + latencyPeriod,
		CommitSeconds: latencyCommit, RevealDelay: confirmations + 1, RevealSeconds: latencyReveal, Period: latencyPeriod,
		Description: "one value, from many agents",
	})
	if err != nil {
		return out, err
	}
	for round := uint64(1); round <= uint64(rounds); round++ {
		if err := c.takePart(ctx, task, round); err != nil {
			return out, fmt.Errorf("round %d: %w", round, err)
		}
		o.Say("round %d: %d agents have committed and revealed", round, agents)
	}
	if err := c.waitUntil(ctx, task.Windows(uint64(rounds)).Deadline+confirmations+30); err != nil {
		return out, err
	}
	err = out.collect(ctx, c, task, rounds)
	out.Seconds = time.Since(began).Seconds()
	return out, err
}

// enrol makes agents, pays for them, registers them and lets them in.
func (c *Chain) enrol(ctx context.Context, w *testnet.World, n int) error {
	c.agents = make([]*agent, n)
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i := range n {
		g.Go(func() error {
			key, err := crypto.GenerateAgentKey(rand.Reader)
			if err != nil {
				return err
			}
			account, err := ethcrypto.GenerateKey()
			if err != nil {
				return err
			}
			c.agents[i] = &agent{WorldAgent: &testnet.WorldAgent{Number: i, Role: testnet.Honest, Key: key, Account: txmgr.NewAccount(account)}}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := c.pay(ctx); err != nil {
		return err
	}
	registry := bindings.NewAgentRegistry()
	txs := make([]sent, n)
	for i, a := range c.agents {
		g.Go(func() (err error) {
			proof := a.Key.ProvePossession(c.Hub.ChainID, c.Registry, a.Account.Address(), 0)
			txs[i], err = a.sign(oracle.Hub{ChainID: c.Hub.ChainID, Address: c.Registry}, registry.PackRegister(a.Key.PublicKey(), proof), 0)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := c.spread(ctx, txs); err != nil {
		return err
	}
	for group := range slices.Chunk(c.agents, 250) {
		var ids []common.Address
		for _, a := range group {
			ids = append(ids, a.Key.ID())
		}
		if err := w.Admit(ctx, c.WorldChain, ids); err != nil {
			return err
		}
	}
	return nil
}

func (c *Chain) pay(ctx context.Context) error {
	hundred := (*hexutil.Big)(new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18)))
	for group := range slices.Chunk(c.agents, perSecond) {
		batch := make([]rpc.BatchElem, len(group))
		for i, a := range group {
			batch[i] = rpc.BatchElem{Method: "anvil_setBalance", Args: []any{a.Account.Address(), hundred}, Result: new(json.RawMessage)}
		}
		if err := c.Eth.Client().BatchCallContext(ctx, batch); err != nil {
			return fmt.Errorf("give ether to the agents: %w", err)
		}
		for _, e := range batch {
			if e.Error != nil {
				return fmt.Errorf("give ether to an agent: %w", e.Error)
			}
		}
	}
	return nil
}

// spread sends transactions at a steady pace and waits until all are mined.
func (c *Chain) spread(ctx context.Context, txs []sent) error {
	for group := range slices.Chunk(txs, perSecond/4) {
		if err := c.deliver(ctx, group); err != nil {
			return err
		}
		if err := oracle.Sleep(ctx, time.Second/4); err != nil {
			return err
		}
	}
	var last types.Transaction
	if err := last.UnmarshalBinary(txs[len(txs)-1].raw); err != nil {
		return err
	}
	for {
		if r, err := c.Eth.TransactionReceipt(ctx, last.Hash()); err == nil {
			if r.Status != types.ReceiptStatusSuccessful {
				return fmt.Errorf("an agent's transaction %s failed", last.Hash())
			}
			return nil
		}
		if err := oracle.Sleep(ctx, time.Second/4); err != nil {
			return err
		}
	}
}

// waitUntil waits for a chain time.
func (c *Chain) waitUntil(ctx context.Context, timestamp uint64) error {
	for {
		h, err := c.Eth.HeaderByNumber(ctx, nil)
		if err == nil && h.Time+1 >= timestamp {
			return nil
		}
		if err := oracle.Sleep(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// takePart has every agent commit and reveal in a round. What they say is signed
// in advance.
func (c *Chain) takePart(ctx context.Context, t oracle.Task, round uint64) error {
	openings := make([]opening, len(c.agents))
	commits, reveals := make([]sent, len(c.agents)), make([]sent, len(c.agents))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, a := range c.agents {
		g.Go(func() error {
			p, err := position(a.Number, t, round)
			if err != nil {
				return err
			}
			if openings[i], err = client.Seal(a.Key, t, round, p, rand.Reader); err != nil {
				return err
			}
			if commits[i], err = a.sign(t.Hub, commitData(openings[i]), 0); err != nil {
				return err
			}
			reveals[i], err = a.sign(t.Hub, revealData(openings[i]), 0)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	win := t.Windows(round)
	for _, step := range []struct {
		from uint64
		txs  []sent
	}{{win.CommitStart, commits}, {win.RevealStart, reveals}} {
		if err := c.waitUntil(ctx, step.from); err != nil {
			return err
		}
		if err := c.spread(ctx, step.txs); err != nil {
			return err
		}
	}
	return nil
}

// collect audits the rounds and reads off where they closed and landed.
func (l *Latency) collect(ctx context.Context, c *Chain, t oracle.Task, rounds int) error {
	audited, err := c.audited(ctx, []oracle.Task{t})
	if err != nil {
		return err
	}
	fail := func(format string, args ...any) { l.Failures = append(l.Failures, fmt.Sprintf(format, args...)) }
	if len(audited) != rounds {
		fail("%d of %d rounds closed", len(audited), rounds)
	}
	for _, r := range audited {
		if err := r.Verdict(); err != nil {
			fail("round %d: %v", r.Number, err)
			continue
		}
		blocks := r.Block - r.Closed.Number
		over := blocks - min(blocks, l.Confirmations)
		l.Blocks, l.Over = append(l.Blocks, blocks), append(l.Over, over)
		l.Positions = append(l.Positions, len(r.Resolution.Profile.Positions))
		if n := len(r.Resolution.Profile.Positions); n != l.Agents {
			fail("round %d: %d of %d agents took part; the scenario itself failed", r.Number, n, l.Agents)
		}
		if over > MaxOver {
			fail("round %d: mined %d blocks after the round closed, %d confirmations included", r.Number, blocks, l.Confirmations)
		}
	}
	return nil
}

// Write writes the result as JSON.
func (l Latency) Write(path string) error { return writeJSON(path, l) }

// String tells the distribution.
func (l Latency) String() string {
	count := map[uint64]int{}
	for _, o := range l.Over {
		count[o]++
	}
	var parts []string
	for over := range slices.Max(append([]uint64{0}, l.Over...)) + 1 {
		if count[over] > 0 {
			parts = append(parts, fmt.Sprintf("%d blocks: %d rounds", over, count[over]))
		}
	}
	return fmt.Sprintf("%d agents, %d confirmations, %d cores; from the confirmed close to the outcome: %s", l.Agents, l.Confirmations, l.Cores, strings.Join(parts, ", "))
}

// LatencyDir is where the latency scenario's logs go.
func LatencyDir(dir string) string { return filepath.Join(dir, "latency") }
