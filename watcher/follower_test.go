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

func TestFollowEmitsEverythingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 26)
		w := follow(c, func(cfg *watcher.Config) { cfg.StartBlock = 2 })
		w.wantUpTo(c, 2, 22)
		var blocks []string
		for _, e := range w.events {
			if b, ok := e.(oracle.BlockConfirmed); ok {
				blocks = append(blocks, fmt.Sprint(b.Number, b.Live))
			}
		}
		if want := []string{"9 false", "17 false", "22 true"}; !slices.Equal(blocks, want) {
			t.Errorf("confirmed %q, want %q", blocks, want)
		}
		// Fees are the head's, block 25's, four blocks ahead of what is confirmed.
		if _, last := w.seen(); last.BaseFee.Uint64() != 7025 || last.GasUsedRatio != 0.025 {
			t.Errorf("base fee %v, used %v of the limit", last.BaseFee, last.GasUsedRatio)
		}
		// Nothing new: nothing emitted, however often it looks.
		before := w.count()
		time.Sleep(time.Minute)
		if w.count() != before {
			t.Errorf("%d events without a new block", w.count()-before)
		}
		for range 5 {
			c.mine(1)
			time.Sleep(time.Second)
		}
		w.wantUpTo(c, 2, 27)
		if r := w.reported(); r != nil {
			t.Errorf("reported %q", r)
		}
		w.cancel()
		if err, ended := w.ended(); !ended || !errors.Is(err, context.Canceled) {
			t.Errorf("ended %v with %v", ended, err)
		}
	})
}

func TestFollowWaitsForConfirmations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 3)
		w := follow(c, func(cfg *watcher.Config) { cfg.Confirmations = 5 })
		for range 3 {
			if w.count() != 0 {
				t.Fatalf("events %+v at head %d", w.events, len(c.blocks)-1)
			}
			c.mine(1)
			time.Sleep(time.Second)
		}
		w.wantUpTo(c, 0, 0)
	})
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 3)
		w := follow(c, func(cfg *watcher.Config) { cfg.Confirmations = 0; cfg.StartBlock = 1 })
		w.wantUpTo(c, 1, 2)
	})
	synctest.Test(t, func(t *testing.T) { // deployed in the future
		c := newChain(t, 8)
		w := follow(c, func(cfg *watcher.Config) { cfg.StartBlock = 6 })
		c.mine(1)
		time.Sleep(time.Second)
		if w.count() != 0 {
			t.Errorf("events %+v before the start", w.events)
		}
		c.mine(1)
		time.Sleep(time.Second)
		w.wantUpTo(c, 6, 6)
	})
}

// Blocks come, the endpoint lags, fails and lies about ranges, and the chain is
// reorganised within the confirmations: none of that is seen.
func TestFollowThroughTrouble(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			c := newChain(t, 1+r.IntN(40))
			w := follow(c, nil)
			for range 60 {
				switch r.IntN(6) {
				case 0, 1:
					c.mine(r.IntN(3))
				case 2:
					c.set(func() { c.lag = r.IntN(len(c.blocks)) })
				case 3:
					if d := 1 + r.IntN(3); len(c.blocks) > d {
						c.reorg(d)
					}
				case 4:
					c.set(func() {
						chance := rand.New(rand.NewPCG(seed, r.Uint64()))
						c.fail = func(string) error {
							if chance.IntN(3) == 0 {
								return errors.New("try later")
							}
							return nil
						}
					})
				case 5:
					c.set(func() { c.lag, c.fail = 0, nil })
				}
				time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond)
				if err, ended := w.ended(); ended {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
			c.set(func() { c.lag, c.fail = 0, nil })
			for range 3 {
				c.mine(1)
			}
			time.Sleep(10 * time.Second)
			w.wantUpTo(c, 0, uint64(len(c.blocks)-4))
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
			w.cancel()
		})
	}
}

func TestFollowHaltsOnDeepReorg(t *testing.T) {
	for _, grows := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c := newChain(t, 20)
			w := follow(c, nil)
			w.wantUpTo(c, 0, 16)
			before := w.count()
			c.reorg(3) // within the confirmations; now 21 blocks
			time.Sleep(2 * time.Second)
			w.wantUpTo(c, 0, 17)
			before++ // one log
			before++ // and its block
			c.reorg(4)
			if !grows {
				c.set(func() { c.blocks = c.blocks[:21] }) // nothing new is confirmed
			}
			time.Sleep(2 * time.Second)
			err, ended := w.ended()
			if !ended || !errors.Is(err, oracle.ErrReorg) || !strings.Contains(err.Error(), "block 17") {
				t.Errorf("ended %v with %v", ended, err)
			}
			if w.count() != before {
				t.Errorf("%d events of the new fork were emitted", w.count()-before)
			}
		})
	}
}

// Endpoints that all serve another chain end it.
func TestFollowWrongChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 20)
		c.gone = fmt.Errorf("no endpoint is left: %w", oracle.ErrWrongChain)
		w := follow(c, nil)
		if err, ended := w.ended(); !ended || !errors.Is(err, oracle.ErrWrongChain) || w.count() != 0 {
			t.Errorf("ended %v with %v", ended, err)
		}
	})
}

// Each failure is reported while it lasts, its end once.
func TestFollowReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 20)
		c.fail = func(call string) error {
			if call == "header" {
				return errors.New("no route")
			}
			return nil
		}
		w := follow(c, nil)
		time.Sleep(2500 * time.Millisecond)
		c.set(func() { c.fail = nil })
		time.Sleep(10 * time.Second)
		down := "fetch the head: no route"
		if got := w.reported(); !slices.Equal(got, []string{down, down, down, "<nil>"}) {
			t.Errorf("reported %q", got)
		}
		w.wantUpTo(c, 0, 16)
	})
}

// An endpoint that refuses long ranges is asked for shorter ones, and from time
// to time for longer ones again.
func TestFollowRanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 20)
		limit := uint64(2)
		c.fail = func(call string) error {
			var from, to uint64
			if _, err := fmt.Sscanf(call, "logs %d-%d", &from, &to); err == nil && to-from+1 > limit {
				return errors.New("range too long")
			}
			return nil
		}
		w := follow(c, nil)
		time.Sleep(20*time.Second + 500*time.Millisecond) // between two looks, and so is everything below
		w.wantUpTo(c, 0, 16)
		var asked []string
		c.set(func() {
			for _, call := range c.calls {
				if strings.HasPrefix(call, "logs") {
					asked = append(asked, call)
				}
			}
		})
		// Three blocks are tried once more, and then no longer.
		want := []string{"logs 0-7", "logs 0-3", "logs 0-1", "logs 2-4", "logs 2-3", "logs 4-5", "logs 6-7", "logs 8-9", "logs 10-11"}
		if len(asked) < len(want) || !slices.Equal(asked[:len(want)], want) {
			t.Errorf("asked for %q, want %q", asked, want)
		}
		c.set(func() { limit, c.calls = 100, nil })
		for range 150 { // after some requests the limit is tried again
			c.mine(0)
		}
		time.Sleep(time.Second)
		c.set(func() {
			if !slices.ContainsFunc(c.calls, func(call string) bool {
				var from, to uint64
				_, err := fmt.Sscanf(call, "logs %d-%d", &from, &to)
				return err == nil && to-from+1 == 8
			}) {
				t.Errorf("the range did not grow again: %q", c.calls)
			}
		})
		w.wantUpTo(c, 0, 166)
	})
}

// Logs that do not fit the headers around them are asked for again, and none of
// such an answer is emitted: a part would be emitted twice.
func TestFollowInconsistentLogs(t *testing.T) {
	other := common.HexToHash("0xbad")
	for _, c := range []struct {
		name  string
		alter func([]types.Log) []types.Log
	}{
		{"removed", func(l []types.Log) []types.Log { l[len(l)-1].Removed = true; return l }},
		{"another block's", func(l []types.Log) []types.Log { l[len(l)-1].BlockHash = other; return l }},
		{"too late", func(l []types.Log) []types.Log { l[len(l)-1].BlockNumber += 5; return l }},
		{"too early", func(l []types.Log) []types.Log {
			return append(slices.Clone(l), types.Log{BlockNumber: 0, Topics: l[0].Topics})
		}},
		{"out of order", func(l []types.Log) []types.Log { slices.Reverse(l); return l }},
		{"twice", func(l []types.Log) []types.Log { return append(l, l[len(l)-1]) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				chain := newChain(t, 8)
				times := 0
				chain.alter = func(from, to uint64, logs []types.Log) []types.Log {
					if times++; times > 1 {
						return logs
					}
					return c.alter(slices.Clone(logs))
				}
				w := follow(chain, func(cfg *watcher.Config) { cfg.StartBlock = 1 })
				if w.count() != 0 {
					t.Errorf("emitted %+v", w.events)
				}
				time.Sleep(5 * time.Second)
				w.wantUpTo(chain, 1, 4)
				if r := w.reported(); len(r) != 2 || r[1] != "<nil>" {
					t.Errorf("reported %q", r)
				}
			})
		})
	}
}

// A reorganisation while a range far below the head is read.
func TestFollowReorgWhileReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 80)
		c.afterLogs = func() {
			c.afterLogs = nil
			c.replace(78) // deeper than the confirmations, but nothing was emitted yet
		}
		w := follow(c, nil)
		if w.count() != 0 {
			t.Errorf("emitted %+v", w.events)
		}
		time.Sleep(5 * time.Second)
		w.wantUpTo(c, 0, 77)
	})
}

// Near the head a reorganisation within the confirmations, and one that comes
// between the headers and the logs of what is about to be emitted.
func TestFollowReorgBetweenHeadersAndLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		c.beforeLogs = func() {
			c.beforeLogs = nil
			c.replace(6)
		}
		w := follow(c, nil)
		if w.count() != 0 || len(c.blames()) != 1 {
			t.Errorf("emitted %+v, blamed for %v", w.events, c.blames())
		}
		time.Sleep(5 * time.Second)
		w.wantUpTo(c, 0, 5)
	})
}

// An endpoint whose index of logs lags behind its blocks answers with no logs;
// the bloom filters of the headers betray it.
func TestFollowMissingLogsNearHead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 10)
		c.alter = func(from, to uint64, logs []types.Log) []types.Log { return nil }
		w := follow(c, nil)
		w.wantUpTo(c, 0, 6)
		c.mine(0)
		c.mine(2)
		c.mine(0)
		time.Sleep(5 * time.Second)
		w.wantUpTo(c, 0, 9)
		if n := c.count("receipts"); n != 7+1+2 { // blocks 0 to 9 have logs
			t.Errorf("%d receipts were fetched", n)
		}
	})
}

// With an agreement of one the receipts tell the logs, so that an endpoint that
// leaves some out, forges or reorders them in its index has no say.
func TestFollowCheckedByReceipts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 100)
		c.fail = func(call string) error {
			if strings.HasPrefix(call, "logs") {
				t.Error("logs were asked for")
			}
			return nil
		}
		w := follow(c, func(cfg *watcher.Config) { cfg.Agreement = 1 })
		w.wantUpTo(c, 0, 96)
		for _, e := range w.events {
			if x, ok := e.(oracle.TaskCancelled); ok && x.Task == (oracle.TaskID{}) {
				t.Error("a log of somebody else")
			}
		}
		if len(c.blames()) > 0 {
			t.Errorf("blamed for %v", c.blames())
		}
	})
	forge := map[string]func(types.Receipts) types.Receipts{
		"a log is missing": func(r types.Receipts) types.Receipts { r[0].Logs = r[0].Logs[:1]; return r },
		"a log is forged": func(r types.Receipts) types.Receipts {
			r[0].Logs = append(slices.Clone(r[0].Logs), r[0].Logs[1])
			return r
		},
		"no receipts":      func(types.Receipts) types.Receipts { return types.Receipts{} },
		"an empty receipt": func(types.Receipts) types.Receipts { return types.Receipts{nil} },
		"other data": func(r types.Receipts) types.Receipts {
			l := *r[0].Logs[1]
			l.Data = slices.Concat(l.Data, l.Data)
			r[0].Logs = []*types.Log{r[0].Logs[0], &l}
			return r
		},
	}
	for name, alter := range forge {
		synctest.Test(t, func(t *testing.T) {
			c := newChain(t, 10)
			lies := 0
			c.alterReceipts = func(r types.Receipts) types.Receipts {
				if lies++; lies > 4 {
					return r
				}
				copied := *r[0]
				return alter(types.Receipts{&copied})
			}
			w := follow(c, func(cfg *watcher.Config) { cfg.Agreement = 1; cfg.MaxRange = 1 })
			if w.count() != 0 || len(c.blames()) == 0 {
				t.Errorf("%s: emitted %+v, blamed for %v", name, w.events, c.blames())
			}
			time.Sleep(10 * time.Second)
			w.wantUpTo(c, 0, 6)
		})
	}
	synctest.Test(t, func(t *testing.T) { // of another kind of chain
		c := newChain(t, 10)
		c.alterReceipts = func(r types.Receipts) types.Receipts {
			copied := *r[0]
			copied.Type = 0x7e
			return types.Receipts{&copied}
		}
		w := follow(c, func(cfg *watcher.Config) { cfg.Agreement = 1 })
		if r := w.reported(); w.count() != 0 || len(r) != 1 || !strings.Contains(r[0], "agreement: 0") {
			t.Errorf("%d events, reported %q", w.count(), r)
		}
	})
}

// Headers that do not follow each other are no chain.
func TestFollowBrokenChain(t *testing.T) {
	for _, agreement := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			c := newChain(t, 10)
			good := c.blocks[3]
			bad := *good.header
			bad.Extra = []byte("other")
			c.blocks[3].header = &bad
			w := follow(c, func(cfg *watcher.Config) { cfg.Agreement = agreement })
			if w.count() != 0 || len(c.blames()) != 1 || !strings.Contains(c.blames()[0].Error(), "block 4 does not follow block 3") {
				t.Errorf("emitted %+v, blamed for %v", w.events, c.blames())
			}
			c.set(func() { c.blocks[3] = good })
			time.Sleep(5 * time.Second)
			w.wantUpTo(c, 0, 6)
		})
	}
}

// By the tags of the chain's consensus instead of by depth.
func TestFollowFinality(t *testing.T) {
	for _, finality := range []string{watcher.FinalitySafe, watcher.FinalityFinalized} {
		synctest.Test(t, func(t *testing.T) {
			c := newChain(t, 20)
			c.safe, c.finalized = 10, 10
			w := follow(c, func(cfg *watcher.Config) { cfg.Finality = finality; cfg.Confirmations = 2 })
			w.wantUpTo(c, 0, 8)
			c.reorg(9)
			if finality == watcher.FinalitySafe {
				c.set(func() { c.safe = 15 })
			} else {
				c.set(func() { c.finalized = 15 })
			}
			time.Sleep(2 * time.Second)
			w.wantUpTo(c, 0, 13)
		})
	}
}

// A new block costs few round trips.
func TestFollowRoundTrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 10)
		w := follow(c, func(cfg *watcher.Config) { socket(cfg); cfg.PollInterval = time.Hour })
		w.wantUpTo(c, 0, 6)
		c.set(func() { c.trips = 0 })
		for range 10 {
			c.mine(3)
			synctest.Wait()
		}
		w.wantUpTo(c, 0, 16)
		if c.trips != 20 || c.count("receipts") != 0 {
			t.Errorf("%d round trips for 10 blocks, %d receipts", c.trips, c.count("receipts"))
		}
	})
}

// A log that the decoder cannot read is not of our contract: no retry.
func TestFollowHaltsOnForeignContract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		c.alter = func(_, _ uint64, logs []types.Log) []types.Log {
			logs = slices.Clone(logs)
			logs[1].Data = nil
			return logs
		}
		w := follow(c, nil)
		err, ended := w.ended()
		if !ended || !strings.Contains(err.Error(), "is "+hub.Address.Hex()+" a NashOracle of this version?") {
			t.Errorf("ended %v with %v", ended, err)
		}
		if w.count() != 0 {
			t.Errorf("emitted %+v", w.events)
		}
	})
}

func TestFollowEndsWithEmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChain(t, 8)
		w := follow(c, nil)
		full := errors.New("full")
		w.mu.Lock()
		w.emitErr = full
		w.mu.Unlock()
		c.mine(1)
		time.Sleep(time.Second)
		if err, ended := w.ended(); !ended || !errors.Is(err, full) {
			t.Errorf("ended %v with %v", ended, err)
		}
		if r := w.reported(); r != nil {
			t.Errorf("reported %q as if it were the endpoint's", r)
		}
	})
}

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
