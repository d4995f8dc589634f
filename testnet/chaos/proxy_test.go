package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/testnet"
)

// front is an Anvil chain with a proxy in front, over HTTP and WebSocket.
type front struct {
	proxy    *Proxy
	straight *ethclient.Client
	through  map[string]*ethclient.Client
	account  common.Address
}

func newFront(t *testing.T) *front {
	t.Helper()
	ctx := t.Context()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	node, err := testnet.StartAnvil(ctx, root, testnet.AnvilOptions{Name: "proxied", ChainID: 777, Log: filepath.Join(t.TempDir(), "anvil.log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Stop(5 * time.Second); err != nil {
			t.Error(err)
		}
	})
	p, err := StartProxy(node.Port, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	dial := func(url string) *ethclient.Client {
		c, err := ethclient.DialContext(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	f := &front{proxy: p, straight: dial(node.Endpoint()), through: map[string]*ethclient.Client{
		"http": dial("http://" + p.Address()), "ws": dial("ws://" + p.Address()),
	}}
	if err := f.straight.Client().CallContext(ctx, nil, "evm_setAutomine", false); err != nil {
		t.Fatal(err)
	}
	var accounts []common.Address
	if err := f.straight.Client().CallContext(ctx, &accounts, "eth_accounts"); err != nil {
		t.Fatal(err)
	}
	f.account = accounts[0]
	return f
}

// log sends a transaction that logs once, in a block of its own.
func (f *front) log(t *testing.T) {
	t.Helper()
	// PUSH0 PUSH0 LOG0, as the code of a contract creation.
	tx := map[string]any{"from": f.account, "data": "0x5f5fa0"}
	if err := f.straight.Client().CallContext(t.Context(), nil, "eth_sendTransaction", tx); err != nil {
		t.Fatal(err)
	}
	if err := f.straight.Client().CallContext(t.Context(), nil, "evm_mine"); err != nil {
		t.Fatal(err)
	}
}

// each runs a check over both transports under a behaviour.
func (f *front) each(t *testing.T, name string, b Behaviour, check func(*testing.T, *ethclient.Client)) {
	for scheme, c := range f.through {
		t.Run(name+" "+scheme, func(t *testing.T) {
			before := f.proxy.Met()
			f.proxy.Behave(b)
			defer f.proxy.Behave(Behaviour{})
			check(t, c)
			if b != (Behaviour{}) && f.proxy.Met() == before {
				t.Error("no request was counted as altered")
			}
		})
	}
}

func TestProxy(t *testing.T) {
	f := newFront(t)
	ctx := t.Context()
	for range 12 {
		f.log(t)
	}
	head, err := f.straight.BlockNumber(ctx)
	if err != nil {
		t.Fatal(err)
	}
	logs := func(c *ethclient.Client, from uint64) ([]types.Log, error) {
		return c.FilterLogs(ctx, ethereum.FilterQuery{FromBlock: number(from), ToBlock: number(head)})
	}
	wantLogs := func(n int) func(*testing.T, *ethclient.Client) {
		return func(t *testing.T, c *ethclient.Client) {
			if got, err := logs(c, 1); err != nil || len(got) != n {
				t.Errorf("%d logs (%v), want %d", len(got), err, n)
			}
		}
	}
	wantError := func(text string) func(*testing.T, *ethclient.Client) {
		return func(t *testing.T, c *ethclient.Client) {
			if _, err := c.BlockNumber(ctx); err == nil || !strings.Contains(strings.ToLower(err.Error()), text) {
				t.Errorf("%v, want %q", err, text)
			}
		}
	}
	f.each(t, "passes on", Behaviour{}, wantLogs(12))
	f.each(t, "too many requests", Behaviour{Status: 429}, wantError("too many requests"))
	f.each(t, "JSON-RPC errors", Behaviour{Code: -32603}, func(t *testing.T, c *ethclient.Client) {
		var answered rpc.Error
		if _, err := c.BlockNumber(ctx); !errors.As(err, &answered) || answered.ErrorCode() != -32603 {
			t.Errorf("%v", err)
		}
	})
	f.each(t, "another chain", Behaviour{ChainID: 778}, func(t *testing.T, c *ethclient.Client) {
		if id, err := c.ChainID(ctx); err != nil || id.Uint64() != 778 {
			t.Errorf("%v, %v", id, err)
		}
	})
	f.each(t, "loses logs", Behaviour{LoseLogs: 2}, wantLogs(10))
	f.each(t, "has no logs near the head", Behaviour{LagLogs: 5}, wantLogs(int(head)-5))
	receipts := func(want int) func(*testing.T, *ethclient.Client) {
		return func(t *testing.T, c *ethclient.Client) {
			got, err := c.BlockReceipts(ctx, rpc.BlockNumberOrHashWithNumber(rpc.BlockNumber(head)))
			if err != nil || len(got) != 1 || len(got[0].Logs) != want {
				t.Errorf("receipts %v (%v), want %d logs", got, err, want)
			}
		}
	}
	f.each(t, "passes receipts on", Behaviour{}, receipts(1))
	f.each(t, "loses logs of receipts", Behaviour{LoseLogs: 1}, receipts(0))
	f.each(t, "has no receipts near the head", Behaviour{LagLogs: 1}, receipts(0))
	f.each(t, "refuses ranges with many logs", Behaviour{LogLimit: 3}, func(t *testing.T, c *ethclient.Client) {
		if _, err := logs(c, 1); err == nil || !strings.Contains(err.Error(), "more than 3 results") {
			t.Errorf("%v", err)
		}
		if got, err := logs(c, head-2); err != nil || len(got) != 3 {
			t.Errorf("%d logs (%v) of three blocks", len(got), err)
		}
	})
	f.each(t, "lags", Behaviour{Lag: 5}, func(t *testing.T, c *ethclient.Client) {
		if n, err := c.BlockNumber(ctx); err != nil || n != head-5 {
			t.Errorf("block number %d (%v), the head is %d", n, err, head)
		}
		if h, err := c.HeaderByNumber(ctx, nil); err != nil || h.Number.Uint64() != head-5 {
			t.Errorf("latest header %v (%v)", h, err)
		}
		if _, err := c.HeaderByNumber(ctx, number(head-4)); !errors.Is(err, ethereum.NotFound) {
			t.Errorf("a block that a lagging node cannot know: %v", err)
		}
		wantLogs(int(head)-5)(t, c)
	})
	f.each(t, "is slow", Behaviour{Delay: 20 * time.Millisecond}, wantLogs(12))
}

func TestProxySwallows(t *testing.T) {
	f := newFront(t)
	raw := hexutil.MustDecode("0x02c0") // which no node would take
	f.each(t, "swallows", Behaviour{SwallowTx: true}, func(t *testing.T, c *ethclient.Client) {
		var hash common.Hash
		if err := c.Client().CallContext(t.Context(), &hash, "eth_sendRawTransaction", hexutil.Bytes(raw)); err != nil || hash == (common.Hash{}) {
			t.Errorf("%s, %v", hash, err)
		}
	})
	f.each(t, "passes on", Behaviour{}, func(t *testing.T, c *ethclient.Client) {
		if err := c.Client().CallContext(t.Context(), nil, "eth_sendRawTransaction", hexutil.Bytes(raw)); err == nil {
			t.Error("the node took what is no transaction")
		}
	})
}

func TestProxyHangsAndRefuses(t *testing.T) {
	f := newFront(t)
	for scheme, c := range f.through {
		before := f.proxy.Met()
		f.proxy.Behave(Behaviour{Hang: true})
		ended := make(chan error, 1)
		go func() {
			_, err := c.BlockNumber(t.Context())
			ended <- err
		}()
		for f.proxy.Met() == before {
			time.Sleep(time.Millisecond)
		}
		f.proxy.Behave(Behaviour{})
		if err := <-ended; err == nil {
			t.Errorf("%s: a request that hung was answered", scheme)
		}
	}
	f.proxy.Behave(Behaviour{Refuse: true})
	if c, err := ethclient.Dial("ws://" + f.proxy.Address()); err == nil {
		c.Close()
		t.Error("a WebSocket was accepted")
	}
	if _, err := f.through["http"].BlockNumber(t.Context()); err == nil {
		t.Error("a request was answered")
	}
	f.proxy.Behave(Behaviour{})
	for scheme, c := range f.through {
		if _, err := c.BlockNumber(t.Context()); err != nil {
			t.Errorf("%s: the proxy does not serve again: %v", scheme, err)
		}
	}
}

func TestProxyMutes(t *testing.T) {
	f := newFront(t)
	f.each(t, "mutes", Behaviour{Mute: true}, func(t *testing.T, c *ethclient.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := c.BlockNumber(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want nothing until the client gives up", err)
		}
	})
}

// TestProxySubscription follows heads through the proxy.
func TestProxySubscription(t *testing.T) {
	f := newFront(t)
	heads := make(chan *types.Header, 16)
	sub, err := f.through["ws"].SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	f.proxy.Behave(Behaviour{DuplicateHeads: true})
	f.log(t)
	first, second := <-heads, <-heads
	if first.Number.Uint64() != 1 || second.Hash() != first.Hash() {
		t.Errorf("heads %d and %d, want the first block twice", first.Number, second.Number)
	}
	f.proxy.Cut()
	if err := <-sub.Err(); err == nil {
		t.Error("the subscription lives on without a connection")
	}
}

func TestHeads(t *testing.T) {
	for _, c := range []struct {
		b    Behaviour
		want string
	}{
		{Behaviour{}, "1 2 3 4 5"},
		{Behaviour{DuplicateHeads: true}, "1 1 2 2 3 3 4 4 5 5"},
		{Behaviour{DropHeads: true}, "1 3 5"},
		{Behaviour{ReorderHeads: true}, "2 1 4 3"},
		{Behaviour{Lag: 2}, "1 2 3"},
		{Behaviour{Hang: true}, ""},
	} {
		var h heads
		var got []string
		for i := range 5 {
			for _, m := range h.pass(c.b, []byte(fmt.Sprint(i+1))) {
				got = append(got, string(m))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v: %q, want %q", c.b, s, c.want)
		}
	}
	// What was held back leaves when the fault is over.
	h := heads{}
	h.pass(Behaviour{ReorderHeads: true}, []byte("1"))
	if got := h.pass(Behaviour{}, []byte("2")); len(got) != 2 || string(got[0]) != "1" {
		t.Errorf("%q", got)
	}
}

func TestSplit(t *testing.T) {
	for body, want := range map[string]struct {
		n     int
		batch bool
	}{
		`{"jsonrpc":"2.0","id":1,"method":"a"}`:        {1, false},
		` [{"id":1,"method":"a"},{"id":2}]`:            {2, true},
		`{"jsonrpc":"2.0","id":1,"result":null}`:       {1, false},
		`{"id":"x","error":{"code":1,"message":"no"}}`: {1, false},
	} {
		got, batch, err := split([]byte(body))
		if err != nil || len(got) != want.n || batch != want.batch {
			t.Errorf("%s: %d messages, batch %v, %v", body, len(got), batch, err)
		}
	}
	for _, body := range []string{"", "[]", "[", "x"} {
		if _, _, err := split([]byte(body)); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
	// A null result is one, and must not be left out on the way.
	m, _, err := split([]byte(`{"id":1,"result":null}`))
	if err != nil || !strings.Contains(string(m[0].bytes()), `"result":null`) {
		t.Errorf("%s, %v", m[0].bytes(), err)
	}
}

func TestOlden(t *testing.T) {
	for _, c := range []struct{ method, params, want string }{
		{"eth_getBlockByNumber", `["latest",false]`, `["0x9",false]`},
		{"eth_getBlockByNumber", `["0x3",false]`, `["0x3",false]`},
		{"eth_getTransactionCount", `["0x00","latest"]`, `["0x00","0x9"]`},
		{"eth_getTransactionCount", `["0x00","pending"]`, `["0x00","pending"]`},
		{"eth_gasPrice", `[]`, `[]`},
		{"eth_call", `[{}]`, `[{}]`},
	} {
		if got := olden(c.method, json.RawMessage(c.params), 9); string(got) != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.params, got, c.want)
		}
	}
}
