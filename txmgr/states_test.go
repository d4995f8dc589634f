package txmgr

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
)

// run runs a manager's watch until the test's bubble ends.
func run(t *testing.T, m *Manager) {
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); m.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	synctest.Wait()
}

// blocks mines a block a second.
func blocks(n *node, count int) {
	for range count {
		synctest.Wait() // nobody is between two looks at the chain
		n.mine()
		time.Sleep(time.Second)
	}
	synctest.Wait()
}

// state returns the state of the one transaction in flight.
func state(t testing.TB, m *Manager) Pending {
	t.Helper()
	synctest.Wait()
	ps := m.InFlight()
	if len(ps) != 1 {
		t.Fatalf("in flight: %+v", ps)
	}
	return ps[0]
}

func wantState(t testing.TB, m *Manager, want State) {
	t.Helper()
	if p := state(t, m); p.State != want {
		t.Errorf("%s (%v), want %s", p.State, p.Err, want)
	}
}

// A pool that forgets a transaction gets it again, long before a bump is due.
func TestDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, nil)
		done := send(t.Context(), m, Candidate{To: target})
		wantState(t, m, Sent)
		n.forget()
		time.Sleep(4 * time.Second)
		wantState(t, m, Dropped)
		if p := state(t, m); p.Bumps != 0 || p.Age != 4*time.Second || p.Hash != n.broadcasts()[0].Hash() {
			t.Errorf("%+v", p)
		}
		blocks(n, 1)
		if r := ended(t, done); r.err != nil || len(n.broadcasts()) != 2 || len(m.InFlight()) != 0 {
			t.Errorf("%+v, %d broadcasts", r, len(n.broadcasts()))
		}
	})
}

// A transaction whose block vanishes before it is confirmed is sent again; its
// row stays in the outbox until it is confirmed.
func TestReorged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		m := manager(t, n, o, func(c *Config) { c.Confirmations = 3 })
		run(t, m)
		done := send(t.Context(), m, Candidate{To: target})
		blocks(n, 1)
		r := ended(t, done)
		if r.err != nil {
			t.Fatal(r.err)
		}
		wantState(t, m, Mined)
		n.unmine(1)
		n.set(func() { n.pool = nil })
		time.Sleep(time.Second)
		wantState(t, m, Reorged)
		if len(o.hashes()) != 1 {
			t.Error("it is forgotten before it is confirmed")
		}
		blocks(n, 3)
		wantState(t, m, Mined)
		blocks(n, 2)
		if ps := m.InFlight(); len(ps) != 0 || len(o.hashes()) != 0 || n.nonce != 1 {
			t.Errorf("%+v, %d rows, nonce %d", ps, len(o.hashes()), n.nonce)
		}
		for _, tx := range n.broadcasts() {
			if tx.Hash() != r.receipt.TxHash {
				t.Error("another transaction was sent")
			}
		}
	})
}

// Several transactions are in flight; only the one whose turn it is is bumped.
func TestOnlyTheNextInLineIsBumped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, nil)
		first := send(t.Context(), m, Candidate{To: target})
		second := send(t.Context(), m, Candidate{To: target})
		n.set(func() { n.baseFee = big.NewInt(50_000) })
		time.Sleep(25 * time.Second)
		ps := m.InFlight()
		if len(ps) != 2 || ps[0].Bumps == 0 || ps[1].Bumps != 0 {
			t.Fatalf("%+v", ps)
		}
		// Its turn comes, and at once it offers what the market asks for.
		synctest.Wait()
		n.mine()
		time.Sleep(time.Second)
		if r := ended(t, first); r.err != nil {
			t.Fatal(r.err)
		}
		if p := state(t, m); p.Bumps != 1 || p.Cap.Int64() < 100_000 {
			t.Errorf("%+v", p)
		}
		blocks(n, 1)
		if r := ended(t, second); r.err != nil {
			t.Error(r.err)
		}
		// After the spike what is new is cheap.
		n.set(func() { n.baseFee = big.NewInt(1000) })
		third := send(t.Context(), m, Candidate{To: target})
		if p := state(t, m); p.Cap.Int64() != 2080 {
			t.Errorf("%+v", p)
		}
		blocks(n, 1)
		ended(t, third)
	})
}

func TestCappedWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, func(c *Config) { c.MaxFee = big.NewInt(3000) })
		done := send(t.Context(), m, Candidate{To: target})
		n.set(func() { n.baseFee = big.NewInt(50_000) })
		time.Sleep(10 * time.Minute)
		blocks(n, 3)
		pending(t, done)
		wantState(t, m, Capped)
		for _, tx := range n.broadcasts() {
			if tx.GasFeeCap().Int64() > 3000 {
				t.Errorf("fee cap %s", tx.GasFeeCap())
			}
		}
		n.set(func() { n.baseFee = big.NewInt(500) })
		blocks(n, 1)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

// A transaction that offers much more than the market asks for and is not mined
// is shown, and does not raise its fees for ever.
func TestStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, nil)
		done := send(t.Context(), m, Candidate{To: target})
		time.Sleep(32 * time.Second)
		wantState(t, m, Stuck)
		time.Sleep(time.Hour)
		wantState(t, m, Stuck)
		if p := state(t, m); p.Cap.Int64() > 5*2080 || p.Bumps > 14 {
			t.Errorf("%+v", p)
		}
		blocks(n, 1)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

// What nobody waits for any more is replaced by a transaction that does
// nothing, and what comes after it is mined.
func TestAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		m := manager(t, n, o, nil)
		run(t, m)
		ctx, cancel := context.WithCancel(t.Context())
		first := send(ctx, m, Candidate{To: target, Data: []byte("unwanted")})
		second := send(t.Context(), m, Candidate{To: target, Data: []byte("wanted")})
		cancel()
		if r := ended(t, first); !errors.Is(r.err, context.Canceled) {
			t.Fatalf("%+v", r)
		}
		time.Sleep(2 * time.Second)
		if ps := m.InFlight(); len(ps) != 2 || !ps[0].Cancels || ps[1].Cancels {
			t.Fatalf("%+v", ps)
		}
		blocks(n, 2)
		if r := ended(t, second); r.err != nil {
			t.Error(r.err)
		}
		for _, tx := range n.broadcasts() {
			if _, mined := n.mined[tx.Hash()]; mined && string(tx.Data()) == "unwanted" {
				t.Error("what was abandoned is mined")
			} else if mined && len(tx.Data()) == 0 && (*tx.To() != m.Address() || tx.Value().Sign() != 0) {
				t.Errorf("cancelled by %+v", tx)
			}
		}
		if n.nonce != 2 || len(o.hashes()) != 0 || len(m.InFlight()) != 0 {
			t.Errorf("nonce %d, %d rows, %+v", n.nonce, len(o.hashes()), m.InFlight())
		}
	})
}

// slowSigner refuses what it is told to, after a while.
type slowSigner struct {
	*Account
	refuse func(tx *types.Transaction) bool
}

func (s slowSigner) SignTx(ctx context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	if s.refuse(tx) {
		if err := oracle.Sleep(ctx, 3*time.Second); err != nil {
			return nil, err
		}
		return nil, errors.New("the signer refuses")
	}
	return s.Account.SignTx(ctx, tx, id)
}

// A nonce whose transaction is never made, while a later one is out already,
// is used by a transaction that does nothing.
func TestGapIsFilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		signer := slowSigner{testAccount(t), func(tx *types.Transaction) bool { return string(tx.Data()) == "refused" }}
		m := New(Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}, n, signer, o)
		run(t, m)
		first := send(t.Context(), m, Candidate{To: target, Data: []byte("refused")})
		second := send(t.Context(), m, Candidate{To: target, Data: []byte("later")}) // is not held up by the signer
		if got := n.broadcasts(); len(got) != 1 || got[0].Nonce() != 1 {
			t.Fatalf("%d broadcasts", len(got))
		}
		time.Sleep(4 * time.Second)
		if r := ended(t, first); r.err == nil || !strings.Contains(r.err.Error(), "the signer refuses") {
			t.Fatalf("%+v", r)
		}
		blocks(n, 2)
		if r := ended(t, second); r.err != nil {
			t.Error(r.err)
		}
		if n.nonce != 2 || len(m.InFlight()) != 0 {
			t.Errorf("nonce %d, %+v", n.nonce, m.InFlight())
		}
		// With nothing after it the nonce is simply used again.
		if r := <-send(t.Context(), m, Candidate{To: target, Data: []byte("refused")}); r.err == nil {
			t.Error("it was signed")
		}
		third := send(t.Context(), m, Candidate{To: target})
		blocks(n, 1)
		if r := ended(t, third); r.err != nil || n.nonce != 3 {
			t.Errorf("%+v, nonce %d", r, n.nonce)
		}
	})
}

// If the gap cannot be filled at once, the next candidate fills it.
func TestNextCandidateTakesTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		signer := slowSigner{testAccount(t), func(tx *types.Transaction) bool { return string(tx.Data()) == "refused" || len(tx.Data()) == 0 }}
		m := New(Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}, n, signer, nil)
		first := send(t.Context(), m, Candidate{To: target, Data: []byte("refused")})
		second := send(t.Context(), m, Candidate{To: target, Data: []byte("later")})
		time.Sleep(7 * time.Second)
		ended(t, first)
		third := send(t.Context(), m, Candidate{To: target, Data: []byte("new")})
		blocks(n, 1)
		if a, b := ended(t, second), ended(t, third); a.err != nil || b.err != nil || n.nonce != 2 {
			t.Errorf("%v, %v, nonce %d", a.err, b.err, n.nonce)
		}
	})
}

// An endpoint behind a balancer may not know yet what the chain has: the nonce
// that it names is used, and the next one is taken.
func TestStaleNonce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		n.nonce = 4
		stale := &staleNode{node: n}
		stale.behind.Store(2)
		m := New(Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}, stale, testAccount(t), o)
		done := send(t.Context(), m, Candidate{To: target})
		stale.behind.Store(0)
		blocks(n, 1)
		if r := ended(t, done); r.err != nil || n.nonce != 5 {
			t.Errorf("%+v, nonce %d", r, n.nonce)
		}
		if len(o.hashes()) != 0 {
			t.Error("what was refused is in the outbox")
		}
	})
}

type staleNode struct {
	*node
	behind atomic.Uint64
}

func (s *staleNode) NonceAt(ctx context.Context, a common.Address, b *big.Int) (uint64, error) {
	v, err := s.node.NonceAt(ctx, a, b)
	return v - s.behind.Load(), err
}

func (s *staleNode) PendingNonceAt(ctx context.Context, a common.Address) (uint64, error) {
	v, err := s.node.PendingNonceAt(ctx, a)
	return v - s.behind.Load(), err
}

// Above what the outbox has settled no nonce is given out twice, however far an
// endpoint lags; a chain that has far less is another chain.
func TestFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{floor: 5}
		n.nonce = 3
		done := send(t.Context(), manager(t, n, o, nil), Candidate{To: target})
		if got := n.broadcasts(); len(got) != 1 || got[0].Nonce() != 5 {
			t.Fatalf("%d broadcasts", len(got))
		}
		n.set(func() { n.nonce = 5 }) // it has caught up
		blocks(n, 1)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
	n, o := newNode(), &outbox{floor: 57}
	m := manager(t, n, o, nil)
	_, err := m.Send(t.Context(), Candidate{To: target})
	if err == nil || !strings.Contains(err.Error(), "has 0 transactions of account "+m.Address().Hex()+", and had 57 or more before") ||
		!strings.Contains(err.Error(), "remove the store (store.path)") || len(n.broadcasts()) != 0 {
		t.Errorf("%v", err)
	}
	n.nonce = 57 // and it was a lag after all
	if err := m.resume(t.Context()); err != nil {
		t.Error(err)
	}
}

// The same where nothing was settled before the crash.
func TestOutboxOfAnotherChain(t *testing.T) {
	n, o := newNode(), &outbox{}
	m := manager(t, n, o, nil)
	o.txs = []oracle.SentTx{saved(t, m, 65, 2000)}
	if err := m.resume(t.Context()); err == nil || !strings.Contains(err.Error(), "and had 65 or more before") || len(n.broadcasts()) != 0 {
		t.Errorf("%v", err)
	}
	n.nonce = 1
	if err := m.resume(t.Context()); err != nil || len(m.gaps) != 64 {
		t.Errorf("%v, %d gaps", err, len(m.gaps))
	}
}

// hostile is an endpoint whose answers are not to be believed.
type hostile struct {
	*node
	pooled uint64
	other  atomic.Bool
}

func (h *hostile) PendingNonceAt(context.Context, common.Address) (uint64, error) {
	return h.pooled, nil
}

func (h *hostile) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	r, err := h.node.TransactionReceipt(ctx, hash)
	if h.other.Load() && err == nil {
		r = &types.Receipt{TxHash: common.Hash{1}, Status: types.ReceiptStatusSuccessful}
	}
	return r, err
}

// No answer of an endpoint makes a nonce that can never be mined, or a receipt
// of something else.
func TestHostileEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hostile{node: newNode(), pooled: 1<<64 - 1}
		h.other.Store(true)
		m := New(Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}, h, testAccount(t), nil)
		if _, err := m.Send(t.Context(), Candidate{To: target}); err == nil || !strings.Contains(err.Error(), "where 0 is expected; use another endpoint") {
			t.Fatalf("%v", err)
		}
		h.pooled = 0
		done := send(t.Context(), m, Candidate{To: target})
		blocks(h.node, 3)
		pending(t, done)
		if p := state(t, m); p.Err == nil || !strings.Contains(p.Err.Error(), "with that of 0x01") {
			t.Errorf("%+v", p)
		}
		h.other.Store(false)
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

// An endpoint that hangs holds up neither the watch nor, for ever, its caller.
func TestHangingEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hanging{node: newNode()}
		m := New(Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}, h, testAccount(t), nil)
		done := send(t.Context(), m, Candidate{To: target})
		h.hangs.Store(true)
		time.Sleep(5 * time.Second)
		h.hangs.Store(false) // the question that hangs is never answered
		h.mine()
		time.Sleep(40 * time.Second)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

type hanging struct {
	*node
	hangs atomic.Bool
}

func (h *hanging) NonceAt(ctx context.Context, a common.Address, b *big.Int) (uint64, error) {
	if h.hangs.Load() {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return h.node.NonceAt(ctx, a, b)
}

// A reorganisation deeper than the confirmations loses nonces that nobody
// watches any more; they are filled, or the account would wait for ever.
func TestLostNonceIsFilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, &outbox{}, nil)
		run(t, m)
		for range 2 {
			done := send(t.Context(), m, Candidate{To: target})
			blocks(n, 1)
			ended(t, done)
		}
		n.unmine(2)
		done := send(t.Context(), m, Candidate{To: target})
		for range 60 {
			blocks(n, 1)
		}
		if r := ended(t, done); r.err != nil || n.nonce != 3 {
			t.Errorf("%+v, nonce %d", r, n.nonce)
		}
	})
}

// A bump that the endpoint or the signer refuses loses nothing: the version
// before it is still out, and is watched.
func TestRefusedBump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, nil)
		done := send(t.Context(), m, Candidate{To: target})
		n.set(func() { n.onSend = func() error { return answer{text: "insufficient funds for gas * price + value"} } })
		time.Sleep(12 * time.Second)
		pending(t, done)
		if p := state(t, m); !errors.Is(p.Err, ErrFunds) {
			t.Errorf("%+v", p)
		}
		blocks(n, 1)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

// Every change is told of, and each bump once.
func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		var states []State
		m := manager(t, n, nil, func(c *Config) { c.Changed = func(p Pending) { states = append(states, p.State) } })
		done := send(t.Context(), m, Candidate{To: target})
		time.Sleep(22 * time.Second)
		blocks(n, 1)
		ended(t, done)
		want := []State{Sent, Bumped, Bumped, Mined}
		if len(states) != len(want) {
			t.Fatalf("%v", states)
		}
		for i := range want {
			if states[i] != want[i] {
				t.Errorf("%v, want %v", states, want)
			}
		}
	})
}
