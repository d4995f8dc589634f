package testnet

import (
	"context"
	"errors"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/client"
	"oracled/oracle"
	"oracled/watcher"
)

// A real node's receipts have the root that its headers say, its tags mean what
// they should, and its subscriptions wake a follower.
func TestFollowAnvil(t *testing.T) {
	beside(t, light)
	chain, err := StartAnvil(t.Context(), root(t), AnvilOptions{Name: "follow", ChainID: 1777, Log: filepath.Join(t.TempDir(), "anvil.log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chain.Kill)
	cfg := watcher.Config{
		Endpoint: chain.Endpoint(), Fallbacks: []string{"http" + chain.Endpoint()[2:]}, ChainID: chain.ChainID,
		BlockTime: time.Second, PollInterval: 50 * time.Millisecond,
	}
	c, err := client.Dial(t.Context(), "follow", cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()

	// A contract that logs that task 7 was cancelled, whenever it is called.
	event := bindings.NewNashOracle().GetABI().Events["TaskCancelled"].ID
	task := oracle.TaskIDFromIndex(7)
	code := append(append(append(hexutil.MustDecode("0x604880600b6000396000f37f"), task[:]...), 0x7f), event[:]...)
	code = append(code, hexutil.MustDecode("0x60206000a200")...)
	var accounts []common.Address
	if err := c.Eth.CallContext(t.Context(), &accounts, "eth_accounts"); err != nil {
		t.Fatal(err)
	}
	send := func(to *common.Address, data []byte) *types.Receipt {
		t.Helper()
		var hash common.Hash
		tx := map[string]any{"from": accounts[0], "data": hexutil.Bytes(data), "gas": "0x100000"}
		if to != nil {
			tx["to"] = to
		}
		if err := c.Eth.CallContext(t.Context(), &hash, "eth_sendTransaction", tx); err != nil {
			t.Fatal(err)
		}
		for {
			r, err := c.Eth.TransactionReceipt(t.Context(), hash)
			if err == nil {
				return r
			}
			if err := oracle.Sleep(t.Context(), 10*time.Millisecond); err != nil {
				t.Fatal(err)
			}
		}
	}
	hub := oracle.Hub{ChainID: chain.ChainID, Address: send(nil, code).ContractAddress}
	const calls = 5
	var last *types.Receipt
	for range calls {
		last = send(&hub.Address, nil)
	}
	if err := c.Eth.CallContext(t.Context(), nil, "anvil_mine", "0x80"); err != nil { // so that something is final
		t.Fatal(err)
	}
	decoder, err := watcher.NewDecoder(hub, common.Address{1}, common.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		finality  string
		agreement int
	}{{watcher.FinalityDepth, 0}, {watcher.FinalityDepth, 1}, {watcher.FinalitySafe, 2}, {watcher.FinalityFinalized, 2}} {
		cfg := c.Config
		cfg.Finality, cfg.Agreement = x.finality, x.agreement
		seen, done := 0, errors.New("seen")
		f := &watcher.Follower{Config: cfg, Backend: c.Eth, Decoder: decoder, Report: func(err error) {
			if err != nil {
				t.Errorf("%+v: %v", x, err)
			}
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		err := f.Follow(ctx, oracle.Cursor{}, func(e oracle.Event) error {
			switch e := e.(type) {
			case oracle.TaskCancelled:
				seen++
			case oracle.BlockConfirmed:
				if e.Number >= last.BlockNumber.Uint64() {
					return done
				}
			}
			return nil
		})
		cancel()
		if !errors.Is(err, done) || seen != calls {
			t.Errorf("%+v: %d events, %v", x, seen, err)
		}
	}
	finalized, err := c.Eth.HeaderByNumber(t.Context(), big.NewInt(-3))
	if err != nil || finalized.Number.Uint64() < last.BlockNumber.Uint64() {
		t.Errorf("finalized is %v, %v", finalized, err)
	}
}
