package endpoint

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
)

// probe looks at the head of every endpoint from time to time, so that it is
// known which of them lag and which are back.
func (p *Pool) probe() {
	ticker := time.NewTicker(p.config.Probe)
	defer ticker.Stop()
	for {
		p.probeOnce()
		select {
		case <-ticker.C:
		case <-p.ctx.Done():
			return
		}
	}
}

// probeOnce asks all at the same time: heads of different times do not compare.
func (p *Pool) probeOnce() {
	heads := make([]uint64, len(p.nodes))
	var wg sync.WaitGroup
	for i, n := range p.nodes {
		n.mu.Lock()
		// One that lied is looked at as always; one that is lost, after its back-off.
		excluded, waits := n.excluded != nil, time.Now().Before(n.until)
		skip := waits && (excluded || n.failures > 0)
		n.mu.Unlock()
		if skip {
			continue
		}
		if excluded {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(p.ctx, min(p.config.Timeout, mostProbe))
				defer cancel()
				n.prove(ctx)
			})
			continue
		}
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(p.ctx, min(p.config.Timeout, mostProbe))
			defer cancel()
			r, err := n.Read(ctx, Request{Headers: []rpc.BlockNumber{rpc.LatestBlockNumber}})
			if err == nil && r.Headers[0] != nil {
				heads[i] = r.Headers[0].Number.Uint64()
			}
		})
	}
	wg.Wait()
	p.compare(heads)
}

// compare notes how far each endpoint is behind; 0 is no head. The measure is
// the second highest of three or more, so that one that makes up a head does not
// make the others look late.
func (p *Pool) compare(heads []uint64) {
	var known []uint64
	for _, h := range heads {
		if h > 0 {
			known = append(known, h)
		}
	}
	if len(known) == 0 {
		return
	}
	slices.Sort(known)
	measure := known[len(known)-1]
	if len(known) > 2 {
		measure = known[len(known)-2]
	}
	for i, n := range p.nodes {
		if heads[i] == 0 {
			continue
		}
		behind := 0.0
		if heads[i] < measure {
			behind = float64(measure - heads[i])
		}
		n.mu.Lock()
		n.lag += (behind - n.lag) / 2
		n.mu.Unlock()
	}
}
