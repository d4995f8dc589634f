package endpoint_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/endpoint/endpointtest"
)

// Blocks that an endpoint takes back are counted, whoever looks at its head, and
// what only looks like it is not.
func TestReorgsAreCounted(t *testing.T) {
	one := []types.Log{{Address: common.Address{1}, Topics: []common.Hash{}}}
	blocks := func(n int) (out [][]types.Log) {
		for range n {
			out = append(out, one)
		}
		return out
	}
	for _, c := range []struct {
		name            string
		change          func(*endpointtest.Chain, *endpointtest.Node)
		reorgs, deepest uint64
	}{
		{"the chain grows", func(c *endpointtest.Chain, _ *endpointtest.Node) { c.Mine(one...) }, 0, 0},
		{"many blocks at once", func(c *endpointtest.Chain, _ *endpointtest.Node) {
			for range 10 {
				c.Mine(one...)
			}
		}, 0, 0},
		{"a node that falls behind", func(_ *endpointtest.Chain, n *endpointtest.Node) { n.Set(func(f *endpointtest.Faults) { f.Lag = 2 }) }, 0, 0},
		{"another block of the same height", func(c *endpointtest.Chain, _ *endpointtest.Node) { c.Replace(1, blocks(1)...) }, 1, 1},
		{"a block on another parent", func(c *endpointtest.Chain, _ *endpointtest.Node) { c.Replace(1, blocks(2)...) }, 1, 1},
		{"a shorter branch", func(c *endpointtest.Chain, _ *endpointtest.Node) { c.Replace(3, blocks(1)...) }, 1, 3},
		{"a branch that begins deep", func(c *endpointtest.Chain, _ *endpointtest.Node) { c.Replace(4, blocks(4)...) }, 1, 2},
	} {
		for _, quorum := range []int{0, 1} {
			s := newScene(t, 1, 20)
			p := s.dial(nil)
			look := func() {
				t.Helper()
				if quorum > 0 {
					if _, err := p.Reached(t.Context(), rpc.LatestBlockNumber, quorum); err != nil {
						t.Fatal(err)
					}
				} else if _, err := view(t, p).Read(t.Context(), endpoint.Request{Headers: []rpc.BlockNumber{rpc.LatestBlockNumber}}); err != nil {
					t.Fatal(err)
				}
			}
			for range 6 {
				s.chain.Mine(one...)
				look()
				look()
			}
			c.change(s.chain, s.nodes[0])
			look()
			look()
			if got := p.Status()[0]; got.Reorgs != c.reorgs || got.Deepest != c.deepest {
				t.Errorf("%s (quorum %d): %d reorganisations, the deepest of %d blocks; want %d of %d", c.name, quorum, got.Reorgs, got.Deepest, c.reorgs, c.deepest)
			}
			// The new branch is as good as the old one.
			before := p.Status()[0].Reorgs
			s.nodes[0].Set(func(f *endpointtest.Faults) { f.Lag = 0 })
			s.chain.Mine(one...)
			look()
			if got := p.Status()[0].Reorgs; got != before {
				t.Errorf("%s: its new branch counts as another", c.name)
			}
		}
	}
}
