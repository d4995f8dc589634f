package daemon

import (
	"context"
	"encoding/json"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/client"
	"oracled/config"
	"oracled/watcher"
)

// What may pass and what does not: each endpoint is a real one.
func TestDoesNotAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	listener.Close()
	hangsUp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hangsUp.Close()
	go func() {
		for {
			c, err := hangsUp.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	answers := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(s.Close)
		return s.Listener.Addr().String()
	}
	for name, c := range map[string]struct {
		endpoint string
		passes   bool
	}{
		"nobody listens":         {"http://" + closed, true},
		"nobody listens, ws":     {"ws://" + closed, true},
		"hangs up":               {"http://" + hangsUp.Addr().String(), true},
		"hangs up, ws":           {"ws://" + hangsUp.Addr().String(), true},
		"unknown host":           {"http://nowhere.invalid", true},
		"overloaded":             {"http://" + answers(503, ""), true},
		"overloaded, ws":         {"ws://" + answers(502, ""), true},
		"rate limit":             {"http://" + answers(429, ""), true},
		"rate limit, ws":         {"ws://" + answers(429, ""), true},
		"wrong path":             {"http://" + answers(404, ""), false},
		"wrong key, ws":          {"ws://" + answers(401, ""), false},
		"another chain":          {"http://" + answers(200, `{"jsonrpc":"2.0","id":1,"result":"0x5"}`), false},
		"no such method":         {"http://" + answers(200, `{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}`), false},
		"a web page, no JSON":    {"http://" + answers(200, `<html>`), false},
		"no contract at the hub": {"http://" + emptyChain(t), false},
	} {
		chain, err := client.Connect(t.Context(), "c", watcher.Config{Endpoint: c.endpoint, ChainID: 7, Hub: common.Address{1}})
		if err == nil {
			chain.Close()
			t.Errorf("%s: connected", name)
		} else if doesNotAnswer(err) != c.passes {
			t.Errorf("%s: taken for something that passes: %v (%v)", name, !c.passes, err)
		}
	}
}

// emptyChain is an endpoint of chain 7 that knows no contract.
func emptyChain(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req struct {
			ID     json.RawMessage
			Method string
		}
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			t.Error(err)
		}
		genesis, err := json.Marshal(&types.Header{Number: new(big.Int), Difficulty: new(big.Int)})
		if err != nil {
			t.Error(err)
		}
		result := map[string]string{"eth_chainId": `"0x7"`, "eth_getCode": `"0x"`, "eth_getBlockByNumber": string(genesis)}[req.Method]
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"jsonrpc":"2.0","id":` + string(req.ID) + `,"result":` + result + `}`))
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// At the start silence of all is an error, and so is what is wrong about one,
// whether another is silent or not.
func TestConnectAllRefuses(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent.Close()
	chain := func(name, endpoint string) config.Chain {
		return config.Chain{Name: name, Config: watcher.Config{Endpoint: endpoint, ChainID: 7, Hub: common.Address{1}}}
	}
	down, wrong := "http://"+silent.Addr().String(), "http://"+emptyChain(t)
	for name, c := range map[string]struct {
		chains map[string]config.Chain
		want   []string
	}{
		"all are silent":         {map[string]config.Chain{"a": chain("a", down), "b": chain("b", down)}, []string{"chain a: http://127.0.0.1", "chain b: http://127.0.0.1", "does not answer"}},
		"one silent, one wrong":  {map[string]config.Chain{"a": chain("a", down), "b": chain("b", wrong)}, []string{"chain b: there is no contract"}},
		"one silent, that's all": {map[string]config.Chain{"a": chain("a", down)}, []string{"chain a: "}},
	} {
		conns, err := connectAll(t.Context(), config.Config{Chains: c.chains}, common.Address{}, nil)
		if err == nil || conns != nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %q", name, err, part)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	hangs, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hangs.Close()
	if _, err := connectAll(ctx, config.Config{Chains: map[string]config.Chain{"a": chain("a", "http://"+hangs.Addr().String())}}, common.Address{}, nil); err != context.Canceled {
		t.Errorf("stopped meanwhile: %v", err)
	}
}
