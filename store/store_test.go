package store

import (
	"errors"
	"math/big"
	"path/filepath"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var hub = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0x1")}

func outcome(round uint32, value int64) oracle.PostedOutcome {
	return oracle.PostedOutcome{Index: 1, Round: round, Participants: 9, Values: []*big.Int{big.NewInt(value)}}
}

func TestASecondOutcomeForARoundIsRefusedAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o?d #%.db") // a name that needs escaping
	ctx := t.Context()
	s := open(t, path)
	if err := s.Remember(ctx, hub, []oracle.PostedOutcome{outcome(1, 5), outcome(2, 6)}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, path)
	if err := s.Remember(ctx, hub, []oracle.PostedOutcome{outcome(1, 5)}); err != nil {
		t.Errorf("the same outcome again: %v", err)
	}
	for name, o := range map[string]oracle.PostedOutcome{
		"value":        outcome(1, 7),
		"negated":      outcome(1, -5),
		"insufficient": {Index: 1, Round: 1, Participants: 9, Insufficient: true},
	} {
		// All or none: the new round beside the contradiction is not kept.
		err := s.Remember(ctx, hub, []oracle.PostedOutcome{outcome(3, 1), o})
		if !errors.Is(err, oracle.ErrEquivocation) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Remember(ctx, hub, []oracle.PostedOutcome{outcome(3, 2)}); err != nil {
		t.Errorf("a round that only a refused batch held: %v", err)
	}
	other := oracle.Hub{ChainID: 1, Address: hub.Address}
	if err := s.Remember(ctx, other, []oracle.PostedOutcome{outcome(1, 7)}); err != nil {
		t.Errorf("another chain: %v", err)
	}
}

func TestOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	ctx := t.Context()
	s := open(t, path)
	from := common.HexToAddress("0x2")
	save := func(nonce uint64, hash byte) {
		t.Helper()
		if err := s.Save(ctx, oracle.SentTx{ChainID: 1, From: from, Nonce: nonce, Hash: common.Hash{hash}, Raw: []byte{hash}}); err != nil {
			t.Fatal(err)
		}
	}
	save(7, 3)
	save(5, 1)
	save(5, 2) // a bump
	save(5, 2)
	s.Close()
	s = open(t, path)
	got, err := s.Pending(ctx, 1, from)
	if err != nil || len(got) != 3 || got[0].Raw[0] != 1 || got[1].Raw[0] != 2 || got[2].Nonce != 7 {
		t.Fatalf("pending %v, %v", got, err)
	}
	if none, err := s.Pending(ctx, 2, from); err != nil || len(none) != 0 {
		t.Fatalf("another chain's outbox: %v, %v", none, err)
	}
	if err := s.Settled(ctx, 1, from, 6); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Pending(ctx, 1, from); err != nil || len(got) != 1 || got[0].Nonce != 7 {
		t.Fatalf("after settling: %v, %v", got, err)
	}
}

func TestFloor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	ctx, from := t.Context(), common.HexToAddress("0x2")
	s := open(t, path)
	floor := func(chainID uint64, want uint64) {
		t.Helper()
		if got, err := s.Floor(ctx, chainID, from); err != nil || got != want {
			t.Errorf("floor %d, %v; want %d", got, err, want)
		}
	}
	floor(1, 0)
	for _, below := range []uint64{6, 9, 8} { // the last is late
		if err := s.Settled(ctx, 1, from, below); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	s = open(t, path)
	floor(1, 9)
	floor(2, 0)
}

func TestForget(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	ctx, from := t.Context(), common.HexToAddress("0x2")
	row := func(hash byte) oracle.SentTx {
		return oracle.SentTx{ChainID: 1, From: from, Nonce: 5, Hash: common.Hash{hash}, Raw: []byte{hash}}
	}
	for _, tx := range []oracle.SentTx{row(1), row(2)} {
		if err := s.Save(ctx, tx); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Forget(ctx, row(1)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Pending(ctx, 1, from); err != nil || len(got) != 1 || got[0].Raw[0] != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestConcurrentSigners(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	var mu sync.Mutex
	accepted := 0
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			err := s.Remember(t.Context(), hub, []oracle.PostedOutcome{outcome(1, int64(i))})
			if err == nil {
				mu.Lock()
				accepted++
				mu.Unlock()
			} else if !errors.Is(err, oracle.ErrEquivocation) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if accepted != 1 {
		t.Errorf("%d of 8 different outcomes were accepted", accepted)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "absent", "o.db")); err == nil {
		t.Error("a store in a missing folder was opened")
	}
	path := filepath.Join(t.TempDir(), "o.db")
	s := open(t, path)
	if _, err := s.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(path); err == nil {
		t.Error("a newer schema was opened")
	}
}
