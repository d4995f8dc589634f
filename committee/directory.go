package committee

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
)

// Directory knows where the other operators listen. It implements Peers.
type Directory struct {
	clients map[common.Address]*peer.Client
	known   []common.Address
}

// NewDirectory returns clients for the addresses. members tells who may answer.
// Close ends the connections.
func NewDirectory(identity *peer.Identity, addresses []peer.Address, members func(public []byte) bool) *Directory {
	d := &Directory{clients: map[common.Address]*peer.Client{}}
	for _, a := range addresses {
		if d.clients[a.ID] != nil {
			continue
		}
		d.clients[a.ID] = peer.NewClient(identity, a, members)
		d.known = append(d.known, a.ID)
	}
	return d
}

// Known implements Peers.
func (d *Directory) Known() []common.Address { return slices.Clone(d.known) }

// Ask implements Peers.
func (d *Directory) Ask(ctx context.Context, id common.Address, path string, in, out any) error {
	c := d.clients[id]
	if c == nil {
		return fmt.Errorf("operator %s has no address; add it to operator.peers", id)
	}
	return c.Post(ctx, path, in, out)
}

// Close ends the idle connections.
func (d *Directory) Close() {
	for _, c := range d.clients {
		c.Close()
	}
}
