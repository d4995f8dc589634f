package watcher_test

import (
	"errors"
	"fmt"
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
