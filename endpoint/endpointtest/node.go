package endpointtest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// Node is an endpoint of a chain, over HTTP and WebSocket. Its faults may be
// changed through Set alone.
type Node struct {
	server *httptest.Server
	rpc    *rpc.Server
	chain  *Chain

	mu       sync.Mutex
	faults   Faults
	requests map[string]int
	trips    int
	sent     [][]byte
}

// Faults are what is wrong with an endpoint; the zero value is a good one.
type Faults struct {
	ChainID  uint64
	Lag      uint64                                             // blocks behind the chain
	Ahead    uint64                                             // blocks that its head claims beyond the chain's
	Nonce    uint64                                             // of every account
	Call     func(method string) error                          // refuses a request
	Header   func(*types.Header) *types.Header                  // forges one
	Logs     func(from, to uint64, l []*types.Log) []*types.Log // forges, or hides
	Limit    func(from, to uint64) error                        // refuses a range
	Receipts func(types.Receipts) types.Receipts
	HTTP     func(w http.ResponseWriter, r *http.Request) bool // true: it has answered in another way
}

// Serve starts an endpoint of a chain. It must be closed.
func Serve(chain *Chain, chainID uint64) *Node {
	n := &Node{chain: chain, rpc: rpc.NewServer(), requests: map[string]int{}, faults: Faults{ChainID: chainID}}
	n.rpc.SetHTTPBodyLimit(1 << 30)
	n.rpc.SetBatchLimits(1000, 1<<30)
	if err := n.rpc.RegisterName("eth", &api{n}); err != nil {
		panic(err) // only if the methods below have the wrong form
	}
	ws := n.rpc.WebsocketHandler([]string{"*"})
	n.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		n.trips++
		handled := n.faults.HTTP
		n.mu.Unlock()
		switch {
		case handled != nil && handled(w, r):
		case r.Header.Get("Upgrade") != "":
			ws.ServeHTTP(w, r)
		default:
			n.rpc.ServeHTTP(w, r)
		}
	}))
	return n
}

// URL returns the address for HTTP.
func (n *Node) URL() string { return n.server.URL }

// Socket returns the address for WebSocket.
func (n *Node) Socket() string { return "ws" + strings.TrimPrefix(n.server.URL, "http") }

// Close ends the endpoint and every connection to it.
func (n *Node) Close() {
	n.rpc.Stop()
	n.server.CloseClientConnections()
	n.server.Close()
}

// Set changes the faults.
func (n *Node) Set(f func(*Faults)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(&n.faults)
}

// Requests returns how often a method was asked for.
func (n *Node) Requests(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.requests[method]
}

// Trips returns how many HTTP requests came.
func (n *Node) Trips() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.trips
}

// Sent returns the transactions that were sent here.
func (n *Node) Sent() [][]byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([][]byte{}, n.sent...)
}

// Error is a JSON-RPC error.
type Error struct {
	Code    int
	Message string
}

func (e Error) Error() string  { return e.Message }
func (e Error) ErrorCode() int { return e.Code }

// api has the methods of the eth namespace.
type api struct{ n *Node }

// begin counts a request and returns the faults of the moment.
func (a *api) begin(method string) (Faults, error) {
	a.n.mu.Lock()
	a.n.requests[method]++
	f := a.n.faults
	a.n.mu.Unlock()
	if f.Call != nil {
		return f, f.Call(method)
	}
	return f, nil
}

// head is the last block that the endpoint admits to have.
func (a *api) head(f Faults) uint64 {
	head := a.n.chain.Head()
	return head - min(head, f.Lag)
}

func (a *api) ChainId() (hexutil.Uint64, error) {
	f, err := a.begin("eth_chainId")
	return hexutil.Uint64(f.ChainID), err
}

func (a *api) BlockNumber() (hexutil.Uint64, error) {
	f, err := a.begin("eth_blockNumber")
	return hexutil.Uint64(a.head(f) + f.Ahead), err
}

func (a *api) GetBlockByNumber(number rpc.BlockNumber, _ bool) (any, error) {
	f, err := a.begin("eth_getBlockByNumber")
	if err != nil {
		return nil, err
	}
	head, at := a.head(f), uint64(number)
	if number < 0 {
		at = head
	}
	b, ok := a.n.chain.Block(at)
	if !ok || at > head {
		return nil, nil
	}
	h := types.CopyHeader(b.Header)
	if number < 0 {
		h.Number.Add(h.Number, hexutil.MustDecodeBig(hexutil.EncodeUint64(f.Ahead)))
	}
	if f.Header != nil {
		h = f.Header(h)
	}
	return h, nil
}

type filter struct {
	FromBlock rpc.BlockNumber  `json:"fromBlock"`
	ToBlock   rpc.BlockNumber  `json:"toBlock"`
	Address   []common.Address `json:"address"`
}

func (a *api) GetLogs(q filter) ([]*types.Log, error) {
	f, err := a.begin("eth_getLogs")
	if err != nil {
		return nil, err
	}
	from, to := uint64(q.FromBlock), uint64(q.ToBlock)
	if f.Limit != nil {
		if err := f.Limit(from, to); err != nil {
			return nil, err
		}
	}
	contracts := map[common.Address]bool{}
	for _, c := range q.Address {
		contracts[c] = true
	}
	logs := a.n.chain.Logs(from, min(to, a.head(f)), contracts)
	if f.Logs != nil {
		logs = f.Logs(from, to, logs)
	}
	return logs, nil
}

func (a *api) GetBlockReceipts(block rpc.BlockNumberOrHash) (any, error) {
	f, err := a.begin("eth_getBlockReceipts")
	if err != nil {
		return nil, err
	}
	hash, _ := block.Hash()
	b, ok := a.n.chain.BlockByHash(hash)
	if !ok || b.Header.Number.Uint64() > a.head(f) {
		return nil, nil
	}
	receipts := b.Receipts
	if f.Receipts != nil {
		receipts = f.Receipts(receipts)
	}
	return receipts, nil
}

func (a *api) GetTransactionReceipt(hash common.Hash) (any, error) {
	f, err := a.begin("eth_getTransactionReceipt")
	if err != nil {
		return nil, err
	}
	for n := a.head(f); n > 0; n-- {
		b, _ := a.n.chain.Block(n)
		for _, r := range b.Receipts {
			if r.TxHash == hash {
				return r, nil
			}
		}
	}
	return nil, nil
}

func (a *api) GetTransactionCount(common.Address, rpc.BlockNumber) (hexutil.Uint64, error) {
	f, err := a.begin("eth_getTransactionCount")
	return hexutil.Uint64(f.Nonce), err
}

func (a *api) Call(map[string]any, rpc.BlockNumber) (hexutil.Bytes, error) {
	_, err := a.begin("eth_call")
	return hexutil.Bytes{}, err
}

func (a *api) SendRawTransaction(raw hexutil.Bytes) (common.Hash, error) {
	if _, err := a.begin("eth_sendRawTransaction"); err != nil {
		return common.Hash{}, err
	}
	a.n.mu.Lock()
	defer a.n.mu.Unlock()
	a.n.sent = append(a.n.sent, raw)
	return common.Hash{}, nil
}

// NewHeads is the subscription of that name.
func (a *api) NewHeads(ctx context.Context) (*rpc.Subscription, error) {
	if _, err := a.begin("newHeads"); err != nil {
		return nil, err
	}
	notifier, ok := rpc.NotifierFromContext(ctx)
	if !ok {
		return nil, rpc.ErrNotificationsUnsupported
	}
	sub := notifier.CreateSubscription()
	heads := make(chan *types.Header, 64)
	a.n.chain.listen(heads, true)
	go func() {
		defer a.n.chain.listen(heads, false)
		for {
			select {
			case h := <-heads:
				if notifier.Notify(sub.ID, h) != nil {
					return
				}
			case <-sub.Err():
				return
			}
		}
	}()
	return sub, nil
}

// Hang is a Faults.HTTP that never answers.
func Hang(_ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body) // or the server would not see that the caller has gone
	<-r.Context().Done()
	return true
}
