package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/endpoint/endpointtest"
	"oracled/oracle"
)

const chainID = 31337

// scene is a chain with several endpoints.
type scene struct {
	t     *testing.T
	chain *endpointtest.Chain
	nodes []*endpointtest.Node
}

func newScene(t *testing.T, nodes, blocks int) *scene {
	s := &scene{t: t, chain: endpointtest.NewChain(1)}
	for range blocks {
		s.chain.Mine(types.Log{Address: common.Address{1}, Topics: []common.Hash{}, Data: []byte{}})
	}
	for range nodes {
		s.add(s.chain)
	}
	return s
}

func (s *scene) add(c *endpointtest.Chain) *endpointtest.Node {
	n := endpointtest.Serve(c, chainID)
	s.t.Cleanup(n.Close)
	s.nodes = append(s.nodes, n)
	return n
}

func (s *scene) config() endpoint.Config {
	cfg := endpoint.Config{Chain: "eth", ChainID: chainID, BlockTime: time.Second, Timeout: 5 * time.Second, Probe: time.Hour}
	for _, n := range s.nodes {
		cfg.URLs = append(cfg.URLs, n.URL()+"/v1?key=secret")
	}
	return cfg
}

func (s *scene) dial(change func(*endpoint.Config)) *endpoint.Pool {
	s.t.Helper()
	cfg := s.config()
	if change != nil {
		change(&cfg)
	}
	p, err := endpoint.Dial(s.t.Context(), cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(p.Close)
	return p
}

// until waits for a condition that is bound to come.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen", what)
		}
	}
}

func states(p *endpoint.Pool) (out []endpoint.State) {
	for _, s := range p.Status() {
		out = append(out, s.State)
	}
	return out
}

// down makes an endpoint answer with an error of the web server.
func down(f *endpointtest.Faults) {
	f.HTTP = func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return true
	}
}

func TestDialIdentity(t *testing.T) {
	t.Run("all well", func(t *testing.T) {
		p := newScene(t, 3, 3).dial(nil)
		if got := states(p); !slices.Equal(got, []endpoint.State{"ok", "ok", "ok"}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("one dead", func(t *testing.T) {
		s := newScene(t, 2, 3)
		s.nodes[0].Set(down)
		p := s.dial(nil)
		if got := states(p); !slices.Equal(got, []endpoint.State{"failing", "ok"}) {
			t.Errorf("%v", got)
		}
		if id, err := p.ChainID(t.Context()); err != nil || id.Uint64() != chainID {
			t.Errorf("%v, %v", id, err)
		}
	})
	t.Run("all dead", func(t *testing.T) {
		s := newScene(t, 2, 3)
		s.nodes[0].Set(down)
		s.nodes[1].Set(down)
		_, err := endpoint.Dial(t.Context(), s.config())
		if err == nil || !strings.Contains(err.Error(), "does not answer") || !strings.Contains(err.Error(), "chains.eth.endpoint and chains.eth.fallbacks") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	})
	t.Run("another chain id", func(t *testing.T) {
		s := newScene(t, 2, 3)
		s.nodes[0].Set(func(f *endpointtest.Faults) { f.ChainID = 5 })
		p := s.dial(nil)
		if got := states(p); !slices.Equal(got, []endpoint.State{"excluded", "ok"}) || !errors.Is(p.Status()[0].LastError, oracle.ErrWrongChain) {
			t.Errorf("%v, %v", got, p.Status()[0].LastError)
		}
		s.nodes[1].Set(func(f *endpointtest.Faults) { f.ChainID = 5 })
		if _, err := endpoint.Dial(t.Context(), s.config()); !errors.Is(err, oracle.ErrWrongChain) || !strings.Contains(err.Error(), "serves chain id 5, chains.eth.chainId is 31337") {
			t.Errorf("%v", err)
		}
	})
	t.Run("another genesis", func(t *testing.T) {
		s := newScene(t, 0, 0)
		s.add(endpointtest.NewChain(2))
		s.add(s.chain)
		s.add(s.chain)
		p := s.dial(nil)
		if got := states(p); !slices.Equal(got, []endpoint.State{"excluded", "ok", "ok"}) { // most are right
			t.Errorf("%v", got)
		}
		if _, err := p.BlockNumber(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("an endpoint that is another after its fall", func(t *testing.T) {
		s := newScene(t, 2, 3)
		p := s.dial(nil)
		var heard []endpoint.Status
		var mu sync.Mutex
		p.Notify(func(st endpoint.Status) { mu.Lock(); heard = append(heard, st); mu.Unlock() })
		s.nodes[0].Set(down)
		if _, err := p.BlockNumber(t.Context()); err != nil {
			t.Error(err)
		}
		s.nodes[0].Set(func(f *endpointtest.Faults) { f.HTTP, f.ChainID = nil, 6 })
		s.nodes[1].Set(down)
		if _, err := p.BlockNumber(t.Context()); err == nil {
			t.Error("another chain answered")
		}
		if got := states(p)[0]; got != endpoint.StateExcluded {
			t.Errorf("%v", got)
		}
		mu.Lock()
		defer mu.Unlock()
		if len(heard) == 0 || !errors.Is(heard[0].LastError, oracle.ErrWrongChain) {
			t.Errorf("heard %+v", heard)
		}
	})
	t.Run("every endpoint is another", func(t *testing.T) {
		s := newScene(t, 1, 3)
		p := s.dial(nil)
		s.nodes[0].Set(down)
		_, _ = p.BlockNumber(t.Context())
		s.nodes[0].Set(func(f *endpointtest.Faults) { f.HTTP, f.ChainID = nil, 6 })
		_, _ = p.BlockNumber(t.Context())
		if _, err := p.BlockNumber(t.Context()); !errors.Is(err, oracle.ErrWrongChain) {
			t.Errorf("%v", err)
		}
		if _, err := p.Views(); !errors.Is(err, oracle.ErrWrongChain) {
			t.Errorf("%v", err)
		}
	})
}

// An endpoint that served another chain for a while counts again when it proves
// itself, and not before; meanwhile the message names it.
func TestExileEnds(t *testing.T) {
	s := newScene(t, 3, 3)
	wrong := func(f *endpointtest.Faults) { f.ChainID = 5 }
	s.nodes[0].Set(wrong)
	s.nodes[1].Set(wrong)
	p := s.dial(func(c *endpoint.Config) { c.Probe, c.Exile = 20*time.Millisecond, 20*time.Millisecond })
	if got := states(p); !slices.Equal(got, []endpoint.State{"excluded", "excluded", "ok"}) {
		t.Fatalf("%v", got)
	}
	_, err := p.Reached(t.Context(), rpc.LatestBlockNumber, 2)
	if err == nil || !strings.Contains(err.Error(), "serves chain id 5") || strings.Contains(err.Error(), "nil") || errors.Is(err, oracle.ErrWrongChain) {
		t.Errorf("%v", err)
	}
	asked := s.nodes[0].Requests("eth_chainId")
	until(t, "an endpoint of another chain is asked again which it serves", func() bool { return s.nodes[0].Requests("eth_chainId") > asked+1 })
	if got := states(p); !slices.Equal(got, []endpoint.State{"excluded", "excluded", "ok"}) {
		t.Errorf("%v although nothing has changed", got)
	}
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.ChainID = chainID })
	until(t, "an endpoint that serves the right chain again is used", func() bool {
		n, err := p.Reached(t.Context(), rpc.LatestBlockNumber, 2)
		return err == nil && n == 3
	})
	if got := p.Status()[1].State; got != endpoint.StateExcluded {
		t.Errorf("the other one is %s", got)
	}
}

func TestFailover(t *testing.T) {
	s := newScene(t, 2, 3)
	p := s.dial(nil)
	s.nodes[0].Set(down)
	for range 5 {
		if n, err := p.BlockNumber(t.Context()); err != nil || n != 3 {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if n := s.nodes[0].Trips(); n > 5 { // two of the handshake
		t.Errorf("the dead endpoint was asked %d times", n)
	}
	st := p.Status()
	if st[0].State != endpoint.StateFailing || st[0].Faults[endpoint.FaultError] == 0 || st[0].Preferred || !st[1].Preferred || st[0].Score <= st[1].Score {
		t.Errorf("%+v", st)
	}
	if strings.Contains(fmt.Sprintf("%+v", st), "secret") {
		t.Errorf("the address is shown: %+v", st)
	}
	s.nodes[1].Set(down)
	if _, err := p.BlockNumber(t.Context()); err == nil || !strings.Contains(err.Error(), s.nodes[1].URL()) || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.HTTP = nil })
	if _, err := p.BlockNumber(t.Context()); err != nil { // although its back-off is not over
		t.Error(err)
	}
}

func TestTimeout(t *testing.T) {
	s := newScene(t, 2, 3)
	p := s.dial(func(c *endpoint.Config) { c.Timeout = time.Second })
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.HTTP = endpointtest.Hang })
	if _, err := p.BlockNumber(t.Context()); err != nil {
		t.Error(err)
	}
	if n := p.Status()[0].Faults[endpoint.FaultTimeout]; n == 0 { // the probe may have met it too
		t.Errorf("%d timeouts", n)
	}
	// A caller that gives up is nobody's fault.
	ctx, cancel := context.WithCancel(t.Context())
	s.nodes[1].Set(func(f *endpointtest.Faults) {
		f.HTTP = func(w http.ResponseWriter, r *http.Request) bool { cancel(); return endpointtest.Hang(w, r) }
	})
	if _, err := p.BlockNumber(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if st := p.Status()[1]; st.Faults[endpoint.FaultTimeout]+st.Faults[endpoint.FaultError] != 0 {
		t.Errorf("%+v", st)
	}
}

// What the chain says is not asked again elsewhere; what an endpoint cannot say
// is.
func TestAnswersAndTroubles(t *testing.T) {
	for _, c := range []struct {
		err    error
		answer bool
	}{
		{endpointtest.Error{Code: 3, Message: "execution reverted"}, true},
		{endpointtest.Error{Code: -32000, Message: "insufficient funds for gas * price + value"}, true},
		{endpointtest.Error{Code: -32000, Message: "nonce too low"}, true},
		{endpointtest.Error{Code: -32602, Message: "invalid argument 0"}, true},
		{endpointtest.Error{Code: -32000, Message: "header not found"}, false},
		{endpointtest.Error{Code: -32000, Message: "missing trie node 0x12"}, false},
		{endpointtest.Error{Code: -32005, Message: "daily request count exceeded, request rate limited"}, false},
		{endpointtest.Error{Code: -32601, Message: "the method eth_call does not exist/is not available"}, false},
		{endpointtest.Error{Code: -32603, Message: "internal error"}, false},
	} {
		s := newScene(t, 2, 3)
		p := s.dial(nil)
		s.nodes[0].Set(func(f *endpointtest.Faults) { f.Call = func(string) error { return c.err } })
		_, err := p.CallContract(t.Context(), ethereum.CallMsg{To: &common.Address{}}, nil)
		if c.answer != (err != nil) || c.answer && s.nodes[1].Requests("eth_call") != 0 {
			t.Errorf("%v: %v", c.err, err)
		}
		var answered rpc.Error
		if c.answer && (!errors.As(err, &answered) || answered.ErrorCode() != c.err.(endpointtest.Error).Code) {
			t.Errorf("%v: the code is lost: %v", c.err, err)
		}
	}
}

// One that lags has not seen a receipt; another has.
func TestReceiptElsewhere(t *testing.T) {
	s := newScene(t, 2, 3)
	p := s.dial(nil)
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.Lag = 2 })
	b, _ := s.chain.Block(3)
	r, err := p.TransactionReceipt(t.Context(), b.Receipts[0].TxHash)
	if err != nil || r.BlockNumber.Uint64() != 3 {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := p.TransactionReceipt(t.Context(), common.Hash{1}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("%v", err)
	}
	if s.nodes[0].Requests("eth_getTransactionReceipt") != 2 || s.nodes[1].Requests("eth_getTransactionReceipt") != 2 {
		t.Error("not every endpoint was asked")
	}
	if h, err := p.HeaderByNumber(t.Context(), big.NewInt(3)); err != nil || h.Number.Uint64() != 3 {
		t.Errorf("%v, %v", h, err)
	}
}

func TestHighestNonce(t *testing.T) {
	s := newScene(t, 3, 3)
	p := s.dial(nil)
	for i, nonce := range []uint64{4, 7, 5} {
		s.nodes[i].Set(func(f *endpointtest.Faults) { f.Nonce = nonce })
	}
	for _, f := range []func() (uint64, error){
		func() (uint64, error) { return p.PendingNonceAt(t.Context(), common.Address{}) },
		func() (uint64, error) { return p.NonceAt(t.Context(), common.Address{}, nil) },
	} {
		if n, err := f(); err != nil || n != 7 {
			t.Errorf("%d, %v", n, err)
		}
	}
	// One that hangs is not waited for.
	s.nodes[2].Set(func(f *endpointtest.Faults) { f.HTTP = endpointtest.Hang })
	if n, err := p.PendingNonceAt(t.Context(), common.Address{}); err != nil || n != 7 {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := p.NonceAt(t.Context(), common.Address{}, big.NewInt(1)); err != nil || n == 0 {
		t.Errorf("%d, %v", n, err)
	}
	s.nodes[0].Set(down)
	s.nodes[1].Set(down)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if n, err := p.PendingNonceAt(ctx, common.Address{}); err == nil {
		t.Errorf("nonce %d of nobody", n)
	}
}

func TestBroadcast(t *testing.T) {
	s := newScene(t, 4, 3)
	p := s.dial(nil)
	s.nodes[0].Set(down)
	s.nodes[1].Set(func(f *endpointtest.Faults) {
		f.Call = func(string) error { return endpointtest.Error{Code: -32000, Message: "txpool is full"} }
	})
	tx := types.NewTx(&types.LegacyTx{Gas: 21000, GasPrice: big.NewInt(1), V: big.NewInt(27), R: big.NewInt(1), S: big.NewInt(1)})
	if err := p.SendTransaction(t.Context(), tx); err != nil {
		t.Error(err)
	}
	until(t, "the broadcast to all", func() bool { return len(s.nodes[2].Sent()) == 1 && len(s.nodes[3].Sent()) == 1 })

	refuse := func(text string) func(*endpointtest.Faults) {
		return func(f *endpointtest.Faults) {
			f.Call = func(string) error { return endpointtest.Error{Code: -32000, Message: text} }
		}
	}
	s.nodes[1].Set(refuse("insufficient funds"))
	s.nodes[2].Set(refuse("already known"))
	s.nodes[3].Set(refuse("insufficient funds"))
	var answered rpc.Error
	if err := p.SendTransaction(t.Context(), tx); err == nil || err.Error() != "already known" || !errors.As(err, &answered) {
		t.Errorf("%v", err)
	}
	for _, n := range s.nodes {
		n.Set(down)
	}
	if err := p.SendTransaction(t.Context(), tx); err == nil || errors.As(err, &answered) {
		t.Errorf("%v", err)
	}
}

// The preferred endpoint stays while it is about as good as another, and goes
// when it lags.
func TestPreference(t *testing.T) {
	s := newScene(t, 3, 20)
	p := s.dial(func(c *endpoint.Config) { c.Probe = 10 * time.Millisecond })
	preferred := func() int {
		views, err := p.Views()
		if err != nil {
			t.Fatal(err)
		}
		return slices.IndexFunc(s.nodes, func(n *endpointtest.Node) bool { return n.URL() == views[0].Name() })
	}
	first := preferred()
	for range 20 {
		if _, err := p.BlockNumber(t.Context()); err != nil {
			t.Fatal(err)
		}
		if preferred() != first {
			t.Fatal("the preference changed for nothing")
		}
	}
	s.nodes[first].Set(func(f *endpointtest.Faults) { f.Lag = 15 })
	until(t, "the change", func() bool { return preferred() != first })
	if st := p.Status()[first]; st.State != endpoint.StateLagging || st.Lag < 1 {
		t.Errorf("%+v", st)
	}
	// A head that one endpoint makes up does not put the others to shame.
	second := preferred()
	liar := 3 - first - second
	s.nodes[liar].Set(func(f *endpointtest.Faults) { f.Ahead = 1000 })
	until(t, "the lie", func() bool { return p.Status()[liar].Head > 1000 })
	if preferred() != second {
		t.Error("the liar is preferred")
	}
	// One that is back is found.
	s.nodes[first].Set(func(f *endpointtest.Faults) { f.Lag = 0 })
	until(t, "the return", func() bool { return p.Status()[first].State == endpoint.StateOK })
}

// An endpoint that was not there at the start joins when it comes.
func TestLateEndpoint(t *testing.T) {
	s := newScene(t, 2, 5)
	s.nodes[1].Set(down)
	var mu sync.Mutex
	var heard []string
	p := s.dial(func(c *endpoint.Config) {
		c.Probe = 10 * time.Millisecond
		c.URLs[1] = s.nodes[1].Socket()
	})
	p.Notify(func(st endpoint.Status) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, st.Name+" "+string(st.State))
	})
	s.nodes[1].Set(func(f *endpointtest.Faults) { f.HTTP = nil })
	until(t, "the connection", func() bool { return p.Status()[1].State == endpoint.StateOK })
	until(t, "the word", func() bool { mu.Lock(); defer mu.Unlock(); return len(heard) == 2 })
	if want := []string{s.nodes[1].Socket() + " failing", s.nodes[1].Socket() + " ok"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

// A lost WebSocket comes back, and its subscription says that it was lost.
func TestSubscription(t *testing.T) {
	s := newScene(t, 3, 5)
	s.nodes[2].Set(func(f *endpointtest.Faults) {
		f.Call = func(method string) error {
			if method == "newHeads" {
				return errors.New("no subscriptions today")
			}
			return nil
		}
	})
	p := s.dial(func(c *endpoint.Config) {
		c.URLs = []string{s.nodes[0].URL(), s.nodes[1].Socket(), s.nodes[2].Socket(), s.nodes[0].Socket()}
	})
	heads := make(chan *types.Header, 16)
	sub, err := p.SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	s.chain.Mine()
	for range 2 { // from each that has subscriptions
		if h := <-heads; h.Number.Uint64() != 6 {
			t.Errorf("head %s", h.Number)
		}
	}
	s.nodes[1].Close()
	if err := <-sub.Err(); err == nil {
		t.Error("lost for no reason")
	}
	sub.Unsubscribe()
	sub.Unsubscribe()
	if sub, err = p.SubscribeNewHead(t.Context(), heads); err != nil { // of one is enough
		t.Fatal(err)
	}
	sub.Unsubscribe()
	p = s.dial(func(c *endpoint.Config) { c.URLs = c.URLs[:1] })
	if _, err := p.SubscribeNewHead(t.Context(), heads); !errors.Is(err, rpc.ErrNotificationsUnsupported) {
		t.Errorf("%v", err)
	}
}
