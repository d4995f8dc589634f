package watcher_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
	"oracled/watcher"
)

func socket(cfg *watcher.Config) { cfg.Endpoint, cfg.PollInterval = "ws://node", time.Minute }

// A subscription looks at once; without it the poll does.
func TestFollowSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		w := follow(c, socket)
		w.wantUpTo(c, 0, 4)
		began := time.Now()
		c.mine(1)
		w.wantUpTo(c, 0, 5)
		if d := time.Since(began); d != 0 {
			t.Errorf("a new head was looked at after %v", d)
		}
		c.drop()
		synctest.Wait()
		c.set(func() {
			c.fail = func(call string) error {
				if call == "subscribe" {
					return errors.New("no more")
				}
				return nil
			}
		})
		c.drop() // whatever was subscribed meanwhile
		c.mine(1)
		time.Sleep(time.Minute)
		w.wantUpTo(c, 0, 6)
		c.set(func() { c.fail = nil })
		time.Sleep(time.Minute) // subscribed again by now
		began = time.Now()
		c.mine(1)
		w.wantUpTo(c, 0, 7)
		if d := time.Since(began); d != 0 {
			t.Errorf("a new head was looked at after %v", d)
		}
	})
	synctest.Test(t, func(t *testing.T) { // http has no subscriptions
		c := newChain(t, 8)
		follow(c, nil)
		time.Sleep(time.Minute)
		if n := c.count("subscribe"); n != 0 {
			t.Errorf("%d subscriptions over http", n)
		}
	})
}

// A node that takes subscriptions and drops them at once costs one try a poll,
// and one that never answers does not hold up the poll for good.
func TestFollowUselessSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		w := follow(c, socket)
		stop := make(chan struct{})
		go func() {
			for {
				c.drop()
				select {
				case <-stop:
					return
				case <-time.After(50 * time.Millisecond):
				}
			}
		}()
		c.mine(1)
		time.Sleep(5*time.Minute + time.Second)
		w.wantUpTo(c, 0, 5)
		if n := c.count("subscribe"); n > 7 {
			t.Errorf("%d subscriptions in 5 polls", n)
		}
		close(stop)
	})
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		c.fail = func(call string) error {
			if call == "subscribe" {
				return errSilent
			}
			return nil
		}
		w := follow(c, socket)
		c.mine(1)
		time.Sleep(3 * time.Minute)
		w.wantUpTo(c, 0, 5)
	})
}

// A second Follow of the same follower begins at its cursor again.
func TestFollowAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		w := follow(c, nil)
		w.cancel()
		<-w.done
		var again []oracle.Event
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go w.Follow(ctx, oracle.Cursor{}, func(e oracle.Event) error { again = append(again, e); return nil })
		synctest.Wait()
		if len(again) != w.count() {
			t.Errorf("%d events, want %d", len(again), w.count())
		}
		cancel()
		synctest.Wait()
	})
}

// A follower that resumes after a block makes sure that the chain still has it.
func TestFollowResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 20)
		w := followFrom(c, &oracle.Cursor{Block: 9, Parent: c.blocks[8].header.Hash()}, nil)
		w.wantUpTo(c, 9, 16)
		if a, err := w.FirstBlockAt(context.Background(), c.blocks[8].header.Time); err != nil || a.Number != 8 {
			t.Errorf("%+v, %v", a, err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // another chain since
		c := newChain(t, 20)
		w := followFrom(c, &oracle.Cursor{Block: 9, Parent: common.HexToHash("0xbad")}, nil)
		err, ended := w.ended()
		if !ended || !errors.Is(err, oracle.ErrReorg) || !strings.Contains(err.Error(), "block 8") || w.count() != 0 {
			t.Errorf("ended %v with %v after %d events", ended, err, w.count())
		}
	})
	synctest.Test(t, func(t *testing.T) { // a node that is behind the cursor
		c := newChain(t, 20)
		c.lag = 15
		w := followFrom(c, &oracle.Cursor{Block: 9, Parent: c.blocks[8].header.Hash()}, nil)
		if r := w.reported(); w.count() != 0 || len(r) != 1 || !strings.Contains(r[0], "head is block 4") {
			t.Errorf("%d events, reported %q", w.count(), r)
		}
		c.set(func() { c.lag = 0 })
		time.Sleep(time.Second)
		w.wantUpTo(c, 9, 16)
	})
	synctest.Test(t, func(t *testing.T) { // nothing new, and then a reorganisation below the cursor
		c := newChain(t, 12)
		w := followFrom(c, &oracle.Cursor{Block: 9, Parent: c.blocks[8].header.Hash()}, nil)
		time.Sleep(2 * time.Second)
		if b, ok := w.events[0].(oracle.BlockConfirmed); w.count() != 1 || !ok || b.Number != 8 || b.Hash != c.blocks[8].header.Hash() || !b.Live {
			t.Errorf("%d events, the first %+v; want that block 8 is the newest", w.count(), w.events[0])
		}
		c.reorg(4)
		time.Sleep(2 * time.Second)
		if err, ended := w.ended(); !ended || !errors.Is(err, oracle.ErrReorg) || w.count() != 1 {
			t.Errorf("ended %v with %v after %d events", ended, err, w.count())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 12)
		w := followFrom(c, &oracle.Cursor{Parent: common.HexToHash("0xbad")}, nil)
		if err, ended := w.ended(); !ended || !strings.Contains(err.Error(), "no block before block 0") {
			t.Errorf("ended %v with %v", ended, err)
		}
	})
}

func TestFirstBlockAt(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 1))
		times := []uint64{r.Uint64N(50)}
		for range r.IntN(300) {
			times = append(times, times[len(times)-1]+r.Uint64N(4)) // many equal
		}
		asked := 0
		header := func(_ context.Context, n *big.Int) (*types.Header, error) {
			asked++
			if !n.IsUint64() || n.Uint64() >= uint64(len(times)) {
				return nil, fmt.Errorf("there is no block %s", n)
			}
			return &types.Header{Number: n, Time: times[n.Uint64()]}, nil
		}
		for range 20 {
			last := r.IntN(len(times))
			at := r.Uint64N(times[last] + 1)
			want := slices.IndexFunc(times, func(x uint64) bool { return x >= at })
			h, _ := header(nil, big.NewInt(int64(last)))
			asked = 0
			got, err := watcher.FirstBlockAt(context.Background(), header, oracle.Anchor{Number: uint64(last), Hash: h.Hash(), Time: h.Time}, at)
			if err != nil {
				t.Fatal(err)
			}
			wantHeader, _ := header(nil, big.NewInt(int64(want)))
			if got.Number != uint64(want) || got.Time != times[want] || got.Hash != wantHeader.Hash() {
				t.Fatalf("seed %d: block %d at or past %d, want %d", seed, got.Number, at, want)
			}
			if asked > 24 {
				t.Errorf("seed %d: %d requests among %d blocks", seed, asked, len(times))
			}
		}
	}
	_, err := watcher.FirstBlockAt(context.Background(), func(context.Context, *big.Int) (*types.Header, error) {
		return nil, errors.New("down")
	}, oracle.Anchor{Number: 5, Time: 10}, 3)
	if err == nil || !strings.Contains(err.Error(), "fetch block 4: down") {
		t.Errorf("%v", err)
	}
}

func TestFollowerFindsAnchors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 20) // block n is at 1000 + 12·n, confirmed up to 16
		w := follow(c, nil)
		a, err := w.FirstBlockAt(context.Background(), 1061)
		if err != nil || a.Number != 6 || a.Hash != c.blocks[6].header.Hash() || a.Time != 1072 {
			t.Errorf("%+v, %v", a, err)
		}
		if a, err := w.FirstBlockAt(context.Background(), 1000+12*16); err != nil || a.Number != 16 {
			t.Errorf("%+v, %v", a, err)
		}
		// Block 17 is there but not confirmed.
		if a, err := w.FirstBlockAt(context.Background(), 1000+12*16+1); err == nil {
			t.Errorf("an anchor that is not confirmed: %+v", a)
		}
		if _, err := new(watcher.Follower).FirstBlockAt(context.Background(), 0); err == nil {
			t.Error("an anchor before the first block")
		}
	})
}
