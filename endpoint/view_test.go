package endpoint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/endpoint/endpointtest"
)

func numbers(from, to int) (out []rpc.BlockNumber) {
	for n := from; n <= to; n++ {
		out = append(out, rpc.BlockNumber(n))
	}
	return out
}

func view(t *testing.T, p *endpoint.Pool) endpoint.View {
	t.Helper()
	views, err := p.Views()
	if err != nil {
		t.Fatal(err)
	}
	return views[0]
}

func TestRead(t *testing.T) {
	s := newScene(t, 1, 30)
	v := view(t, s.dial(nil))
	before := s.nodes[0].Trips()
	q := &ethereum.FilterQuery{FromBlock: big.NewInt(5), ToBlock: big.NewInt(9), Addresses: []common.Address{{1}}}
	r, err := v.Read(t.Context(), endpoint.Request{Headers: append(numbers(5, 9), rpc.LatestBlockNumber, 31), Logs: q, After: numbers(9, 9)})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.nodes[0].Trips() - before; n != 1 {
		t.Errorf("%d round trips", n)
	}
	for i, h := range r.Headers[:5] {
		if b, _ := s.chain.Block(uint64(5 + i)); h.Hash() != b.Header.Hash() {
			t.Errorf("header %d is %s", i, h.Hash())
		}
	}
	if len(r.Headers) != 7 || r.Headers[5].Number.Uint64() != 30 || r.Headers[6] != nil || len(r.Logs) != 5 || r.After[0].Hash() != r.Headers[4].Hash() {
		t.Errorf("%+v", r)
	}
	receipts, err := v.Receipts(t.Context(), r.Headers[0].Hash())
	if err != nil || len(receipts) != 1 || receipts[0].Logs[0].BlockNumber != 5 {
		t.Errorf("%v, %v", receipts, err)
	}
	if _, err := v.Receipts(t.Context(), common.Hash{1}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("%v", err)
	}
}

// Endpoints that take few requests at once, or no batches, are asked in parts.
func TestReadInParts(t *testing.T) {
	for _, limit := range []int{1, 2, 7} {
		for _, refusal := range []string{
			`{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}}`,
			`[{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"batch too large"}}]`,
			"",
		} {
			s := newScene(t, 1, 30)
			v := view(t, s.dial(nil))
			s.nodes[0].Set(func(f *endpointtest.Faults) {
				f.HTTP = func(w http.ResponseWriter, r *http.Request) bool {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(body))
					var batch []json.RawMessage
					if json.Unmarshal(body, &batch) != nil || len(batch) <= limit {
						return false
					}
					if refusal == "" {
						http.Error(w, "too large", http.StatusRequestEntityTooLarge)
					} else {
						w.Header().Set("Content-Type", "application/json")
						_, _ = io.WriteString(w, refusal)
					}
					return true
				}
			})
			r, err := v.Read(t.Context(), endpoint.Request{Headers: numbers(1, 20)})
			if err != nil || len(r.Headers) != 20 || r.Headers[19].Number.Uint64() != 20 {
				t.Errorf("limit %d, %s: %v", limit, refusal, err)
			}
		}
	}
}

func TestReadWrongBlock(t *testing.T) {
	s := newScene(t, 1, 30)
	p := s.dial(nil)
	other, _ := s.chain.Block(7)
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.Header = func(*types.Header) *types.Header { return other.Header } })
	if _, err := view(t, p).Read(t.Context(), endpoint.Request{Headers: numbers(8, 8)}); err == nil || !strings.Contains(err.Error(), "asked for block 8") {
		t.Errorf("%v", err)
	}
	if st := p.Status()[0]; st.Faults[endpoint.FaultWrong] != 1 || st.State != endpoint.StateDemoted {
		t.Errorf("%+v", st)
	}
}

func TestReached(t *testing.T) {
	s := newScene(t, 3, 20)
	p := s.dial(nil)
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.Ahead = 100 })
	s.nodes[1].Set(func(f *endpointtest.Faults) { f.Lag = 4 })
	for quorum, want := range []uint64{1: 120, 2: 20, 3: 16} {
		if quorum == 0 {
			continue
		}
		if got, err := p.Reached(t.Context(), rpc.LatestBlockNumber, quorum); err != nil || got != want {
			t.Errorf("%d endpoints have reached %d, want %d (%v)", quorum, got, want, err)
		}
	}
	s.nodes[2].Set(down)
	s.nodes[1].Set(down)
	if got, err := p.Reached(t.Context(), rpc.LatestBlockNumber, 2); err == nil || !strings.Contains(err.Error(), "1 of 3 endpoints tell") {
		t.Errorf("%d, %v", got, err)
	}
}

func TestAgreed(t *testing.T) {
	forge := func(h *types.Header) *types.Header {
		h.Extra = []byte("forged")
		return h
	}
	s := newScene(t, 3, 20)
	p := s.dial(nil)
	want, _ := s.chain.Block(12)
	agreed := func(p *endpoint.Pool, quorum int) error {
		h, err := p.Agreed(t.Context(), 12, quorum)
		if err == nil && h.Hash() != want.Header.Hash() {
			t.Errorf("agreed on %s", h.Hash())
		}
		return err
	}
	if err := agreed(p, 3); err != nil {
		t.Error(err)
	}
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.Header = forge })
	if err := agreed(p, 2); err != nil {
		t.Error(err)
	}
	until(t, "the blame", func() bool { return p.Status()[0].Faults[endpoint.FaultWrong] == 1 })
	if err := agreed(p, 3); err == nil || !strings.Contains(err.Error(), "2 of 3 endpoints agree, chains.eth.agreement is 3") || !strings.Contains(err.Error(), s.nodes[0].URL()+" says 0x") {
		t.Errorf("%v", err)
	}
	s.nodes[1].Set(func(f *endpointtest.Faults) { f.Lag = 15 })
	if err := agreed(p, 2); err == nil || !strings.Contains(err.Error(), "does not have it") {
		t.Errorf("%v", err)
	}
	if n := p.Status()[1].Faults[endpoint.FaultWrong]; n != 0 {
		t.Error("one that lags was called a liar")
	}
	// Two against two is no agreement of two.
	s = newScene(t, 4, 20)
	p = s.dial(nil)
	want, _ = s.chain.Block(12)
	for _, n := range s.nodes[:2] {
		n.Set(func(f *endpointtest.Faults) { f.Header = forge })
	}
	if err := agreed(p, 2); err == nil || !strings.Contains(err.Error(), "above half") {
		t.Errorf("%v", err)
	}
	// One that answers nothing is not waited for.
	s = newScene(t, 3, 20)
	p = s.dial(func(c *endpoint.Config) { c.Timeout = 24 * time.Hour })
	want, _ = s.chain.Block(12)
	s.nodes[0].Set(func(f *endpointtest.Faults) { f.HTTP = endpointtest.Hang })
	if err := agreed(p, 2); err != nil {
		t.Error(err)
	}
}

func TestTooLarge(t *testing.T) {
	for _, c := range []struct {
		text string
		code int
		span uint64 // from block 0x10
	}{
		{"query returned more than 10000 results", -32005, 0},
		{"query returned more than 10000 results. Try with this block range [0x10, 0x1f].", -32005, 16},
		{"Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters, this block range should work: [0x10, 0x4f]", -32602, 64},
		{"eth_getLogs is limited to a 10,000 range", -32614, 10000},
		{"eth_getLogs is limited to a 5 range, upgrade from free plan", -32615, 5},
		{"exceed maximum block range: 50000", -32000, 50000},
		{"block range is too wide", -32600, 0},
		{"ranges over 10000 blocks are not supported on freetier", 35, 10000},
		{"Max range: 800", -32047, 800},
		{"query exceeds max results 20000, retry with the range 16-400", -32602, 385},
		{"query exceeds max results 20000, retry with the range 17-400", -32602, 0},
		{"response too large", -32003, 0},
		{"query timeout exceeded", -32000, 0},
		{"Block range limit exceeded. See more details", -32000, 0},
		{"backend response too large", -32020, 0},
	} {
		err := fmt.Errorf("fetch logs: %w", endpointtest.Error{Code: c.code, Message: c.text})
		if !endpoint.IsTooLarge(err) {
			t.Errorf("%q is not seen as too large", c.text)
		}
		if got := endpoint.SuggestedSpan(err, 0x10); got != c.span {
			t.Errorf("%q: span %d, want %d", c.text, got, c.span)
		}
	}
	for _, text := range []string{"header not found", "rate limit exceeded", "too many requests, limited to 10 per second", "connection refused", "nonce too low"} {
		if endpoint.IsTooLarge(errors.New(text)) {
			t.Errorf("%q is seen as too large", text)
		}
	}
	if endpoint.IsTooLarge(nil) {
		t.Error("no error is too large")
	}
}

// An answer without end is cut.
func TestEndlessAnswer(t *testing.T) {
	s := newScene(t, 1, 3)
	p := s.dial(func(c *endpoint.Config) { c.Timeout = time.Minute })
	s.nodes[0].Set(func(f *endpointtest.Faults) {
		f.HTTP = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":1,"result":"`)
			for chunk := bytes.Repeat([]byte("0"), 1<<20); ; {
				if _, err := w.Write(chunk); err != nil {
					return true
				}
			}
		}
	})
	_, err := p.BlockNumber(t.Context())
	if err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Errorf("%v", err)
	}
}
