package txmgr

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/oracle"
	"oracled/txmgr/fees"
)

// nonceTries bounds how often a nonce may turn out to be used before anything
// was sent with it.
const nonceTries = 8

// errNonceUsed: the chain has mined the nonce of a transaction that it sees for
// the first time.
var errNonceUsed = errors.New("the nonce is used")

// submit gives a candidate a nonce and sends it for the first time.
func (m *Manager) submit(ctx context.Context, c Candidate) (*flight, error) {
	for range nonceTries {
		price, err := m.suggest(ctx) // before a nonce is taken: this may fail
		if err != nil {
			return nil, err
		}
		f, err := m.reserve(ctx, c)
		if err != nil {
			return nil, err
		}
		err = m.launch(ctx, f, price)
		switch {
		case err == nil:
			return f, nil
		case errors.Is(err, errNonceUsed):
			m.drop(f) // the next is higher
			continue
		}
		if m.giveBack(f) && ctx.Err() == nil {
			// Later transactions wait for this nonce. If it cannot be filled now,
			// Run or the next candidate does.
			m.report(m.fill(ctx, f.nonce))
		}
		return nil, err
	}
	return nil, ErrReplaced
}

// fill uses a nonce that came back with a transaction that does nothing, and
// has Run watch it.
func (m *Manager) fill(ctx context.Context, nonce uint64) error {
	price, err := m.suggest(ctx)
	if err != nil {
		return err
	}
	c, err := m.nothing(ctx)
	if err != nil {
		return err
	}
	m.mu.Lock()
	i := -1
	for k, n := range m.gaps {
		if n == nonce {
			i = k
		}
	}
	if i < 0 { // somebody took it meanwhile
		m.mu.Unlock()
		return nil
	}
	m.gaps = append(m.gaps[:i], m.gaps[i+1:]...)
	f := m.take(nonce, c)
	f.cancels = true
	m.mu.Unlock()
	switch err := m.launch(ctx, f, price); {
	case errors.Is(err, errNonceUsed):
		m.drop(f)
		return nil
	case err != nil:
		m.giveBack(f)
		return fmt.Errorf("fill the gap at nonce %d: %w", nonce, err)
	}
	m.orphan(f)
	return nil
}

// nothing returns a transfer of nothing from the account to itself.
func (m *Manager) nothing(ctx context.Context) (Candidate, error) {
	c := Candidate{To: m.Address()}
	var err error
	c.Gas, err = m.Estimate(ctx, c)
	return c, err
}

// launch signs and sends the first version of a flight. After an error nothing
// of it is left in the outbox, nor in the endpoint's pool as far as one can know.
func (m *Manager) launch(ctx context.Context, f *flight, price fees.Fees) error {
	tx, err := m.sign(ctx, f, price)
	if err != nil {
		return err
	}
	err = m.broadcast(ctx, tx)
	var refused *refusal
	switch {
	case err == nil || errors.Is(err, errHarmless) || !errors.As(err, &refused):
		m.update(f, func() { f.state, f.err = Sent, hide(err) })
		return nil // await sends it again
	case m.outbox != nil:
		row, encodeErr := m.row(tx)
		if encodeErr == nil {
			encodeErr = m.outbox.Forget(context.WithoutCancel(ctx), row)
		}
		if encodeErr != nil {
			return errors.Join(refused.err, encodeErr)
		}
	}
	return refused.err
}

// sign makes a version of a flight, and has the outbox remember it before
// anybody can see it.
func (m *Manager) sign(ctx context.Context, f *flight, price fees.Fees) (*types.Transaction, error) {
	m.mu.Lock()
	c := f.candidate
	m.mu.Unlock()
	tx, err := m.signer.SignTx(ctx, m.model.Transaction(fees.Call{
		ChainID: m.config.ChainID, Nonce: f.nonce, To: c.To, Data: c.Data, Value: c.Value, Gas: c.Gas,
	}, price), m.chainID)
	if err != nil {
		return nil, fmt.Errorf("sign a transaction: %w", err)
	}
	if m.outbox != nil {
		row, err := m.row(tx)
		if err != nil {
			return nil, err
		}
		// A context that ends now must not leave it open whether it is saved.
		if err := m.outbox.Save(context.WithoutCancel(ctx), row); err != nil {
			return nil, err
		}
	}
	f.last = time.Now()
	m.mu.Lock()
	f.versions = append(f.versions, tx)
	m.mu.Unlock()
	return tx, nil
}

// row returns a transaction as the outbox keeps it.
func (m *Manager) row(tx *types.Transaction) (oracle.SentTx, error) {
	raw, err := tx.MarshalBinary()
	if err != nil {
		return oracle.SentTx{}, fmt.Errorf("encode a transaction: %w", err)
	}
	return oracle.SentTx{ChainID: m.config.ChainID, From: m.Address(), Nonce: tx.Nonce(), Hash: tx.Hash(), Raw: raw}, nil
}

// refusal is an endpoint's answer that it does not take a transaction.
type refusal struct{ err error }

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// errHarmless: the endpoint has the transaction already.
var errHarmless = errors.New("the endpoint has the transaction")

// hide drops what is no trouble.
func hide(err error) error {
	if errors.Is(err, errHarmless) {
		return nil
	}
	return err
}

// What endpoints answer, in the words of geth, Besu, Erigon, Nethermind and
// Anvil, when they have a transaction already, and when they may take it later.
var (
	known = []string{"already known", "already imported", "already in mempool", "known transaction", "alreadyknown"}
	later = []string{"underpriced", "txpool is full", "too many", "limit exceeded", "rate limit", "timeout", "timed out", "max fee per gas less than block base fee", "replacement fee too low"}
)

// broadcast sends a signed transaction. A *refusal says that the endpoint will
// not have it; after any other error it may have it, or may take it later.
func (m *Manager) broadcast(ctx context.Context, tx *types.Transaction) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := m.backend.SendTransaction(ctx, tx)
	if err == nil {
		return nil
	}
	var answered rpc.Error
	if !errors.As(err, &answered) {
		return fmt.Errorf("send a transaction: %w", err)
	}
	text := strings.ToLower(err.Error())
	contains := func(words []string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case contains(known):
		return errHarmless
	case strings.Contains(text, "nonce too low"):
		return &refusal{errNonceUsed}
	case contains(later):
		return fmt.Errorf("send a transaction: %w", err)
	}
	return &refusal{m.classify(err, "send a transaction")}
}
