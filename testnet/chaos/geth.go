package chaos

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"

	"oracled/testnet"
)

type geths struct{}

func newGeths(string) *geths { return &geths{} }
func (g *geths) start(ctx context.Context, o testnet.AnvilOptions, accounts []common.Address) (*testnet.Anvil, error) {
	return nil, errors.New("x")
}
func (g *geths) take(*testnet.WorldChain) (Node, error) { return nil, nil }
