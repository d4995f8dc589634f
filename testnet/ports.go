package testnet

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// Ports are below those that systems choose for outgoing connections, one of
// which would take them sooner or later.
const (
	lowestPort  = 15_000
	highestPort = 32_000
	blockSize   = 50
)

// ports gives out loopback addresses, each once, from blocks that no other world
// of this machine draws from, whatever process that is in: the first port of a
// block is listened on for as long as the block is held. A program whose address
// it was may then be dead for a while and find it free when it starts again.
type ports struct {
	mu     sync.Mutex
	blocks []net.Listener
	next   int // port to try
	left   int // of the last block
}

// free returns an address that was free a moment ago.
func (p *ports) free() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for range 20 * blockSize {
		if p.left == 0 {
			if err = p.take(); err != nil {
				continue // somebody has that block
			}
		}
		at := fmt.Sprintf("127.0.0.1:%d", p.next)
		p.next, p.left = p.next+1, p.left-1
		var l net.Listener
		if l, err = net.Listen("tcp", at); err == nil {
			return at, l.Close()
		}
	}
	return "", fmt.Errorf("find a free port: %w", err)
}

// take takes a block that nobody holds.
func (p *ports) take() error {
	first := lowestPort + blockSize*rand.IntN((highestPort-lowestPort)/blockSize)
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first))
	if err != nil {
		return err
	}
	p.blocks = append(p.blocks, l)
	p.next, p.left = first+1, blockSize-1
	return nil
}

// release lets others have the blocks.
func (p *ports) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.blocks {
		_ = l.Close() // nothing is lost with a listener that nobody connects to
	}
	p.blocks, p.left = nil, 0
}
