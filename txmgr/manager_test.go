package txmgr

import (
	"context"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
	"oracled/txmgr/fees"
)

func manager(t testing.TB, n *node, o oracle.Outbox, change func(*Config)) *Manager {
	c := Config{ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second}
	if change != nil {
		change(&c)
	}
	return New(c, n, testAccount(t), o)
}

type result struct {
	receipt *Receipt
	err     error
}

// send sends in the background.
func send(ctx context.Context, m *Manager, c Candidate) <-chan result {
	done := make(chan result, 1)
	go func() {
		r, err := m.Send(ctx, c)
		done <- result{r, err}
	}()
	synctest.Wait()
	return done
}

// ended returns a result that must be there.
func ended(t testing.TB, done <-chan result) result {
	t.Helper()
	synctest.Wait()
	select {
	case r := <-done:
		return r
	default:
		t.Fatal("Send has not returned")
		return result{}
	}
}

func pending(t testing.TB, done <-chan result) {
	t.Helper()
	synctest.Wait()
	select {
	case r := <-done:
		t.Fatalf("Send returned %+v", r)
	default:
	}
}

var target = common.HexToAddress("0x7a")

func TestSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		n.nonce = 6
		m := manager(t, n, nil, nil)
		done := send(t.Context(), m, Candidate{To: target, Data: []byte{1, 2}, Value: big.NewInt(3)})
		pending(t, done)
		synctest.Wait() // nobody is between two looks at the chain
		n.mine()
		time.Sleep(time.Second)
		r := ended(t, done)
		tx := n.broadcasts()[0]
		if r.err != nil || r.receipt.TxHash != tx.Hash() {
			t.Fatalf("%+v", r)
		}
		from, err := types.Sender(types.LatestSignerForChainID(big.NewInt(chainID)), tx)
		if err != nil || from != m.Address() || tx.Nonce() != 6 || *tx.To() != target || string(tx.Data()) != "\x01\x02" || tx.Value().Int64() != 3 {
			t.Errorf("sent %+v from %s, %v", tx, from, err)
		}
		// 50,000 and a fifth and 20,000; twice the base fee and the tip.
		if tx.Gas() != 80_000 || tx.GasTipCap().Int64() != 80 || tx.GasFeeCap().Int64() != 2080 {
			t.Errorf("gas %d, tip %s, cap %s", tx.Gas(), tx.GasTipCap(), tx.GasFeeCap())
		}
	})
}

func TestFees(t *testing.T) {
	for _, c := range []struct {
		name             string
		maxFee, minTip   int64
		wantTip, wantCap int64
	}{
		{"no bounds", 0, 0, 80, 2080},
		{"floor of the tip", 0, 300, 300, 2300},
		{"floor below the market", 0, 10, 80, 2080},
		{"cap", 1500, 0, 80, 1500},
		{"cap below the tip", 50, 0, 50, 50},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := newNode()
			m := manager(t, n, nil, func(cfg *Config) {
				if c.maxFee > 0 {
					cfg.MaxFee = big.NewInt(c.maxFee)
				}
				if c.minTip > 0 {
					var err error
					if cfg.Model, err = fees.New(fees.Config{MinTip: big.NewInt(c.minTip)}, chainID, n); err != nil {
						t.Fatal(err)
					}
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			done := send(ctx, m, Candidate{To: target, Gas: 21_000})
			tx := n.broadcasts()[0]
			if tx.GasTipCap().Int64() != c.wantTip || tx.GasFeeCap().Int64() != c.wantCap || tx.Gas() != 21_000 {
				t.Errorf("%s: tip %s, cap %s, gas %d", c.name, tx.GasTipCap(), tx.GasFeeCap(), tx.Gas())
			}
			cancel()
			if r := ended(t, done); !errors.Is(r.err, context.Canceled) {
				t.Errorf("%s: %v", c.name, r.err)
			}
		})
	}
	n := newNode()
	n.baseFee = nil
	if _, err := manager(t, n, nil, nil).Send(t.Context(), Candidate{To: target}); err == nil || !strings.Contains(err.Error(), "no base fee") {
		t.Errorf("a chain without a base fee: %v", err)
	}
	n = newNode()
	n.gas = MaxGas - 100
	if gas, err := manager(t, n, nil, nil).Estimate(t.Context(), Candidate{To: target}); err != nil || gas != MaxGas {
		t.Errorf("estimated %d, %v", gas, err)
	}
}

// Nonces are used one after the other, each once, whoever sends at once.
func TestNoncesUnderConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		n.nonce, n.blind = 3, true
		m := manager(t, n, o, nil)
		const senders, each = 8, 5
		var wg sync.WaitGroup
		var mu sync.Mutex
		landed := map[uint32]common.Hash{}
		for s := range uint32(senders) {
			wg.Go(func() {
				for k := range uint32(each) {
					data := binary.BigEndian.AppendUint32(nil, s*each+k)
					r, err := m.Send(t.Context(), Candidate{To: target, Data: data})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					landed[s*each+k] = r.TxHash
					mu.Unlock()
				}
			})
		}
		stop := make(chan struct{})
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(700 * time.Millisecond):
					synctest.Wait() // nobody is between two looks at the chain
					n.mine()
				}
			}
		}()
		wg.Wait()
		close(stop)
		sent := n.broadcasts()
		slices.SortFunc(sent, func(a, b *types.Transaction) int { return int(a.Nonce()) - int(b.Nonce()) })
		if len(sent) != senders*each || n.nonce != 3+senders*each {
			t.Fatalf("%d transactions for %d candidates, nonce %d", len(sent), senders*each, n.nonce)
		}
		for i, tx := range sent {
			if tx.Nonce() != uint64(3+i) {
				t.Errorf("transaction %d has nonce %d", i, tx.Nonce())
			}
			if landed[binary.BigEndian.Uint32(tx.Data())] != tx.Hash() {
				t.Errorf("nonce %d: somebody got another's receipt", tx.Nonce())
			}
		}
		if h := o.hashes(); len(h) != 0 {
			t.Errorf("%d transactions are not settled", len(h))
		}
	})
}

func TestOutboxBeforeBroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		n.beforeSend = func(tx *types.Transaction) {
			if !slices.Contains(o.hashes(), tx.Hash()) {
				t.Errorf("nonce %d was sent before it was saved", tx.Nonce())
			}
		}
		done := send(t.Context(), manager(t, n, o, nil), Candidate{To: target})
		time.Sleep(25 * time.Second) // two bumps
		if got := len(n.broadcasts()); got != 3 {
			t.Errorf("%d broadcasts, want 3", got)
		}
		saved := o.txs[0]
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(saved.Raw); err != nil || tx.Hash() != saved.Hash || saved.Nonce != 0 || saved.ChainID != chainID {
			t.Errorf("saved %+v, %v", saved, err)
		}
		synctest.Wait() // nobody is between two looks at the chain
		n.mine()
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
		if len(o.hashes()) != 0 {
			t.Error("not settled")
		}
	})
	n, o := newNode(), &outbox{err: errors.New("the disk is full")}
	if _, err := manager(t, n, o, nil).Send(t.Context(), Candidate{To: target}); !errors.Is(err, o.err) || len(n.broadcasts()) != 0 {
		t.Errorf("%v, %d broadcasts", err, len(n.broadcasts()))
	}
}

func TestBump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		m := manager(t, n, nil, func(c *Config) { c.MaxFee = big.NewInt(2600) })
		done := send(t.Context(), m, Candidate{To: target, Data: []byte{9}})
		time.Sleep(9 * time.Second)
		if got := len(n.broadcasts()); got != 1 {
			t.Fatalf("%d broadcasts before the time", got)
		}
		time.Sleep(50 * time.Second)
		sent := n.broadcasts()
		if len(sent) < 4 {
			t.Fatalf("%d broadcasts", len(sent))
		}
		for i := 1; i < len(sent); i++ {
			a, b := sent[i-1], sent[i]
			if b.Nonce() != a.Nonce() || string(b.Data()) != "\x09" || b.GasFeeCap().Int64() > 2600 {
				t.Errorf("broadcast %d is %+v", i, b)
			}
			if b.Hash() == a.Hash() {
				continue
			}
			for _, f := range []func(*types.Transaction) *big.Int{(*types.Transaction).GasFeeCap, (*types.Transaction).GasTipCap} {
				if 8*f(b).Int64() < 9*f(a).Int64() {
					t.Errorf("broadcast %d raises %s to %s, less than an eighth", i, f(a), f(b))
				}
			}
		}
		// 2080 · 9/8 = 2341, and 2341 · 9/8 = 2634 is above the cap: rebroadcast.
		if sent[1].Hash() == sent[0].Hash() || sent[2].Hash() != sent[1].Hash() || sent[3].Hash() != sent[1].Hash() {
			t.Errorf("fee caps %s, %s, %s, %s", sent[0].GasFeeCap(), sent[1].GasFeeCap(), sent[2].GasFeeCap(), sent[3].GasFeeCap())
		}
		// The first version may be the one that is mined.
		n.set(func() { n.include(sent[0]) })
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil || r.receipt.TxHash != sent[0].Hash() {
			t.Errorf("%+v", r)
		}
	})
}

// Where the market has risen above an eighth more, the market's price counts.
func TestBumpFollowsTheMarket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		done := send(t.Context(), manager(t, n, nil, nil), Candidate{To: target})
		n.set(func() { n.baseFee, n.tip = big.NewInt(9000), big.NewInt(500) })
		time.Sleep(12 * time.Second)
		sent := n.broadcasts()
		if len(sent) != 2 || sent[1].GasFeeCap().Int64() != 18_500 || sent[1].GasTipCap().Int64() != 500 {
			t.Errorf("%d broadcasts", len(sent))
		}
		synctest.Wait() // nobody is between two looks at the chain
		n.mine()
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil || r.receipt.TxHash != sent[1].Hash() {
			t.Errorf("%+v", r)
		}
	})
}

// saved returns a transaction as an earlier run would have left it.
func saved(t testing.TB, m *Manager, nonce uint64, cap int64) oracle.SentTx {
	t.Helper()
	to := target
	tx, err := m.signer.SignTx(t.Context(), types.NewTx(&types.DynamicFeeTx{
		ChainID: m.chainID, Nonce: nonce, GasTipCap: big.NewInt(cap / 10), GasFeeCap: big.NewInt(cap), Gas: 21_000, To: &to, Data: []byte{byte(nonce)},
	}), m.chainID)
	if err != nil {
		t.Fatal(err)
	}
	row, err := m.row(tx)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// After a crash what was sent, or nearly, is sent again before anything new; of
// several versions the last.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		n.nonce = 3
		m := manager(t, n, o, nil)
		other := saved(t, m, 4, 5000)
		other.ChainID = 1
		o.txs = []oracle.SentTx{saved(t, m, 2, 2000), saved(t, m, 3, 2000), saved(t, m, 3, 3000), saved(t, m, 4, 2000), other}
		want := []common.Hash{o.txs[2].Hash, o.txs[3].Hash}
		done := send(t.Context(), m, Candidate{To: target, Data: []byte("new")})
		if got := len(n.broadcasts()); got != 3 {
			t.Errorf("%d broadcasts; what is new waits until what is old is mined", got)
		}
		for range 4 {
			synctest.Wait() // nobody is between two looks at the chain
			n.mine()
			time.Sleep(time.Second)
		}
		if r := ended(t, done); r.err != nil {
			t.Fatal(r.err)
		}
		also := send(t.Context(), m, Candidate{To: target, Data: []byte("new too")})
		synctest.Wait() // nobody is between two looks at the chain
		n.mine()
		time.Sleep(time.Second)
		if r := ended(t, also); r.err != nil {
			t.Fatal(r.err)
		}
		sent := n.broadcasts()
		first := []common.Hash{sent[0].Hash(), sent[1].Hash()} // in any order
		if len(sent) != 4 || !slices.Contains(first, want[0]) || !slices.Contains(first, want[1]) || sent[2].Nonce() != 5 || sent[3].Nonce() != 6 {
			t.Errorf("%d broadcasts", len(sent))
		}
		if h := o.hashes(); !slices.Equal(h, []common.Hash{other.Hash}) {
			t.Errorf("%d transactions are left, want another chain's", len(h))
		}
	})
}

// What was left behind and fails, or was overtaken, must not hold up the rest.
func TestResumeGoesOn(t *testing.T) {
	for _, overtaken := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			n, o := newNode(), &outbox{}
			m := manager(t, n, o, nil)
			o.txs = []oracle.SentTx{saved(t, m, 0, 2000)}
			n.onCall = func() error { return answer{"execution reverted", "0x12345678"} }
			n.fails = func(tx *types.Transaction) bool { return tx.Nonce() == 0 }
			done := send(t.Context(), m, Candidate{To: target})
			n.set(func() {
				if overtaken {
					n.nonce, n.pool = 1, nil
				} else {
					n.mineLocked()
				}
			})
			time.Sleep(15 * time.Second)
			synctest.Wait() // nobody is between two looks at the chain
			n.mine()
			time.Sleep(2 * time.Second)
			if r := ended(t, done); r.err != nil {
				t.Error(r.err)
			}
		})
	}
	// A broken outbox is an error, not a lost transaction.
	n, o := newNode(), &outbox{}
	m := manager(t, n, o, nil)
	broken := saved(t, m, 0, 2000)
	broken.Raw = broken.Raw[:10]
	o.txs = []oracle.SentTx{broken}
	if err := m.resume(t.Context()); err == nil || !strings.Contains(err.Error(), "of the outbox") {
		t.Errorf("%v", err)
	}
}

func TestRevertInAdvance(t *testing.T) {
	n := newNode()
	n.onEstimate = func() error { return answer{"execution reverted: custom error", "0xdeadbeef01"} }
	_, err := manager(t, n, nil, nil).Send(t.Context(), Candidate{To: target})
	var reverted *RevertError
	if !errors.As(err, &reverted) || !slices.Equal(reverted.Data, []byte{0xde, 0xad, 0xbe, 0xef, 1}) {
		t.Errorf("%#v", err)
	}
	if len(n.broadcasts()) != 0 {
		t.Error("it was sent all the same")
	}
	n.onEstimate = func() error { return answer{"VM Exception: revert", nil} }
	if _, err := manager(t, n, nil, nil).Send(t.Context(), Candidate{To: target}); !errors.As(err, &reverted) || reverted.Data != nil {
		t.Errorf("%#v", err)
	}
}

// Data in an error is not a revert: endpoints explain other troubles with it.
func TestErrorDataThatIsNoRevert(t *testing.T) {
	for _, c := range []answer{
		{"daily request count exceeded, request rate limited", map[string]any{"rate": 3}},
		{"internal error", "try again later"},
		{"header not found", nil},
	} {
		n := newNode()
		n.onEstimate = func() error { return c }
		_, err := manager(t, n, nil, nil).Send(t.Context(), Candidate{To: target})
		var reverted *RevertError
		if err == nil || errors.As(err, &reverted) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%q is taken for %#v", c.text, err)
		}
	}
}

func TestRevertOnTheChain(t *testing.T) {
	for _, replays := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			n, o := newNode(), &outbox{}
			n.fails = func(*types.Transaction) bool { return true }
			if replays {
				n.onCall = func() error { return answer{"execution reverted", "0x01020304"} }
			}
			done := send(t.Context(), manager(t, n, o, nil), Candidate{To: target})
			synctest.Wait() // nobody is between two looks at the chain
			n.mine()
			time.Sleep(time.Second)
			r := ended(t, done)
			var reverted *RevertError
			if !errors.As(r.err, &reverted) || r.receipt == nil || r.receipt.Status != types.ReceiptStatusFailed {
				t.Fatalf("%+v", r)
			}
			if replays != (len(reverted.Data) == 4) {
				t.Errorf("data %x", reverted.Data)
			}
			if len(o.hashes()) != 0 {
				t.Error("a failed transaction is settled, too")
			}
		})
	}
}

func TestInsufficientFunds(t *testing.T) {
	for _, c := range []answer{
		{"insufficient funds for gas * price + value: balance 0, tx cost 1", nil},
		{"Insufficient funds for gas * price + value", nil},
		{"INTERNAL_ERROR: insufficient funds", map[string]any{"balance": "0x0"}},
	} {
		for _, at := range []string{"estimate", "send"} {
			n := newNode()
			if at == "send" {
				n.onSend = func() error { return c }
			} else {
				n.onEstimate = func() error { return c }
			}
			m := manager(t, n, nil, nil)
			_, err := m.Send(t.Context(), Candidate{To: target})
			if !errors.Is(err, ErrFunds) || !strings.Contains(err.Error(), m.Address().Hex()) || !strings.Contains(err.Error(), "too little ether for gas; send it some") {
				t.Errorf("at %s, %q: %v", at, c.text, err)
			}
		}
	}
}

// What the endpoint refuses for good gives its nonce back; whatever it may have
// seen is awaited, and sent again when it has not.
func TestBroadcastErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		fatal bool
	}{
		{"connection", errors.New("connection refused"), false},
		{"known", answer{text: "already known"}, false},
		{"underpriced", answer{text: "replacement transaction underpriced"}, false},
		{"too much gas", answer{text: "exceeds block gas limit"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNode()
				times := 0
				n.onSend = func() error {
					if times++; times == 1 {
						return c.err
					}
					return nil
				}
				m := manager(t, n, nil, nil)
				done := send(t.Context(), m, Candidate{To: target})
				if c.fatal {
					if r := ended(t, done); r.err == nil || !strings.Contains(r.err.Error(), c.err.Error()) {
						t.Errorf("%+v", r)
					}
					done = send(t.Context(), m, Candidate{To: target})
				} else {
					pending(t, done)
					time.Sleep(12 * time.Second)
				}
				synctest.Wait() // nobody is between two looks at the chain
				n.mine()
				time.Sleep(time.Second)
				if r := ended(t, done); r.err != nil {
					t.Error(r.err)
				}
				for _, tx := range n.broadcasts() {
					if tx.Nonce() != 0 {
						t.Errorf("nonce %d was used", tx.Nonce())
					}
				}
			})
		})
	}
}

// An endpoint that fails while a transaction is awaited is asked again.
func TestAwaitSurvivesTheEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		done := send(t.Context(), manager(t, n, nil, nil), Candidate{To: target})
		n.set(func() { n.onNonce = func() error { return errors.New("down") } })
		time.Sleep(3 * time.Second)
		n.set(func() {
			n.onNonce = nil
			n.onReceipt = func() error { return errors.New("down") }
			n.mineLocked()
		})
		time.Sleep(30 * time.Second) // and no transaction is sent for a nonce that is used
		pending(t, done)
		if got := len(n.broadcasts()); got != 1 {
			t.Errorf("%d broadcasts", got)
		}
		n.set(func() { n.onReceipt = nil })
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

func TestReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		done := send(t.Context(), manager(t, n, nil, nil), Candidate{To: target})
		n.set(func() { n.nonce, n.pool = 1, nil }) // by a stranger's transaction
		time.Sleep(9 * time.Second)
		pending(t, done) // an index may lag behind its chain
		time.Sleep(3 * time.Second)
		if r := ended(t, done); !errors.Is(r.err, ErrReplaced) {
			t.Errorf("%+v", r)
		}
		if got := len(n.broadcasts()); got != 1 {
			t.Errorf("%d broadcasts", got)
		}
	})
	synctest.Test(t, func(t *testing.T) { // the receipt is late
		n := newNode()
		done := send(t.Context(), manager(t, n, nil, nil), Candidate{To: target})
		var receipts map[common.Hash]*types.Receipt
		n.set(func() {
			n.mineLocked()
			receipts, n.receipts = n.receipts, nil
		})
		time.Sleep(5 * time.Second)
		pending(t, done)
		n.set(func() { n.receipts = receipts })
		time.Sleep(time.Second)
		if r := ended(t, done); r.err != nil {
			t.Error(r.err)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, o := newNode(), &outbox{}
		ctx, cancel := context.WithCancel(t.Context())
		done := send(ctx, manager(t, n, o, nil), Candidate{To: target})
		pending(t, done)
		cancel()
		if r := ended(t, done); !errors.Is(r.err, context.Canceled) {
			t.Errorf("%+v", r)
		}
		if len(o.hashes()) != 1 {
			t.Error("what was sent is forgotten")
		}
	})
}
