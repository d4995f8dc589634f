package client

import (
	"bytes"
	"context"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// g1Add is the precompile that adds two points of G1, EIP-2537.
var g1Add = common.BytesToAddress([]byte{0x0b})

// HasBLS tells whether the chain has the BLS12-381 precompiles (EIP-2537), by
// adding the generator of G1 to itself. A node that answers another sum is an
// error.
func (c *Chain) HasBLS(ctx context.Context) (bool, error) {
	_, _, g, _ := bls12381.Generators()
	var double bls12381.G1Affine
	double.Add(&g, &g)
	point := func(p bls12381.G1Affine) []byte {
		x, y := p.X.Bytes(), p.Y.Bytes()
		return append(common.LeftPadBytes(x[:], 64), common.LeftPadBytes(y[:], 64)...)
	}
	out, err := c.Eth.CallContract(ctx, ethereum.CallMsg{To: &g1Add, Data: append(point(g), point(g)...)}, nil)
	switch {
	case err != nil:
		return false, fmt.Errorf("call the BLS precompile at 0x0b: %w", err)
	case len(out) > 0 && !bytes.Equal(out, point(double)):
		return false, fmt.Errorf("the BLS precompile at 0x0b answers %s, which is wrong; use another node", hexutil.Encode(out))
	}
	return len(out) > 0, nil
}
