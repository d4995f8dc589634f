package txmgr_test

import (
	"context"
	"fmt"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"oracled/store"
	"oracled/testnet"
	"oracled/txmgr"
	"oracled/txmgr/fees"
)

// anvil is a real chain that mines when it is told to.
type anvil struct {
	*ethclient.Client
	t *testing.T
}

var listening = regexp.MustCompile(`Listening on 127\.0\.0\.1:(\d+)\s`)

func startAnvil(t *testing.T, args ...string) *anvil {
	t.Helper()
	path, err := testnet.AnvilPath("..")
	if err != nil {
		t.Skipf("no Anvil, and this is a test against a real node: make tools installs it (%v)", err)
	}
	log := filepath.Join(t.TempDir(), "anvil.log")
	p, err := testnet.StartProcess("anvil", log, path, append([]string{"--port", "0", "--chain-id", "31337", "--no-mining", "--order", "fees", "--color", "never"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	var port string
	eventually(t, "anvil listens", func() bool {
		b, _ := os.ReadFile(log)
		if m := listening.FindSubmatch(b); m != nil {
			port = string(m[1])
		}
		return port != ""
	})
	c, err := ethclient.DialContext(t.Context(), "ws://127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return &anvil{c, t}
}

func (a *anvil) rpc(method string, args ...any) {
	a.t.Helper()
	if err := a.Client.Client().CallContext(a.t.Context(), nil, method, args...); err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
}

func (a *anvil) mine() { a.t.Helper(); a.rpc("evm_mine") }

// eventually polls for something that only others can make true.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

// anvilKey is the key of anvil's first account, which everybody knows.
const anvilKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

type bench struct {
	*anvil
	*txmgr.Manager
	mu     sync.Mutex
	states []txmgr.State
}

func newBench(t *testing.T, a *anvil, model string, change func(*txmgr.Config)) *bench {
	t.Helper()
	key, err := crypto.HexToECDSA(anvilKey)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{anvil: a}
	c := txmgr.Config{
		ChainID: 31337, PollInterval: 10 * time.Millisecond, ResubmitAfter: 200 * time.Millisecond,
		Changed: func(p txmgr.Pending) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.states = append(b.states, p.State)
		},
	}
	if c.Model, err = fees.New(fees.Config{Model: model}, c.ChainID, a); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&c)
	}
	b.Manager = txmgr.New(c, a, txmgr.NewAccount(key), db)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); b.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done; db.Close() })
	return b
}

func (b *bench) saw(s txmgr.State) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.states, s)
}

type sent struct {
	r   *txmgr.Receipt
	err error
}

func (b *bench) send(i byte) <-chan sent {
	done := make(chan sent, 1)
	go func() {
		r, err := b.Send(b.t.Context(), txmgr.Candidate{To: common.Address{19: 0x77}, Data: []byte{i}})
		done <- sent{r, err}
	}()
	return done
}

// pooled waits until so many transactions are in flight and in anvil's pool.
func (b *bench) pooled(n uint) {
	b.t.Helper()
	eventually(b.t, fmt.Sprintf("%d transactions in the pool", n), func() bool {
		count, err := b.PendingTransactionCount(b.t.Context())
		return err == nil && count == n && len(b.InFlight()) >= int(n)
	})
}

func (b *bench) mined(done <-chan sent) *txmgr.Receipt {
	b.t.Helper()
	select {
	case s := <-done:
		if s.err != nil {
			b.t.Fatal(s.err)
		}
		return s.r
	case <-time.After(time.Minute):
		b.t.Fatalf("not mined within a minute: %+v", b.InFlight())
	}
	return nil
}

func TestAnvilFeeSpike(t *testing.T) {
	b := newBench(t, startAnvil(t), "eip1559", nil)
	b.mine()
	first, second, third := b.send(1), b.send(2), b.send(3)
	b.pooled(3)
	before := b.InFlight()
	head, err := b.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	spike := new(big.Int).Mul(head.BaseFee, big.NewInt(50))
	b.rpc("anvil_setNextBlockBaseFeePerGas", (*bigHex)(spike))
	b.mine() // with nothing in it
	// Each offers what the market asks for when its turn has come.
	var receipts []*txmgr.Receipt
	for _, done := range []<-chan sent{first, second, third} {
		eventually(t, "mined in the spike", func() bool {
			b.rpc("anvil_setNextBlockBaseFeePerGas", (*bigHex)(spike))
			b.mine()
			time.Sleep(20 * time.Millisecond)
			return len(done) > 0
		})
		receipts = append(receipts, b.mined(done))
	}
	for i, r := range receipts {
		if r.Status != types.ReceiptStatusSuccessful || r.EffectiveGasPrice.Cmp(before[i].Cap) <= 0 {
			t.Errorf("transaction %d: status %d at %s", i, r.Status, r.EffectiveGasPrice)
		}
	}
	if !b.saw(txmgr.Bumped) {
		t.Errorf("no bump: %v", b.states)
	}
	// Afterwards what is new is cheap again.
	b.rpc("anvil_setNextBlockBaseFeePerGas", (*bigHex)(head.BaseFee))
	b.mine()
	after := b.send(4)
	b.pooled(1)
	if p := b.InFlight()[0]; p.Cap.Cmp(spike) >= 0 {
		t.Errorf("after the spike %s is offered", p.Cap)
	}
	b.mine()
	b.mined(after)
	if n, err := b.NonceAt(t.Context(), b.Address(), nil); err != nil || n != 4 {
		t.Errorf("nonce %d, %v", n, err)
	}
}

type bigHex big.Int

func (b *bigHex) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%#x", (*big.Int)(b)), nil }

func TestAnvilDropsItsPool(t *testing.T) {
	b := newBench(t, startAnvil(t), "eip1559", func(c *txmgr.Config) { c.ResubmitAfter = 2 * time.Second })
	first, second := b.send(1), b.send(2)
	b.pooled(2)
	hashes := []common.Hash{b.InFlight()[0].Hash, b.InFlight()[1].Hash}
	for _, h := range hashes {
		b.rpc("anvil_dropTransaction", h)
	}
	b.pooled(2)
	if !b.saw(txmgr.Dropped) {
		t.Errorf("%v", b.states)
	}
	b.mine()
	for _, r := range []*txmgr.Receipt{b.mined(first), b.mined(second)} {
		if r.Status != types.ReceiptStatusSuccessful {
			t.Errorf("%+v", r.Receipt)
		}
	}
}

func TestAnvilReorg(t *testing.T) {
	b := newBench(t, startAnvil(t), "eip1559", func(c *txmgr.Config) { c.Confirmations = 4 })
	b.mine()
	done := b.send(1)
	b.pooled(1)
	b.mine()
	r := b.mined(done)
	b.mine()
	b.rpc("anvil_reorg", 2, []any{})
	eventually(t, "sent again after the reorganisation", func() bool { return b.saw(txmgr.Reorged) })
	b.mine()
	eventually(t, "confirmed", func() bool {
		b.mine()
		time.Sleep(15 * time.Millisecond)
		return len(b.InFlight()) == 0
	})
	again, err := b.TransactionReceipt(t.Context(), r.TxHash)
	if err != nil || again.Status != types.ReceiptStatusSuccessful || again.BlockHash == r.BlockHash {
		t.Errorf("%+v, %v", again, err)
	}
	if n, err := b.NonceAt(t.Context(), b.Address(), nil); err != nil || n != 1 {
		t.Errorf("nonce %d, %v", n, err)
	}
}

// A chain from before EIP-1559 takes legacy transactions, and their bumps.
func TestAnvilLegacy(t *testing.T) {
	a := startAnvil(t, "--hardfork", "istanbul")
	if head, err := a.HeaderByNumber(t.Context(), nil); err != nil || head.BaseFee != nil {
		t.Fatalf("the chain has a base fee: %+v, %v", head, err)
	}
	b := newBench(t, a, "legacy", nil)
	done := b.send(1)
	b.pooled(1)
	eventually(t, "bumped", func() bool { p := b.InFlight(); return len(p) == 1 && p[0].Bumps > 1 })
	b.mine()
	r := b.mined(done)
	if r.Type != types.LegacyTxType || r.Status != types.ReceiptStatusSuccessful {
		t.Errorf("%+v", r.Receipt)
	}
}

// The L2s' own contracts are stood in for by code that returns constants.
func TestAnvilLayer2(t *testing.T) {
	a := startAnvil(t, "--optimism")
	// 12345, PUSH2 PUSH0.. MSTORE, 32 bytes.
	a.rpc("anvil_setCode", "0x420000000000000000000000000000000000000F", "0x6130395f5260205ff3")
	b := newBench(t, a, "optimism", nil)
	done := b.send(1)
	b.pooled(1)
	b.mine()
	if r := b.mined(done); r.Status != types.ReceiptStatusSuccessful || r.DataFee == nil || r.DataFee.Int64() != 12345 {
		t.Errorf("%+v", r)
	}

	a = startAnvil(t)
	// (5000, 7, 9), each stored in its word.
	a.rpc("anvil_setCode", "0x00000000000000000000000000000000000000C8", "0x6113885f5260076020526009604052"+"60605ff3")
	b = newBench(t, a, "arbitrum", nil)
	done = b.send(1)
	b.pooled(1)
	p := b.InFlight()[0]
	tx, _, err := a.TransactionByHash(t.Context(), p.Hash)
	if err != nil || p.Tip.Sign() != 0 || tx.Gas() < 21_000+20_000+2_500 {
		t.Errorf("%+v, %v", p, err)
	}
	b.mine()
	if r := b.mined(done); r.Status != types.ReceiptStatusSuccessful || r.DataFee != nil {
		t.Errorf("%+v", r)
	}
}

// A remote signer's transactions are those of the account.
func TestAnvilRemoteSigner(t *testing.T) {
	a := startAnvil(t)
	key, err := crypto.HexToECDSA(anvilKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range txmgr.RemoteKinds() {
		account := txmgr.NewAccount(key)
		server := httptest.NewServer(txmgr.ServeSigner(account, 31337))
		defer server.Close()
		remote, err := txmgr.DialRemote(kind, server.URL, account.Address())
		if err != nil {
			t.Fatal(err)
		}
		defer remote.Close()
		b := &bench{anvil: a, Manager: txmgr.New(txmgr.Config{ChainID: 31337, PollInterval: 10 * time.Millisecond, ResubmitAfter: 200 * time.Millisecond}, a, remote, nil)}
		done := b.send(1)
		b.pooled(1)
		eventually(t, "bumped", func() bool { return b.InFlight()[0].Bumps > 0 })
		b.mine()
		if r := b.mined(done); r.Status != types.ReceiptStatusSuccessful {
			t.Errorf("%s: %+v", kind, r.Receipt)
		}
	}
}

// After a crash what was in flight is brought home, with new work beside it,
// even if the pool has forgotten it.
func TestAnvilCrash(t *testing.T) {
	a := startAnvil(t)
	key, err := crypto.HexToECDSA(anvilKey)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "store.db")
	c := txmgr.Config{ChainID: 31337, PollInterval: 10 * time.Millisecond, ResubmitAfter: 300 * time.Millisecond}
	open := func() (*txmgr.Manager, *store.Store) {
		db, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return txmgr.New(c, a, txmgr.NewAccount(key), db), db
	}
	m, db := open()
	process, crash := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i := range byte(3) {
		wg.Go(func() { _, _ = m.Send(process, txmgr.Candidate{To: common.Address{19: 0x77}, Data: []byte{i}}) })
	}
	b := &bench{anvil: a, Manager: m}
	b.pooled(3)
	crash()
	wg.Wait()
	db.Close()
	a.rpc("anvil_dropAllTransactions")

	m, db = open()
	ctx, stop := context.WithCancel(t.Context())
	wg.Go(func() { m.Run(ctx) })
	b = &bench{anvil: a, Manager: m}
	done := b.send(9)
	b.pooled(4)
	b.mine()
	if r := b.mined(done); r.Status != types.ReceiptStatusSuccessful {
		t.Errorf("%+v", r.Receipt)
	}
	eventually(t, "all is settled", func() bool { return len(m.InFlight()) == 0 })
	stop()
	wg.Wait()
	if rows, err := db.Pending(t.Context(), 31337, m.Address()); err != nil || len(rows) != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if n, err := a.NonceAt(t.Context(), m.Address(), nil); err != nil || n != 4 {
		t.Errorf("nonce %d, %v", n, err)
	}
	db.Close()
}
