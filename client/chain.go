// Package client is what agents, requesters and auditors do with a hub:
// deploy, register, create tasks, commit and reveal, read, and audit.
package client

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/endpoint"
	"oracled/oracle"
	"oracled/txmgr"
	"oracled/txmgr/fees"
	"oracled/watcher"
)

// Chain is a connection to one chain, and to the hub on it if there is one.
type Chain struct {
	Name     string
	Config   watcher.Config
	Eth      *endpoint.Pool
	Hub      oracle.Hub
	Registry common.Address
	Quorum   common.Address
	SetID    common.Hash
	Fees     fees.Model // of what Sender sends; nil: the chain's default

	set atomic.Pointer[operatorSet] // of the epoch that was read last
}

type operatorSet struct {
	set   crypto.OperatorSet
	epoch uint32
}

// dialTimeout bounds the first contact with an endpoint.
const dialTimeout = 10 * time.Second

// Dial connects to the endpoints of a chain and checks that they serve it; one
// is enough. They are named without their path and query, which may hold a key.
func Dial(ctx context.Context, name string, cfg watcher.Config) (*Chain, error) {
	cfg = cfg.WithDefaults()
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	eth, err := endpoint.Dial(ctx, endpoint.Config{Chain: name, URLs: cfg.Endpoints(), ChainID: cfg.ChainID, BlockTime: cfg.BlockTime})
	if err != nil {
		return nil, err
	}
	return &Chain{Name: name, Config: cfg, Eth: eth, Hub: oracle.Hub{ChainID: cfg.ChainID, Address: cfg.Hub}}, nil
}

// Connect dials a chain and reads what its hub is made of.
func Connect(ctx context.Context, name string, cfg watcher.Config) (*Chain, error) {
	c, err := Dial(ctx, name, cfg)
	if err != nil {
		return nil, err
	}
	if err := c.open(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// open reads the hub's immutables.
func (c *Chain) open(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	code, err := c.Eth.CodeAt(ctx, c.Hub.Address, nil)
	if err != nil {
		return fmt.Errorf("chain %s: look for the hub's code: %w", c.Name, err)
	}
	if len(code) == 0 {
		return fmt.Errorf("chain %s: there is no contract at %s; set chains.%s.hub to the address that oracled deploy printed", c.Name, c.Hub.Address, c.Name)
	}
	hub := bindings.NewNashOracle()
	notOurs := func(err error) error {
		return fmt.Errorf("chain %s: the contract at %s is not a NashOracle of this version (%w); check chains.%s.hub", c.Name, c.Hub.Address, err, c.Name)
	}
	if c.Registry, err = call(ctx, c, c.Hub.Address, hub.PackRegistry(), hub.UnpackRegistry); err != nil {
		return notOurs(err)
	}
	if c.Quorum, err = call(ctx, c, c.Hub.Address, hub.PackQuorum(), hub.UnpackQuorum); err != nil {
		return notOurs(err)
	}
	id, err := call(ctx, c, c.Hub.Address, hub.PackSetId(), hub.UnpackSetId)
	if err != nil {
		return notOurs(err)
	}
	c.SetID = id
	return nil
}

// Close ends the connection.
func (c *Chain) Close() { c.Eth.Close() }

// call reads a view function of a contract at the head.
func call[T any](ctx context.Context, c *Chain, to common.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	return callAt(ctx, c, nil, to, data, unpack)
}

// callAt calls in the state after a block, nil being the latest.
func callAt[T any](ctx context.Context, c *Chain, block *big.Int, to common.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	out, err := c.Eth.CallContract(ctx, ethereum.CallMsg{To: &to, Data: data}, block)
	if err != nil {
		var zero T
		return zero, err
	}
	return unpack(out)
}

// OperatorSet returns the set that serves the hub and its epoch.
func (c *Chain) OperatorSet(ctx context.Context) (crypto.OperatorSet, uint32, error) {
	epoch, err := c.Epoch(ctx)
	if err != nil {
		return crypto.OperatorSet{}, 0, err
	}
	if known := c.set.Load(); known != nil && known.epoch == epoch {
		return known.set, epoch, nil
	}
	q := bindings.NewBlsQuorum()
	fail := func(err error) (crypto.OperatorSet, uint32, error) {
		return crypto.OperatorSet{}, 0, fmt.Errorf("chain %s: read the operator set: %w", c.Name, err)
	}
	if epoch == 0 {
		return fail(errors.New("it is not initialised; run oracled deploy"))
	}
	keys, err := call(ctx, c, c.Quorum, q.PackOperators(), q.UnpackOperators)
	if err != nil {
		return fail(err)
	}
	threshold, err := call(ctx, c, c.Quorum, q.PackThreshold(), q.UnpackThreshold)
	if err != nil {
		return fail(err)
	}
	payee, err := call(ctx, c, c.Quorum, q.PackPayee(), q.UnpackPayee)
	if err != nil {
		return fail(err)
	}
	// Its kind shows in the length of its keys.
	size, err := call(ctx, c, c.Quorum, q.PackSize(), q.UnpackSize)
	if err != nil {
		return fail(err)
	}
	set := crypto.OperatorSet{Threshold: int(threshold.Int64()), Payee: payee}
	if set.Keys, err = crypto.SplitKeys(keys, int(size.Int64())); err != nil {
		return fail(err)
	}
	if err := set.Check(); err != nil {
		return fail(err)
	}
	c.set.Store(&operatorSet{set, epoch})
	return set, epoch, nil
}

// Serving returns the operator set that was read last, and its epoch. It asks
// nobody; ok is false before the first time.
func (c *Chain) Serving() (set crypto.OperatorSet, epoch uint32, ok bool) {
	known := c.set.Load()
	if known == nil {
		return set, 0, false
	}
	return known.set, known.epoch, true
}

// Epoch returns the epoch of the operator set, 0 when it has not begun.
func (c *Chain) Epoch(ctx context.Context) (uint32, error) {
	q := bindings.NewBlsQuorum()
	epoch, err := call(ctx, c, c.Quorum, q.PackEpoch(), q.UnpackEpoch)
	if err != nil {
		return 0, fmt.Errorf("chain %s: read the operator set's epoch: %w", c.Name, err)
	}
	return epoch, nil
}

// Decoder returns a decoder for the hub's logs.
func (c *Chain) Decoder() (*watcher.Decoder, error) {
	return watcher.NewDecoder(c.Hub, c.Registry, c.SetID)
}

// timestampCode returns the block's timestamp: TIMESTAMP PUSH0 MSTORE PUSH1 32
// PUSH0 RETURN, run as the code of a contract creation that is only called.
var timestampCode = []byte{0x42, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3}

// Now returns the timestamp that a block mined now would have. On a chain that
// mines only on demand the head's own timestamp says nothing about the time.
func (c *Chain) Now(ctx context.Context) (uint64, error) {
	out, err := c.Eth.CallContract(ctx, ethereum.CallMsg{Data: timestampCode}, big.NewInt(rpc.PendingBlockNumber.Int64()))
	if err != nil {
		return 0, fmt.Errorf("chain %s: ask for the pending block's time: %w", c.Name, err)
	}
	t := new(big.Int).SetBytes(out)
	if !t.IsUint64() {
		return 0, fmt.Errorf("chain %s: the endpoint answered %d bytes for the pending block's time", c.Name, len(out))
	}
	return t.Uint64(), nil
}

// Sender returns a manager for the transactions of a command.
func (c *Chain) Sender(signer txmgr.Signer) *txmgr.Manager {
	return txmgr.New(txmgr.Config{
		ChainID:       c.Config.ChainID,
		Model:         c.Fees,
		PollInterval:  c.Config.PollInterval,
		ResubmitAfter: max(4*c.Config.BlockTime, 10*time.Second),
	}, c.Eth, signer, nil)
}

// explain names the custom error of whichever of our contracts refused.
func explain(contract string, err error) error {
	quorums := []txmgr.Unpack{bindings.NewBlsQuorum().UnpackError, bindings.NewEcdsaQuorum().UnpackError}
	if contract == crypto.ECDSA.Contract() {
		slices.Reverse(quorums) // most errors are of both, and named after the first
	}
	_, err = txmgr.Explain(err, contract, append([]txmgr.Unpack{
		bindings.NewNashOracle().UnpackError,
		bindings.NewAgentRegistry().UnpackError,
		bindings.NewAllowListGate().UnpackError,
	}, quorums...)...)
	return err
}
