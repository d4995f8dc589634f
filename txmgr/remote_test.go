package txmgr

import (
	"context"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/txmgr/fees"
)

// remoteSigner serves both conventions on loopback and signs with a real key.
type remoteSigner struct {
	*httptest.Server
	account *Account
	id      int64                                                 // of the chain, which Web3Signer is told at its start
	spoil   func(tx *types.LegacyTx, dynamic *types.DynamicFeeTx) // before it signs
	refuse  string
	status  int
	calls   atomic.Int32
}

// ServeSigner serves both conventions for an account; it is for the external
// tests of this package.
func ServeSigner(a *Account, id int64) http.Handler { return &remoteSigner{account: a, id: id} }

func newRemoteSigner(t *testing.T) *remoteSigner {
	s := &remoteSigner{account: testAccount(t), id: chainID}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *remoteSigner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.calls.Add(1)
	if s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	body, _ := io.ReadAll(r.Body)
	var call struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params []struct {
			From                        common.Address
			To                          *common.Address
			Gas, Nonce                  hexutil.Uint64
			GasPrice, MaxFeePerGas      *hexutil.Big
			MaxPriorityFeePerGas, Value *hexutil.Big
			Data                        hexutil.Bytes
			ChainID                     *hexutil.Big
		} `json:"params"`
	}
	reply := map[string]any{"jsonrpc": "2.0"}
	if err := json.Unmarshal(body, &call); err != nil {
		reply["error"] = map[string]any{"code": -32700, "message": err.Error()}
	}
	reply["id"] = call.ID
	switch {
	case s.refuse != "":
		reply["error"] = map[string]any{"code": -32000, "message": s.refuse}
	case call.Method == "eth_accounts":
		reply["result"] = []common.Address{s.account.Address()}
	case call.Method == "account_version":
		reply["result"] = "6.1.0"
	case call.Method == "eth_signTransaction" || call.Method == "account_signTransaction":
		p := call.Params[0]
		id := big.NewInt(s.id)
		if call.Method == "account_signTransaction" {
			id = (*big.Int)(p.ChainID)
		}
		legacy := &types.LegacyTx{Nonce: uint64(p.Nonce), GasPrice: (*big.Int)(p.GasPrice), Gas: uint64(p.Gas), To: p.To, Value: (*big.Int)(p.Value), Data: p.Data}
		dynamic := &types.DynamicFeeTx{ChainID: id, Nonce: uint64(p.Nonce), GasTipCap: (*big.Int)(p.MaxPriorityFeePerGas), GasFeeCap: (*big.Int)(p.MaxFeePerGas), Gas: uint64(p.Gas), To: p.To, Value: (*big.Int)(p.Value), Data: p.Data}
		if s.spoil != nil {
			s.spoil(legacy, dynamic)
		}
		var data types.TxData = dynamic
		if p.GasPrice != nil {
			data = legacy
		}
		tx, err := s.account.SignTx(context.Background(), types.NewTx(data), dynamic.ChainID)
		if err != nil {
			reply["error"] = map[string]any{"code": -32000, "message": err.Error()}
			break
		}
		raw, _ := tx.MarshalBinary()
		reply["result"] = hexutil.Bytes(raw)
		if call.Method == "account_signTransaction" {
			reply["result"] = map[string]any{"raw": hexutil.Bytes(raw), "tx": tx}
		}
	default:
		reply["error"] = map[string]any{"code": -32601, "message": "method not found"}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(reply)
}

func (s *remoteSigner) dial(t *testing.T, kind string) *Remote {
	t.Helper()
	r, err := DialRemote(kind, s.URL, s.account.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func unsignedTx(legacy bool) *types.Transaction {
	to := target
	if legacy {
		return types.NewTx(&types.LegacyTx{Nonce: 7, GasPrice: big.NewInt(9), Gas: 30_000, To: &to, Value: big.NewInt(5), Data: []byte{1, 2}})
	}
	return types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(chainID), Nonce: 7, GasTipCap: big.NewInt(2), GasFeeCap: big.NewInt(9), Gas: 30_000, To: &to, Value: big.NewInt(5), Data: []byte{1, 2}})
}

func TestRemoteSigns(t *testing.T) {
	for _, kind := range RemoteKinds() {
		for _, legacy := range []bool{false, true} {
			s := newRemoteSigner(t)
			r := s.dial(t, kind)
			want := unsignedTx(legacy)
			got, err := r.SignTx(t.Context(), want, big.NewInt(chainID))
			if err != nil {
				t.Fatalf("%s, legacy %v: %v", kind, legacy, err)
			}
			signer := types.LatestSignerForChainID(big.NewInt(chainID))
			if from, err := types.Sender(signer, got); err != nil || from != r.Address() || signer.Hash(got) != signer.Hash(want) {
				t.Errorf("%s, legacy %v: signed by %s, %v", kind, legacy, from, err)
			}
			if err := r.Check(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}

// Nothing is believed that differs from what was asked for in any field.
func TestRemoteIsNotTrusted(t *testing.T) {
	for want, spoil := range map[string]func(*types.LegacyTx, *types.DynamicFeeTx){
		"nonce 8 instead of 7":            func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.Nonce, d.Nonce = 8, 8 },
		"a transaction to 0x":             func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.To, d.To = &common.Address{1}, &common.Address{1} },
		"a transaction to a new contract": func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.To, d.To = nil, nil },
		"a value of 6 wei":                func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.Value, d.Value = big.NewInt(6), big.NewInt(6) },
		"other data":                      func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.Data, d.Data = nil, nil },
		"a gas limit of 30001":            func(l *types.LegacyTx, d *types.DynamicFeeTx) { l.Gas, d.Gas = 30_001, 30_001 },
		"fees of 10": func(l *types.LegacyTx, d *types.DynamicFeeTx) {
			l.GasPrice, d.GasFeeCap = big.NewInt(10), big.NewInt(10)
		},
		"a transaction for chain 1": func(_ *types.LegacyTx, d *types.DynamicFeeTx) { d.ChainID = big.NewInt(1) },
	} {
		for _, kind := range RemoteKinds() {
			for _, legacy := range []bool{false, true} {
				s := newRemoteSigner(t)
				s.spoil = spoil
				_, err := s.dial(t, kind).SignTx(t.Context(), unsignedTx(legacy), big.NewInt(chainID))
				if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "nothing was sent") {
					t.Errorf("%s, legacy %v, %q: %v", kind, legacy, want, err)
				}
			}
		}
	}
	s := newRemoteSigner(t)
	s.spoil = func(_ *types.LegacyTx, d *types.DynamicFeeTx) { d.AccessList = types.AccessList{{Address: target}} }
	if _, err := s.dial(t, "clef").SignTx(t.Context(), unsignedTx(false), big.NewInt(chainID)); err == nil || !strings.Contains(err.Error(), "another transaction") {
		t.Errorf("%v", err)
	}
	// Another key signs.
	s = newRemoteSigner(t)
	r, err := DialRemote("web3signer", s.URL, target)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.SignTx(t.Context(), unsignedTx(false), big.NewInt(chainID)); err == nil || !strings.Contains(err.Error(), "the signature of "+s.account.Address().Hex()) {
		t.Errorf("%v", err)
	}
	if err := r.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "has no key of account "+target.Hex()) {
		t.Errorf("%v", err)
	}
}

func TestRemoteRefusesAndFails(t *testing.T) {
	s := newRemoteSigner(t)
	r := s.dial(t, "clef")
	s.refuse = "request denied"
	if _, err := r.SignTx(t.Context(), unsignedTx(false), big.NewInt(chainID)); err == nil || !strings.Contains(err.Error(), "refuses to sign for "+r.Address().Hex()+": request denied") || s.calls.Load() != 1 {
		t.Errorf("%v after %d calls", err, s.calls.Load())
	}
	s.refuse, s.status = "", http.StatusBadGateway
	s.calls.Store(0)
	if _, err := r.SignTx(t.Context(), unsignedTx(false), big.NewInt(chainID)); err == nil || !strings.Contains(err.Error(), "did not sign in 3 tries") || s.calls.Load() != 3 {
		t.Errorf("%v after %d calls", err, s.calls.Load())
	}
	if err := r.Check(t.Context()); err == nil {
		t.Error("a signer that is down is fine")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.SignTx(ctx, unsignedTx(false), big.NewInt(chainID)); err == nil {
		t.Error("signed after the end")
	}
	for _, answer := range []string{`null`, `{}`, `7`, `"0x"`, `"0x02c0"`, `{"raw":"zz"}`, `[]`} {
		if _, err := r.check(json.RawMessage(answer), unsignedTx(false), big.NewInt(chainID)); err == nil || !strings.Contains(err.Error(), "no transaction") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	if _, err := DialRemote("ledger", s.URL, target); err == nil || !strings.Contains(err.Error(), "clef, web3signer") {
		t.Errorf("%v", err)
	}
	if _, err := DialRemote("clef", "/nonexistent/clef.ipc", target); err == nil || !strings.Contains(err.Error(), "is it running") {
		t.Errorf("%v", err)
	}
}

// legacy transactions are bumped in their one price.
func TestLegacyBump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNode()
		model, err := fees.New(fees.Config{Model: "legacy"}, chainID, n)
		if err != nil {
			t.Fatal(err)
		}
		done := send(t.Context(), manager(t, n, nil, func(c *Config) { c.Model = model }), Candidate{To: target})
		time.Sleep(11 * time.Second)
		sent := n.broadcasts()
		if len(sent) != 2 || sent[0].Type() != types.LegacyTxType || sent[0].GasPrice().Int64() != 1080 || sent[1].GasPrice().Int64() != 1216 {
			t.Fatalf("%d broadcasts: %v", len(sent), sent)
		}
		blocks(n, 1)
		if r := ended(t, done); r.err != nil || r.receipt.TxHash != sent[1].Hash() {
			t.Errorf("%+v", r)
		}
	})
}
