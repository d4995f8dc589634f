package testnet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// view is an endpoint in front of a node, JSON-RPC over HTTP, that shows the
// chain otherwise than the node does.
type view struct {
	node   string
	server *http.Server
	at     string
	client http.Client

	mu     sync.Mutex
	lag    uint64            // blocks that are not shown yet
	fork   uint64            // the first block that is shown as another; 0: none
	hashes map[string]string // the shown by the node's, lower case with 0x
	blocks map[uint64]common.Hash
	held   string        // a method that is never answered
	came   chan struct{} // closed when it is asked for
}

func newView(t *testing.T, node *Anvil) *view {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := &view{node: fmt.Sprintf("http://127.0.0.1:%d", node.Port), at: "http://" + l.Addr().String(), hashes: map[string]string{}, blocks: map[uint64]common.Hash{}, client: http.Client{Timeout: 30 * time.Second}}
	v.server = &http.Server{Handler: v, ReadHeaderTimeout: 5 * time.Second}
	go v.server.Serve(l)
	t.Cleanup(func() { v.server.Close(); v.client.CloseIdleConnections() })
	return v
}

// behind hides so many blocks at the head.
func (v *view) behind(blocks uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lag = blocks
}

// forked shows other blocks from one on.
func (v *view) forked(from uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fork = from
}

// hold lets a method hang, and returns what is closed when it is asked for.
func (v *view) hold(method string) <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.held, v.came = method, make(chan struct{})
	return v.came
}

// release answers every method again.
func (v *view) release() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.held = ""
}

type rpcMessage struct {
	Version string            `json:"jsonrpc"`
	ID      json.RawMessage   `json:"id"`
	Method  string            `json:"method,omitempty"`
	Params  []json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage   `json:"result,omitempty"`
	Error   json.RawMessage   `json:"error,omitempty"`
}

// ServeHTTP implements http.Handler.
func (v *view) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var batch []rpcMessage
	single := !bytes.HasPrefix(bytes.TrimSpace(body), []byte("["))
	if single {
		batch = make([]rpcMessage, 1)
		err = json.Unmarshal(body, &batch[0])
	} else {
		err = json.Unmarshal(body, &batch)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answers := make([]rpcMessage, len(batch))
	for i, m := range batch {
		if v.holds(m.Method) {
			<-r.Context().Done()
			return
		}
		if answers[i], err = v.answer(m); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if single {
		_ = json.NewEncoder(w).Encode(answers[0])
		return
	}
	_ = json.NewEncoder(w).Encode(answers)
}

func (v *view) holds(method string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.held != method {
		return false
	}
	select {
	case <-v.came:
	default:
		close(v.came)
	}
	return true
}

// answer passes a request on and alters it and its answer.
func (v *view) answer(m rpcMessage) (rpcMessage, error) {
	v.mu.Lock()
	lag, fork := v.lag, v.fork
	v.mu.Unlock()
	head, err := v.head()
	if err != nil {
		return m, err
	}
	shown := head - min(lag, head)
	if lag > 0 {
		for i, p := range m.Params {
			m.Params[i] = json.RawMessage(strings.ReplaceAll(string(p), `"latest"`, fmt.Sprintf(`"%#x"`, shown)))
		}
	}
	if fork > 0 {
		if err := v.alter(fork, head); err != nil {
			return m, err
		}
		for i, p := range m.Params {
			m.Params[i] = v.translate(p, false)
		}
	}
	a, err := v.post(m)
	switch {
	case err != nil:
		return a, err
	case m.Method == "eth_blockNumber":
		a.Result = json.RawMessage(fmt.Sprintf(`"%#x"`, shown))
	case strings.HasPrefix(m.Method, "eth_getBlockBy") && string(a.Result) != "null" && lag > 0:
		var b struct{ Number string }
		if json.Unmarshal(a.Result, &b) == nil && number(b.Number) > shown {
			a.Result = json.RawMessage("null")
		}
	}
	if fork > 0 {
		if strings.HasPrefix(m.Method, "eth_getBlockBy") && string(a.Result) != "null" {
			a.Result, err = marked(a.Result, fork)
		}
		a.Result = v.translate(a.Result, true)
	}
	return a, err
}

func (v *view) post(m rpcMessage) (a rpcMessage, err error) {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return a, err
	}
	resp, err := v.client.Post(v.node, "application/json", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	return a, json.NewDecoder(resp.Body).Decode(&a)
}

func (v *view) head() (uint64, error) {
	a, err := v.post(rpcMessage{ID: json.RawMessage("1"), Method: "eth_blockNumber"})
	if err != nil {
		return 0, err
	}
	return number(strings.Trim(string(a.Result), `"`)), nil
}

func number(hex string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "0x"), 16, 64)
	return n
}

// mark is the extra data by which the shown blocks differ from the node's.
const mark = "0x0f"

// marked returns a block of the node with the mark, if it is of the fork.
func marked(block json.RawMessage, fork uint64) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(block, &fields); err != nil {
		return nil, err
	}
	if number(strings.Trim(string(fields["number"]), `"`)) < fork {
		return block, nil
	}
	fields["extraData"] = json.RawMessage(`"` + mark + `"`)
	return json.Marshal(fields)
}

// alter works out the hashes of the shown blocks up to the head.
func (v *view) alter(fork, head uint64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for n := fork; n <= head; n++ {
		if _, ok := v.blocks[n]; ok {
			continue
		}
		a, err := v.post(rpcMessage{ID: json.RawMessage("1"), Method: "eth_getBlockByNumber", Params: []json.RawMessage{json.RawMessage(fmt.Sprintf(`"%#x"`, n)), json.RawMessage("false")}})
		if err != nil {
			return err
		}
		var h types.Header
		if err := json.Unmarshal(a.Result, &h); err != nil {
			return fmt.Errorf("block %d: %w", n, err)
		}
		real := h.Hash()
		h.Extra = common.FromHex(mark)
		if n > fork {
			h.ParentHash = v.blocks[n-1]
		}
		v.blocks[n] = h.Hash()
		v.hashes[real.Hex()] = h.Hash().Hex()
	}
	return nil
}

// translate replaces the node's hashes with the shown, or back.
func (v *view) translate(raw json.RawMessage, shown bool) json.RawMessage {
	v.mu.Lock()
	defer v.mu.Unlock()
	var pairs []string
	for real, other := range v.hashes {
		if shown {
			pairs = append(pairs, real, other)
		} else {
			pairs = append(pairs, other, real)
		}
	}
	return json.RawMessage(strings.NewReplacer(pairs...).Replace(string(raw)))
}
