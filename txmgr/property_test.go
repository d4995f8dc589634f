package txmgr

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// reorg takes back the last blocks; some of what was in them goes into the pool
// again.
func (n *node) reorg(depth int64, r *rand.Rand) {
	n.set(func() {
		n.blocks -= depth
		for _, tx := range n.sent {
			receipt := n.receipts[tx.Hash()]
			if receipt == nil || receipt.BlockNumber.Int64() <= n.blocks {
				continue
			}
			delete(n.receipts, tx.Hash())
			delete(n.mined, tx.Hash())
			n.nonce = min(n.nonce, tx.Nonce())
			if r.IntN(2) == 0 && !slices.ContainsFunc(n.pool, func(x *types.Transaction) bool { return x.Nonce() == tx.Nonce() }) {
				n.pool = append(n.pool, tx)
			}
		}
	})
}

// Whatever the endpoint, the signer and the chain do, and however often the
// process dies, every candidate ends with a receipt, and then it is mined once,
// or with an error, and then once at most. No nonce is left out, and nothing is
// left over.
func TestAnyFaults(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { anyFaults(t, seed) })
		})
	}
}

func anyFaults(t *testing.T, seed uint64) {
	const confirmations = 3
	r := rand.New(rand.NewPCG(seed, 1))
	var dice sync.Mutex
	chance := func(percent int) bool {
		dice.Lock()
		defer dice.Unlock()
		return r.IntN(100) < percent
	}
	n, o := newNode(), &outbox{}
	faulty := true // n.mu guards it
	n.onSend = func() error {
		if faulty && chance(15) {
			return errors.New("connection reset")
		}
		if faulty && chance(5) {
			return answer{text: "insufficient funds for gas"}
		}
		return nil
	}
	flaky := func() error {
		if faulty && chance(10) {
			return errors.New("timeout")
		}
		return nil
	}
	n.onNonce, n.onReceipt, n.onEstimate = flaky, flaky, flaky
	signer := slowSigner{testAccount(t), func(*types.Transaction) bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		return faulty && chance(8)
	}}
	newManager := func() *Manager {
		return New(Config{
			ChainID: chainID, PollInterval: time.Second, ResubmitAfter: 10 * time.Second, Confirmations: confirmations, MaxFee: big.NewInt(80_000),
		}, n, signer, o)
	}

	var mu sync.Mutex
	results := map[uint32]error{}
	var wg sync.WaitGroup
	count := uint32(0)
	highest := int64(0)
	m := newManager()
	process, die := context.WithCancel(t.Context())
	wg.Go(func() { m.Run(process) })
	for range 150 {
		time.Sleep(time.Second)
		synctest.Wait()
		highest = max(highest, n.blocks)
		switch {
		case chance(35):
			id := count
			count++
			ctx, cancel := context.WithCancel(process)
			if chance(10) {
				ctx, cancel = context.WithTimeout(process, 4*time.Second)
			}
			sender := m
			wg.Go(func() {
				defer cancel()
				_, err := sender.Send(ctx, Candidate{To: target, Data: binary.BigEndian.AppendUint32(nil, id)})
				mu.Lock()
				defer mu.Unlock()
				results[id] = err
			})
		case chance(70):
			n.mine()
		case chance(20):
			n.forget()
		case chance(30):
			// Never below what was confirmed at the highest head that there was.
			if deepest := n.blocks - (highest - confirmations); deepest > 0 {
				dice.Lock()
				n.reorg(1+r.Int64N(deepest), r)
				dice.Unlock()
			}
		case chance(30):
			n.set(func() { n.baseFee = big.NewInt(50_000) })
		case chance(50):
			n.set(func() { n.baseFee = big.NewInt(1000) })
		case chance(15):
			die()
			wg.Wait()
			m = newManager()
			process, die = context.WithCancel(t.Context())
			wg.Go(func() { m.Run(process) })
		}
	}
	n.set(func() { faulty, n.baseFee = false, big.NewInt(1000) })
	for range 400 {
		time.Sleep(time.Second)
		synctest.Wait()
		n.mine()
	}
	if ps := m.InFlight(); len(ps) > 0 {
		t.Errorf("in flight: %+v", ps)
	}
	die()
	wg.Wait()

	if uint32(len(results)) != count {
		t.Fatalf("%d results for %d candidates", len(results), count)
	}
	times := map[uint32]int{}
	nonces := map[uint64]bool{}
	for _, tx := range n.sent {
		if _, ok := n.mined[tx.Hash()]; !ok || nonces[tx.Nonce()] {
			continue
		}
		nonces[tx.Nonce()] = true
		if len(tx.Data()) > 0 {
			times[binary.BigEndian.Uint32(tx.Data())]++
		}
	}
	failed := 0
	for id, err := range results {
		if err != nil {
			failed++
		}
		if err == nil && times[id] != 1 || times[id] > 1 {
			t.Errorf("candidate %d ended with %v and was mined %d times", id, err, times[id])
		}
	}
	if uint64(len(nonces)) != n.nonce || m.next != n.nonce || len(n.pool) > 0 || len(o.hashes()) > 0 {
		t.Errorf("%d nonces mined, the chain has %d and the manager %d; %d in the pool, %d rows", len(nonces), n.nonce, m.next, len(n.pool), len(o.hashes()))
	}
	if failed == int(count) {
		t.Errorf("all of %d candidates failed", count)
	}
}
