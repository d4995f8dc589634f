package txmgr

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/oracle"
	"oracled/txmgr/fees"
)

// Backend is what a manager needs of an endpoint; ethclient.Client has it.
type Backend interface {
	fees.Backend
	ethereum.TransactionSender
	NonceAt(ctx context.Context, account common.Address, block *big.Int) (uint64, error)
	PendingNonceAt(ctx context.Context, account common.Address) (uint64, error)
	TransactionByHash(ctx context.Context, hash common.Hash) (tx *types.Transaction, pending bool, err error)
	TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error)
	EstimateGasAtBlock(ctx context.Context, msg ethereum.CallMsg, number *big.Int) (uint64, error)
}

// patience bounds one question to the endpoint; one that hangs must not stop
// the watch over a transaction.
const patience = 30 * time.Second

// MaxGas is the most gas that one transaction may ask for, EIP-7825.
const MaxGas = 1 << 24

// Config says how to price and how long to wait.
type Config struct {
	ChainID       uint64
	Model         fees.Model    // nil: the chain's default
	MaxFee        *big.Int      // wei per gas; nil: no cap
	PollInterval  time.Duration // between looks at a transaction
	ResubmitAfter time.Duration // then the fees are raised
	// Confirmations is how many blocks a mined transaction is still watched, by
	// Run: should its block vanish before, it is sent again.
	Confirmations uint64

	// Changed, if not nil, is told whenever a transaction in flight changes.
	Changed func(Pending)
	// Report, if not nil, is told by Run what keeps it from its work, and nil
	// when nothing does.
	Report func(error)
}

// Candidate is a transaction that somebody wants.
type Candidate struct {
	To    common.Address
	Data  []byte
	Value *big.Int // nil: 0
	Gas   uint64   // 0: estimated
}

// Receipt is that of a mined transaction.
type Receipt struct {
	*types.Receipt
	DataFee *big.Int // wei beside the gas, for data on the L1; nil: none, or not known
}

// RevertError says that a transaction would fail or has failed on the chain.
type RevertError struct {
	Data []byte // what the contract returned: a custom error, or nothing
	Text string // the endpoint's words
}

func (e *RevertError) Error() string { return "execution reverted: " + e.Text }

// ErrFunds: the account cannot pay.
var ErrFunds = errors.New("the account has too little ether for gas")

// ErrReplaced: another program used the account's nonce.
var ErrReplaced = errors.New("another transaction took the nonce; no other program may send from this account")

// Manager sends the transactions of one account on one chain, several at once
// if asked to. It is safe for concurrent use; it must be the only sender of its
// account.
//
// A transaction is watched by the call of Send that wants it. Run watches the
// others: what an earlier process left in the outbox, what is mined but not yet
// confirmed, and what nobody waits for any more.
type Manager struct {
	config  Config
	backend Backend
	signer  Signer
	model   fees.Model
	outbox  oracle.Outbox
	chainID *big.Int

	mu       sync.Mutex         // held across no call of the endpoint, the signer or the outbox
	next     uint64             // above every nonce that was given out
	gaps     []uint64           // nonces below next that came back, sorted
	flights  map[uint64]*flight // by nonce: what is not settled
	orphans  []*flight          // of those, what Run is to watch
	resumed  bool               // the outbox has been read
	resuming chan struct{}      // closed when the one who reads it is done
	wake     chan struct{}      // an orphan or a gap is there
}

// New returns a manager. Without an outbox nothing survives a crash, which is
// right for commands that end with their transaction.
func New(config Config, backend Backend, signer Signer, outbox oracle.Outbox) *Manager {
	model := config.Model
	if model == nil {
		model = fees.Default(config.ChainID, backend)
	}
	return &Manager{
		config: config, backend: backend, signer: signer, model: model, outbox: outbox,
		chainID: new(big.Int).SetUint64(config.ChainID),
		flights: map[uint64]*flight{}, wake: make(chan struct{}, 1),
	}
}

// Address returns the account's address.
func (m *Manager) Address() common.Address { return m.signer.Address() }

// Send signs and sends a transaction and waits until it is mined. A revert, in
// advance or on the chain, is a *RevertError; a receipt comes with the latter.
//
// When the context ends first, whether the transaction will be mined is open:
// Run, if it runs, replaces it by one that does nothing, if it still can.
func (m *Manager) Send(ctx context.Context, c Candidate) (*Receipt, error) {
	// What an earlier process sent comes first into the endpoint's pool, so that
	// the estimate, which is made on top of it, tells what is done already.
	if err := m.resume(ctx); err != nil {
		return nil, err
	}
	if c.Gas == 0 {
		gas, err := m.Estimate(ctx, c)
		if err != nil {
			return nil, err
		}
		c.Gas = gas
	}
	f, err := m.submit(ctx, c)
	if err != nil {
		return nil, err
	}
	r, err := m.await(ctx, f)
	if err != nil {
		return nil, err
	}
	return m.finish(ctx, c, f, r)
}

// Estimate returns the gas for a candidate in the block that comes next, with
// a margin for what other transactions may change before it.
func (m *Manager) Estimate(ctx context.Context, c Candidate) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	msg := ethereum.CallMsg{From: m.Address(), To: &c.To, Data: c.Data, Value: c.Value}
	gas, err := m.backend.EstimateGasAtBlock(ctx, msg, big.NewInt(rpc.PendingBlockNumber.Int64()))
	if err != nil {
		return 0, m.classify(err, "estimate gas")
	}
	if gas, err = m.model.Gas(ctx, msg, gas); err != nil {
		return 0, err
	}
	return min(gas, MaxGas), nil
}

// classify tells reverts and empty accounts from failures of the endpoint.
func (m *Manager) classify(err error, doing string) error {
	text := err.Error()
	var returned string // by the contract; endpoints put other things there, too
	if data := rpc.DataError(nil); errors.As(err, &data) {
		returned, _ = data.ErrorData().(string)
	}
	switch {
	case strings.HasPrefix(returned, "0x"):
		return &RevertError{Data: common.FromHex(returned), Text: text}
	case strings.Contains(strings.ToLower(text), "insufficient funds"):
		return fmt.Errorf("%s from %s: %w; send it some", doing, m.Address(), ErrFunds)
	case strings.Contains(text, "revert"):
		return &RevertError{Text: text}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// suggest returns what to offer now, within the cap.
func (m *Manager) suggest(ctx context.Context) (fees.Fees, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	f, err := m.model.Suggest(ctx)
	if err != nil {
		return fees.Fees{}, err
	}
	return f.Limit(m.config.MaxFee), nil
}

// finish adds to a receipt what it does not say: what the data cost, and why a
// transaction failed.
func (m *Manager) finish(ctx context.Context, c Candidate, f *flight, mined *types.Receipt) (*Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r := &Receipt{Receipt: mined}
	m.mu.Lock()
	tx := f.version(mined.TxHash)
	m.mu.Unlock()
	var err error
	if r.DataFee, err = m.model.DataFee(ctx, tx, mined.BlockNumber); err != nil {
		m.report(err) // the transaction is mined all the same
	}
	if r.Status == types.ReceiptStatusSuccessful {
		return r, nil
	}
	// Run it again to learn why it failed.
	_, err = m.backend.CallContract(ctx, ethereum.CallMsg{From: m.Address(), To: &c.To, Gas: c.Gas, Value: c.Value, Data: c.Data}, r.BlockNumber)
	if err == nil {
		return r, &RevertError{Text: fmt.Sprintf("transaction %s failed in block %s, and would not now", r.TxHash, r.BlockNumber)}
	}
	return r, m.classify(err, "replay a failed transaction")
}

func (m *Manager) report(err error) {
	if m.config.Report != nil {
		m.config.Report(err)
	}
}
