package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/config"
	"oracled/oracle"
	"oracled/txmgr"
)

// What keeps a transaction from being mined shows in /readyz and the metrics.
func TestTransactionsInFlight(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	s.live(polygon, 3)
	p := txmgr.Pending{Nonce: 7, Hash: common.Hash{1}, Age: 90 * time.Second, Tip: big.NewInt(1), Cap: big.NewInt(2), State: txmgr.Sent}
	s.Transactions(polygon, func() []txmgr.Pending { return []txmgr.Pending{p} })
	id := "chain polygon-dev: transaction " + p.Hash.Hex() + " (nonce 7)"
	for _, x := range []struct {
		state txmgr.State
		err   error
		want  string // empty: ready
	}{
		{txmgr.Sent, nil, ""},
		{txmgr.Bumped, nil, ""},
		{txmgr.Bumped, context.DeadlineExceeded, ""},
		{txmgr.Capped, nil, id + " waits for 1m30s: its fee is at post.maxFeeGwei"},
		{txmgr.Stuck, nil, id + " waits for 1m30s and offers more than the market asks for"},
		{txmgr.Bumped, fmt.Errorf("send: %w", txmgr.ErrFunds), id + ": send: the account has too little ether"},
		{txmgr.Mined, txmgr.ErrFunds, ""},
	} {
		p.State, p.Err = x.state, x.err
		got := s.Ready()
		if x.want == "" && len(got) > 0 || x.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], x.want)) {
			t.Errorf("%s, %v: %q", x.state, x.err, got)
		}
		s.refreshAll()
		for _, state := range txmgr.States() {
			want := 0.0
			if state == x.state {
				want = 1
			}
			if got := s.value(t, "oracled_transactions_in_flight", "chain=polygon-dev", "state="+string(state)); got != want {
				t.Errorf("%s: %v in state %s", x.state, got, state)
			}
		}
	}
	for _, state := range txmgr.States() {
		p.State = state
		s.Transaction(polygon, p)
	}
	if got := s.value(t, "oracled_transaction_bumps_total", "chain=polygon-dev"); got != 1 {
		t.Errorf("%v bumps", got)
	}
}

// The configuration knows the same kinds of signers as txmgr.
func TestRemoteSigner(t *testing.T) {
	account := common.Address{0xaa}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			ID     json.RawMessage
			Method string
		}
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
			t.Error(err)
		}
		result := map[string]any{"eth_accounts": []common.Address{account}, "account_version": "6.1.0"}[call.Method]
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": call.ID, "result": result})
	}))
	defer server.Close()
	for _, kind := range txmgr.RemoteKinds() {
		cfg := config.Default()
		cfg.Account.Signer = config.Signer{URL: server.URL, Kind: kind, Address: account}
		if err := cfg.Check(config.NeedAccount); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		signer, err := OpenAccount(cfg.Account)
		if err != nil || signer.Address() != account {
			t.Fatalf("%s: %v", kind, err)
		}
		signer.(*txmgr.Remote).Close()
		var out bytes.Buffer
		Doctor(t.Context(), cfg, &out)
		if want := "ok    account.signer: " + kind + " signs for account " + account.Hex(); !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	cfg := config.Default()
	cfg.Account.Signer = config.Signer{URL: server.URL, Kind: "web3signer", Address: common.Address{0xbb}}
	var out bytes.Buffer
	if Doctor(t.Context(), cfg, &out); !strings.Contains(out.String(), "FAIL  account.signer: the remote signer (web3signer) has no key of account "+cfg.Account.Signer.Address.Hex()) {
		t.Errorf("%s", &out)
	}
}
