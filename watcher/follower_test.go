package watcher_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
