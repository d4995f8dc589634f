package watcher_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/endpoint"
	"oracled/endpoint/endpointtest"
	"oracled/oracle"
	"oracled/watcher"
)

// net is a chain behind several endpoints and a follower of it.
type net struct {
	t      *testing.T
	chain  *endpointtest.Chain
	nodes  []*endpointtest.Node
	pool   *endpoint.Pool
	serial uint32

	mu      sync.Mutex
	got     []string
	reports []error
	done    chan error
}

func newNet(t *testing.T, nodes int) *net {
	n := &net{t: t, chain: endpointtest.NewChain(1), done: make(chan error, 1)}
	for range nodes {
		node := endpointtest.Serve(n.chain, hub.ChainID)
		t.Cleanup(node.Close)
		n.nodes = append(n.nodes, node)
	}
	return n
}

// logs returns some that matter among others that do not.
func (n *net) logs(count int) []types.Log {
	out := []types.Log{{Address: common.Address{0xee}, Topics: []common.Hash{{1}}, Data: []byte{1}}}
	for range count {
		n.serial++
		out = append(out, logOf(n.t, nash.GetABI(), hub.Address, "TaskCancelled", [32]byte(oracle.TaskIDFromIndex(n.serial)), new(big.Int)))
	}
	return out
}

func (n *net) mine(blocks, logs int) {
	for range blocks {
		n.chain.Mine(n.logs(logs)...)
	}
}

// follow starts a follower through all endpoints.
func (n *net) follow(change func(*watcher.Config)) {
	cfg := watcher.Config{ChainID: hub.ChainID, Hub: hub.Address, Confirmations: 4, BlockTime: 20 * time.Millisecond, PollInterval: 10 * time.Millisecond, MaxRange: 50}
	for i, node := range n.nodes {
		address := node.Socket()
		if i%2 == 1 {
			address = node.URL()
		}
		cfg.Fallbacks = append(cfg.Fallbacks, address)
	}
	cfg.Endpoint, cfg.Fallbacks = cfg.Fallbacks[0], cfg.Fallbacks[1:]
	if change != nil {
		change(&cfg)
	}
	if err := cfg.Check(); err != nil {
		n.t.Fatal(err)
	}
	var err error
	n.pool, err = endpoint.Dial(n.t.Context(), endpoint.Config{
		Chain: "x", URLs: cfg.Endpoints(), ChainID: hub.ChainID, BlockTime: cfg.BlockTime, Timeout: 500 * time.Millisecond, Probe: 20 * time.Millisecond,
	})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(n.pool.Close)
	decoder, err := watcher.NewDecoder(hub, registry, setID)
	if err != nil {
		n.t.Fatal(err)
	}
	f := &watcher.Follower{Config: cfg, Backend: n.pool, Decoder: decoder, Report: func(err error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.reports = append(n.reports, err)
	}}
	ctx, cancel := context.WithCancel(n.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		n.done <- f.Follow(ctx, oracle.Cursor{}, func(e oracle.Event) error {
			n.mu.Lock()
			defer n.mu.Unlock()
			switch e := e.(type) {
			case oracle.TaskCancelled:
				n.got = append(n.got, fmt.Sprint("task ", e.Task.Big()))
			case oracle.BlockConfirmed:
				b, ok := n.chain.Block(e.Number)
				if !ok || b.Header.Hash() != e.Hash {
					n.t.Errorf("block %d is confirmed as %s", e.Number, e.Hash)
				}
				n.got = append(n.got, fmt.Sprint("block ", e.Number))
			}
			return nil
		})
	}()
	n.t.Cleanup(func() { cancel(); <-ended })
}

// tasks returns what was emitted, without the blocks, and the last block.
func (n *net) tasks() (tasks []string, last string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, e := range n.got {
		if strings.HasPrefix(e, "task") {
			tasks = append(tasks, e)
		} else {
			last = e
		}
	}
	return tasks, last
}

// truth returns the tasks of the chain up to a block.
func (n *net) truth(to uint64) (out []string) {
	for _, l := range n.chain.Logs(0, to, map[common.Address]bool{hub.Address: true}) {
		out = append(out, fmt.Sprint("task ", l.Topics[1].Big()))
	}
	return out
}

// reaches waits until a block is confirmed and compares everything up to it.
func (n *net) reaches(block uint64) {
	n.t.Helper()
	want := fmt.Sprint("block ", block)
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, last := n.tasks(); last == want {
			break
		}
		select {
		case err := <-n.done:
			n.t.Fatalf("ended with %v", err)
		default:
		}
		if time.Now().After(end) {
			_, last := n.tasks()
			n.mu.Lock()
			defer n.mu.Unlock()
			n.t.Fatalf("at %s, not at %s; %v; %+v", last, want, n.reports[max(0, len(n.reports)-2):], n.pool.Status())
		}
	}
	if got, _ := n.tasks(); !slices.Equal(got, n.truth(block)) {
		n.t.Errorf("emitted %v, want %v", got, n.truth(block))
	}
}

func forgeHeader(h *types.Header) *types.Header {
	if h.Number.Sign() > 0 { // block 0 would betray it at once
		h.Extra = []byte("forged")
	}
	return h
}

func dropLogs(from, to uint64, logs []*types.Log) []*types.Log { return nil }

// The lies that one endpoint of three may tell, one after another: all of them
// at once by an agreement of two.
var lies = map[string]func(*endpointtest.Faults){
	"forged headers": func(f *endpointtest.Faults) { f.Header = forgeHeader },
	"a forged log": func(f *endpointtest.Faults) {
		f.Receipts = func(all types.Receipts) types.Receipts {
			r := *all[0]
			l := *r.Logs[0]
			l.Address = hub.Address
			r.Logs = []*types.Log{&l}
			return append(types.Receipts{&r}, all[1:]...)
		}
	},
	"hidden receipts":   func(f *endpointtest.Faults) { f.Receipts = func(r types.Receipts) types.Receipts { return r[:1] } },
	"a head from ahead": func(f *endpointtest.Faults) { f.Ahead = 50 },
	"hidden blooms": func(f *endpointtest.Faults) {
		f.Header = func(h *types.Header) *types.Header { h.Bloom = types.Bloom{}; return h }
	},
}

func TestAgreementAgainstLies(t *testing.T) {
	for name, lie := range lies {
		t.Run(name, func(t *testing.T) {
			n := newNet(t, 3)
			n.mine(60, 2)
			n.follow(func(c *watcher.Config) { c.Agreement = 2 })
			n.reaches(56)
			n.nodes[0].Set(lie)
			views, _ := n.pool.Views()
			for i, node := range n.nodes { // the preferred one lies
				if views[0].Name() == node.URL() || views[0].Name() == node.Socket() {
					n.nodes[0].Set(func(f *endpointtest.Faults) { *f = endpointtest.Faults{ChainID: hub.ChainID} })
					n.nodes[i].Set(lie)
				}
			}
			for block := uint64(61); block <= 80; block++ {
				n.mine(1, 2)
				n.reaches(block - 4)
			}
			if name == "a head from ahead" {
				return // it has no effect, and is no contradiction
			}
			wrong := 0
			for _, s := range n.pool.Status() {
				if s.Faults[endpoint.FaultWrong] > 0 {
					wrong++
				}
			}
			if wrong != 1 {
				t.Errorf("%d endpoints are known to lie: %+v", wrong, n.pool.Status())
			}
		})
	}
}

// When fewer than must agree do, nothing goes on, and that is said.
func TestNoAgreement(t *testing.T) {
	n := newNet(t, 3)
	n.mine(20, 1)
	n.follow(func(c *watcher.Config) { c.Agreement = 3 })
	n.reaches(16)
	n.nodes[1].Set(func(f *endpointtest.Faults) { f.Header = forgeHeader })
	n.mine(5, 1)
	for said := false; !said; time.Sleep(5 * time.Millisecond) {
		n.mu.Lock()
		said = slices.ContainsFunc(n.reports, func(err error) bool {
			return err != nil && strings.Contains(err.Error(), "2 of 3 endpoints agree")
		})
		n.mu.Unlock()
	}
	if _, last := n.tasks(); last != "block 16" {
		t.Errorf("went on to %s", last)
	}
	n.nodes[1].Set(func(f *endpointtest.Faults) { f.Header = nil })
	n.reaches(21)
}

// One endpoint on a fork of its own halts nothing; all of them do.
func TestReorgIsForMost(t *testing.T) {
	for _, agreement := range []int{0, 2} {
		n := newNet(t, 3)
		n.mine(40, 2)
		n.follow(func(c *watcher.Config) { c.Agreement = agreement })
		n.reaches(36)
		n.nodes[0].Set(func(f *endpointtest.Faults) { f.Header = forgeHeader })
		n.mine(5, 2)
		n.reaches(41)
		n.nodes[0].Set(func(f *endpointtest.Faults) { f.Header = nil })
		n.chain.Replace(3, n.logs(1), n.logs(1), n.logs(1), n.logs(1))
		n.reaches(42)
		n.chain.Replace(20, slices.Repeat([][]types.Log{n.logs(1)}, 22)...)
		if err := <-n.done; !errors.Is(err, oracle.ErrReorg) || !strings.Contains(err.Error(), "docs/operators.md") {
			t.Errorf("ended with %v", err)
		}
	}
}

// A head that an endpoint makes up confirms nothing, also where the blocks that
// it would confirm are read a few at a time.
func TestHeadThatIsMadeUp(t *testing.T) {
	for _, agreement := range []int{0, 1} {
		n := newNet(t, 1)
		n.mine(200, 1)
		n.follow(func(c *watcher.Config) { c.Agreement, c.MaxRange = agreement, 2 })
		n.reaches(196)
		n.nodes[0].Set(func(f *endpointtest.Faults) { f.Ahead = 20 })
		n.mine(6, 1)
		for said := false; !said; time.Sleep(5 * time.Millisecond) {
			n.mu.Lock()
			said = slices.ContainsFunc(n.reports, func(err error) bool {
				return err != nil && strings.Contains(err.Error(), "does not have them all")
			})
			n.mu.Unlock()
		}
		if _, last := n.tasks(); last > "block 202" {
			t.Errorf("agreement %d: %s is confirmed, and the chain has %d", agreement, last, n.chain.Head())
		}
		n.nodes[0].Set(func(f *endpointtest.Faults) { f.Ahead = 0 })
		n.reaches(202)
	}
}

// An endpoint that is down or behind, ranges that are refused, and short
// reorganisations: the events are those of the chain, in order, each once.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 7))
			agreement := int(seed % 3)
			n := newNet(t, 3)
			n.mine(30+r.IntN(150), 1+r.IntN(3))
			n.follow(func(c *watcher.Config) { c.Agreement = agreement })
			for range 40 {
				// At most one of three is bad, as an agreement of two assumes.
				bad := r.IntN(3)
				for i, node := range n.nodes {
					node.Set(func(f *endpointtest.Faults) { *f = endpointtest.Faults{ChainID: hub.ChainID} })
					if i != bad {
						continue
					}
					node.Set(func(f *endpointtest.Faults) {
						switch r.IntN(9) {
						case 0:
							f.Lag = uint64(r.IntN(30))
						case 1:
							f.HTTP = func(w http.ResponseWriter, _ *http.Request) bool {
								http.Error(w, "no", http.StatusServiceUnavailable)
								return true
							}
						case 2:
							f.HTTP = endpointtest.Hang
						case 3:
							f.Call = func(string) error { return endpointtest.Error{Code: -32005, Message: "limit exceeded"} }
						case 4:
							f.Limit = func(from, to uint64) error {
								if to-from > 3 {
									return endpointtest.Error{Code: -32602, Message: "block range is too wide"}
								}
								return nil
							}
						case 5:
							f.Logs = dropLogs // near the head the bloom filters tell
							if agreement == 0 {
								f.Logs = nil
							}
						case 6:
							f.Logs = func(_, _ uint64, l []*types.Log) []*types.Log { return append(slices.Clone(l), l...) }
						case 7:
							f.Header = forgeHeader
						case 8:
							f.Ahead = 20
						}
						if agreement < 2 && f.Header != nil {
							f.Header = nil // one endpoint's word is all there is
						}
					})
				}
				if d := r.IntN(4); d > 0 && r.IntN(3) == 0 {
					var forks [][]types.Log
					for range d + 1 {
						forks = append(forks, n.logs(r.IntN(3)))
					}
					n.chain.Replace(d, forks...)
				}
				n.mine(r.IntN(4), r.IntN(3))
				time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond) // any moment will do
			}
			for _, node := range n.nodes {
				node.Set(func(f *endpointtest.Faults) { *f = endpointtest.Faults{ChainID: hub.ChainID} })
			}
			n.mine(1, 1)
			n.reaches(n.chain.Head() - 4)
		})
	}
}

// Without an agreement an endpoint that leaves out one log of a block where others
// remain is believed, which is why there is one: with an agreement of one its
// own receipts contradict it.
func TestOneEndpointIsBelieved(t *testing.T) {
	for _, agreement := range []int{0, 1} {
		n := newNet(t, 1)
		n.mine(20, 2)
		n.nodes[0].Set(func(f *endpointtest.Faults) {
			f.Logs = func(_, _ uint64, logs []*types.Log) (out []*types.Log) {
				for _, l := range logs {
					if len(out) == 0 || out[len(out)-1].BlockNumber != l.BlockNumber {
						out = append(out, l)
					}
				}
				return out
			}
		})
		n.follow(func(c *watcher.Config) { c.Agreement = agreement })
		if agreement == 1 {
			n.reaches(16)
			continue
		}
		for last := ""; last != "block 16"; time.Sleep(5 * time.Millisecond) {
			_, last = n.tasks()
		}
		if got, _ := n.tasks(); len(got) != 16 || len(n.truth(16)) != 32 {
			t.Errorf("emitted %d logs of %d, expected the half that the endpoint shows", len(got), len(n.truth(16)))
		}
	}
}
