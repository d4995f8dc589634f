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
)

// Backend is what a manager needs of an endpoint; ethclient.Client has it.
type Backend interface {
	ethereum.ChainStateReader
	ethereum.GasPricer1559
	ethereum.TransactionSender
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	PendingNonceAt(ctx context.Context, account common.Address) (uint64, error)
	TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error)
	EstimateGasAtBlock(ctx context.Context, msg ethereum.CallMsg, number *big.Int) (uint64, error)
	CallContract(ctx context.Context, msg ethereum.CallMsg, number *big.Int) ([]byte, error)
}

// MaxGas is the most gas that one transaction may ask for, EIP-7825.
const MaxGas = 1 << 24

// Config says how to price and how long to wait.
type Config struct {
	ChainID       uint64
	MaxFee        *big.Int      // wei per gas; nil: no cap
	MinTip        *big.Int      // wei per gas; nil: none
	PollInterval  time.Duration // between looks for a receipt
	ResubmitAfter time.Duration // then the fees are raised
}

// Candidate is a transaction that somebody wants.
type Candidate struct {
	To    common.Address
	Data  []byte
	Value *big.Int // nil: 0
	Gas   uint64   // 0: estimated
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

// Manager sends the transactions of one account on one chain. It is safe for
// concurrent use; it must be the only sender of its account.
type Manager struct {
	config  Config
	backend Backend
	account *Account
	outbox  oracle.Outbox

	mu      sync.Mutex // held from choosing a nonce until it is in the outbox
	next    uint64
	resumed bool
}

// New returns a manager. Without an outbox nothing survives a crash, which is
// right for commands that end with their transaction.
func New(config Config, backend Backend, account *Account, outbox oracle.Outbox) *Manager {
	return &Manager{config: config, backend: backend, account: account, outbox: outbox}
}

// Address returns the account's address.
func (m *Manager) Address() common.Address { return m.account.Address() }

// Send signs and sends a transaction and waits until it is mined. A revert, in
// advance or on the chain, is a *RevertError; a receipt comes with the latter.
func (m *Manager) Send(ctx context.Context, c Candidate) (*types.Receipt, error) {
	if err := m.Resume(ctx); err != nil {
		return nil, err
	}
	if c.Gas == 0 {
		gas, err := m.Estimate(ctx, c)
		if err != nil {
			return nil, err
		}
		c.Gas = gas
	}
	tx, err := m.sign(ctx, c)
	if err != nil {
		return nil, err
	}
	return m.await(ctx, c, tx)
}

// Estimate returns the gas for a candidate in the block that comes next, with
// a margin for what other transactions may change before it.
func (m *Manager) Estimate(ctx context.Context, c Candidate) (uint64, error) {
	msg := ethereum.CallMsg{From: m.account.Address(), To: &c.To, Data: c.Data, Value: c.Value}
	gas, err := m.backend.EstimateGasAtBlock(ctx, msg, big.NewInt(rpc.PendingBlockNumber.Int64()))
	if err != nil {
		return 0, m.classify(err, "estimate gas")
	}
	return min(gas+gas/5+20_000, MaxGas), nil
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
	case strings.Contains(text, "insufficient funds") || strings.Contains(text, "Insufficient funds"):
		return fmt.Errorf("%s from %s: %w; send it some", doing, m.account.Address(), ErrFunds)
	case strings.Contains(text, "revert"):
		return &RevertError{Text: text}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

type fees struct{ tip, cap *big.Int }

func (m *Manager) fees(ctx context.Context) (fees, error) {
	head, err := m.backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return fees{}, fmt.Errorf("fetch the base fee: %w", err)
	}
	if head.BaseFee == nil {
		return fees{}, errors.New("the chain has no base fee (EIP-1559); this version prices no legacy transactions")
	}
	tip, err := m.backend.SuggestGasTipCap(ctx)
	if err != nil {
		return fees{}, fmt.Errorf("ask for the priority fee: %w", err)
	}
	if m.config.MinTip != nil && tip.Cmp(m.config.MinTip) < 0 {
		tip = m.config.MinTip
	}
	// Twice the base fee survives six full blocks in a row.
	f := fees{tip: new(big.Int).Set(tip), cap: new(big.Int).Add(new(big.Int).Lsh(head.BaseFee, 1), tip)}
	return m.capped(f), nil
}

func (m *Manager) capped(f fees) fees {
	if m.config.MaxFee != nil && f.cap.Cmp(m.config.MaxFee) > 0 {
		f.cap = m.config.MaxFee
	}
	if f.tip.Cmp(f.cap) > 0 {
		f.tip = f.cap
	}
	return f
}

// sign chooses the nonce, signs, and has the outbox remember the transaction.
func (m *Manager) sign(ctx context.Context, c Candidate) (*types.Transaction, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	pending, err := m.backend.PendingNonceAt(ctx, m.account.Address())
	if err != nil {
		return nil, fmt.Errorf("ask for the nonce of %s: %w", m.account.Address(), err)
	}
	f, err := m.fees(ctx)
	if err != nil {
		return nil, err
	}
	nonce := max(m.next, pending)
	tx, err := m.signWith(ctx, c, nonce, f)
	if err != nil {
		return nil, err
	}
	if err := m.broadcast(ctx, tx); err != nil {
		return nil, err
	}
	m.next = nonce + 1
	return tx, nil
}

func (m *Manager) signWith(ctx context.Context, c Candidate, nonce uint64, f fees) (*types.Transaction, error) {
	chainID := new(big.Int).SetUint64(m.config.ChainID)
	tx, err := m.account.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: chainID, Nonce: nonce, GasTipCap: f.tip, GasFeeCap: f.cap,
		Gas: c.Gas, To: &c.To, Value: c.Value, Data: c.Data,
	}), chainID)
	if err != nil {
		return nil, fmt.Errorf("sign a transaction: %w", err)
	}
	if m.outbox == nil {
		return tx, nil
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode a transaction: %w", err)
	}
	return tx, m.outbox.Save(ctx, oracle.SentTx{ChainID: m.config.ChainID, From: m.account.Address(), Nonce: nonce, Hash: tx.Hash(), Raw: raw})
}

// broadcast sends a signed transaction. Only what can never be mined is an
// error: a transaction that the endpoint has seen, or may have seen, is awaited.
func (m *Manager) broadcast(ctx context.Context, tx *types.Transaction) error {
	err := m.backend.SendTransaction(ctx, tx)
	if err == nil {
		return nil
	}
	var answered rpc.Error
	if !errors.As(err, &answered) {
		return nil // the connection failed; await sends it again
	}
	text := strings.ToLower(err.Error())
	for _, harmless := range []string{"already known", "already imported", "already in mempool", "nonce too low", "underpriced"} {
		if strings.Contains(text, harmless) {
			return nil
		}
	}
	return m.classify(err, "send a transaction")
}

// await waits for a transaction or any of its successors with higher fees.
func (m *Manager) await(ctx context.Context, c Candidate, tx *types.Transaction) (*types.Receipt, error) {
	sent := []*types.Transaction{tx}
	last := time.Now()
	for {
		mined, err := m.backend.NonceAt(ctx, m.account.Address(), nil)
		if err == nil && mined > tx.Nonce() {
			receipt, err := m.receipt(ctx, sent)
			if err == nil {
				return m.finish(ctx, c, receipt)
			}
			if errors.Is(err, ErrReplaced) && time.Since(last) > m.config.ResubmitAfter {
				return nil, err // long enough for an endpoint's index to lag
			}
		}
		if time.Since(last) > m.config.ResubmitAfter && mined <= tx.Nonce() {
			tx, err = m.bump(ctx, c, tx)
			if err != nil && ctx.Err() == nil {
				return nil, err
			}
			sent = append(sent, tx)
			last = time.Now()
		}
		if err := oracle.Sleep(ctx, m.config.PollInterval); err != nil {
			return nil, err
		}
	}
}

func (m *Manager) receipt(ctx context.Context, sent []*types.Transaction) (*types.Receipt, error) {
	for _, tx := range sent {
		r, err := m.backend.TransactionReceipt(ctx, tx.Hash())
		if err == nil && r != nil {
			return r, nil
		}
		if err != nil && !errors.Is(err, ethereum.NotFound) {
			return nil, fmt.Errorf("fetch a receipt: %w", err)
		}
	}
	return nil, ErrReplaced
}

func (m *Manager) finish(ctx context.Context, c Candidate, r *types.Receipt) (*types.Receipt, error) {
	if m.outbox != nil {
		if err := m.settle(ctx); err != nil {
			return r, err
		}
	}
	if r.Status == types.ReceiptStatusSuccessful {
		return r, nil
	}
	// Run it again to learn why it failed.
	_, err := m.backend.CallContract(ctx, ethereum.CallMsg{From: m.account.Address(), To: &c.To, Gas: c.Gas, Value: c.Value, Data: c.Data}, r.BlockNumber)
	if err == nil {
		return r, &RevertError{Text: fmt.Sprintf("transaction %s failed in block %s, and would not now", r.TxHash, r.BlockNumber)}
	}
	return r, m.classify(err, "replay a failed transaction")
}

// bump signs the same intent with fees at least an eighth higher, or, at the
// cap, sends the same transaction again.
func (m *Manager) bump(ctx context.Context, c Candidate, tx *types.Transaction) (*types.Transaction, error) {
	now, err := m.fees(ctx)
	if err != nil {
		return tx, nil // the endpoint is down; the next round tries again
	}
	raised := m.capped(fees{tip: bigMax(eighthMore(tx.GasTipCap()), now.tip), cap: bigMax(eighthMore(tx.GasFeeCap()), now.cap)})
	if raised.cap.Cmp(eighthMore(tx.GasFeeCap())) < 0 || raised.tip.Cmp(eighthMore(tx.GasTipCap())) < 0 {
		return tx, m.broadcast(ctx, tx)
	}
	higher, err := m.signWith(ctx, c, tx.Nonce(), raised)
	if err != nil {
		return tx, err
	}
	return higher, m.broadcast(ctx, higher)
}

func eighthMore(x *big.Int) *big.Int {
	y := new(big.Int).Rsh(x, 3)
	return y.Add(y, x).Add(y, big.NewInt(1))
}

func bigMax(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// Resume settles what an earlier run of this program has sent, before a new
// transaction leaves. It does something once.
func (m *Manager) Resume(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.resumed || m.outbox == nil {
		return nil
	}
	if err := m.settle(ctx); err != nil {
		return err
	}
	pending, err := m.outbox.Pending(ctx, m.config.ChainID, m.account.Address())
	if err != nil {
		return err
	}
	for i, p := range pending {
		if i+1 < len(pending) && pending[i+1].Nonce == p.Nonce {
			continue // only the last, with the highest fees
		}
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(p.Raw); err != nil {
			return fmt.Errorf("decode transaction %s of the outbox: %w", p.Hash, err)
		}
		if err := m.broadcast(ctx, tx); err != nil {
			return err
		}
		c := Candidate{To: *tx.To(), Data: tx.Data(), Value: tx.Value(), Gas: tx.Gas()}
		_, err := m.await(ctx, c, tx)
		var reverted *RevertError
		if err != nil && !errors.As(err, &reverted) && !errors.Is(err, ErrReplaced) {
			return err
		}
	}
	m.resumed = true
	return nil
}

// settle forgets what the chain has mined.
func (m *Manager) settle(ctx context.Context) error {
	mined, err := m.backend.NonceAt(ctx, m.account.Address(), nil)
	if err != nil {
		return fmt.Errorf("ask for the nonce of %s: %w", m.account.Address(), err)
	}
	return m.outbox.Settled(ctx, m.config.ChainID, m.account.Address(), mined)
}
